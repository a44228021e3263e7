package filter_test

import (
	"bytes"
	"strings"
	"testing"

	"tidings/internal/filter"
)

func TestCluster(t *testing.T) {
	text := `The council of Millford voted to rebuild the footbridge over the Lenn in steel, Mayor Dana Whitlow said.`
	tests := []struct {
		name, in, err string
	}{
		{name: "copy keeps the other's id and story",
			in: `{"id":"b","title":"Bridge","text":"` + text + `"}` + "\n" + `{"id":7,"title":"Bridge","text":"` + text + `"}`},
		{name: "no articles"},
		{name: "not JSON", in: "{", err: "read article 1"},
		{name: "no id", in: `{"title":"Bridge"}`, err: "read article 1"},
		{name: "bad date", in: `{"id":1,"published":"soon"}`, err: `published "soon"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := filter.Cluster(t.Context(), strings.NewReader(test.in), &out)
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want %q in it", err, test.err)
			}
			if test.name != "copy keeps the other's id and story" {
				return
			}
			if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 2 ||
				!strings.Contains(lines[0], `"id":"b","canonical":"b","story":"1"`) ||
				!strings.Contains(lines[1], `"id":7,"canonical":"b","story":"1","with":"b","reason":"same text"`) {
				t.Errorf("stdout %q", lines)
			}
		})
	}
}
