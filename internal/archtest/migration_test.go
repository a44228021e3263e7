package archtest

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestMigrationsHaveNumbersOfTheirOwn: two branches that each add the next step make a database nobody can open, and no
// compiler sees it.
func TestMigrationsHaveNumbersOfTheirOwn(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		files, err := filepath.Glob(filepath.Join("..", "store", "migrations", dialect, "*.sql"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		taken := map[string]string{}
		for _, f := range files {
			number, _, _ := strings.Cut(filepath.Base(f), "_")
			if other := taken[number]; other != "" {
				t.Errorf("%s: %s and %s have one number; the later one takes the next", dialect, other, filepath.Base(f))
			}
			taken[number] = filepath.Base(f)
		}
	}
}
