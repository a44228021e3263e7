package web

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/token"
)

var update = flag.Bool("update", false, "rewrite the golden pages")

// TestGoldenPages holds whole pages, feeds and a calendar, so that a change of what readers see is seen in review.
func TestGoldenPages(t *testing.T) {
	f := newFixture(t)
	f.join(1, "linhe", "zh", "临河代表团参观林登大桥", "The toll is gone.")
	f.story("linden", "Linden", "en", "Bridge fee: objections", "Objections can be handed in until 30 March 2026.")
	person, subs := f.subscriber()
	preferences := "/preferences/" + f.keys.Sign(token.Preferences, person.ID, time.Time{})
	for name, path := range map[string]string{
		"subscribe_en.html":   "/preview?lang=en&digest=linden&frequency=weekly&weekday=fri&time=18:00&zone=Europe/Dublin",
		"subscribe_zh.html":   "/?lang=zh",
		"preferences_en.html": preferences,
		"unsubscribe_zh.html": "/unsubscribe/" + f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{}) + "?lang=zh",
		"archive_en.html":     "/archive?lang=en",
		"day_zh.html":         "/archive/linhe/2026-03-02?lang=zh",
		"story_en.html":       "/story/1?lang=en",
		"search_zh.html":      "/search?lang=zh&q=%E5%A4%A7%E6%A1%A5&town=%E4%B8%B4%E6%B2%B3",
		"status_en.html":      "/status?lang=en",
		"about_zh.html":       "/about?lang=zh",
		"feed.atom":           "/feed.atom?language=en",
		"feed.json":           "/feed.json?language=zh&town=%E4%B8%B4%E6%B2%B3&digest=linhe",
		"calendar.ics":        "/feed.ics?language=en",
	} {
		t.Run(name, func(t *testing.T) {
			got := styled.ReplaceAllString(f.want(f.get(path), http.StatusOK).body, "style.css?v=0")
			file := filepath.Join("testdata", "golden", name)
			if *update {
				f.ok(os.MkdirAll(filepath.Dir(file), 0o755))
				f.ok(os.WriteFile(file, []byte(got), 0o644))
				return
			}
			want, err := os.ReadFile(file)
			f.ok(err)
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("run make golden and look at the diff:\n%s", diff)
			}
		})
	}
}

// styled finds the version of the style sheet.
var styled = regexp.MustCompile(`style\.css\?v=[0-9a-f]+`)
