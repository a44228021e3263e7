package acting

import (
	"testing"
	"time"
)

func TestHomesAreZones(t *testing.T) {
	for region, zone := range homes {
		if _, err := time.LoadLocation(zone); err != nil || len(region) != 2 {
			t.Errorf("%s %s: %v", region, zone, err)
		}
	}
}
