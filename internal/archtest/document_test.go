package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestArchitectureNamesEveryRoom: the table of ARCHITECTURE.md and the packages of the module are the same. Tools for
// measuring, which are modules of their own, are told of in the text.
func TestArchitectureNamesEveryRoom(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	all, _ := load(t)
	for dir := range all {
		if short := strings.TrimPrefix(dir, "internal/"); !strings.Contains(string(text), "`"+dir+"`") &&
			!strings.Contains(string(text), "`"+short+"`") {
			t.Errorf("ARCHITECTURE.md does not name %s", dir)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `((?:cmd|internal)/[a-z/]+)`").FindAllStringSubmatch(string(text), -1) {
		if all[row[1]] == nil {
			t.Errorf("ARCHITECTURE.md names %s, which is not there", row[1])
		}
	}
}

// TestEveryPartIsJustified: each module we ask for directly is in ARCHITECTURE.md, by its own name or its owner's; those
// of the Go project as x/NAME.
func TestEveryPartIsJustified(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, parts, ok := strings.Cut(strings.ToLower(string(text)), "## parts")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no section of parts")
	}
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.ToLower(line))
		if len(fields) < 2 || !strings.Contains(fields[0], ".") || strings.Contains(line, "// indirect") {
			continue
		}
		_, path, _ := strings.Cut(fields[0], "/")
		names := strings.Split(path, "/")
		if names[0] == "x" {
			names = []string{path}
		}
		if !slices.ContainsFunc(names, func(name string) bool { return len(name) > 2 && strings.Contains(parts, name) }) {
			t.Errorf("go.mod asks for %s, and ARCHITECTURE.md does not say why", fields[0])
		}
	}
}
