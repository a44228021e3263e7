package reading

import (
	"strings"
	"testing"

	"tidings/internal/search"
)

func TestPassage(t *testing.T) {
	long := strings.Repeat("词", 200)
	for _, c := range []struct{ text, query, want string }{
		{"First things first. The bridge is open. More follows.", "bridge", "The bridge is open. More follows."},
		{"第一句话。大桥今天通车。", "大桥", "大桥今天通车。"},
		{"nothing here", "bridge", ""},
	} {
		if got := passage(c.text, search.Parse(c.query)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	got := passage(long+"大桥"+long, search.Parse("大桥"))
	if !strings.HasPrefix(got, "…词") || !strings.Contains(got, "大桥") || len([]rune(got)) > 170 {
		t.Errorf("%d characters: %s", len([]rune(got)), got)
	}
}
