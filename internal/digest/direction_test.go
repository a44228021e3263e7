package digest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/templates"
)

// TestAMailIsWrittenFromTheRight, in a language of an operator's that runs so, and a story in another the other way.
func TestAMailIsWrittenFromTheRight(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "messages"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "messages", "ar.yaml"), []byte("archive: الأرشيف\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := templates.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	issue := englishIssue(t)
	issue.Lang = "ar"
	issue.Stories[1].Lang, issue.Stories[1].Headline = "ar", "إعادة فتح الجسر قبل الموعد"
	mail := func(lang string) string {
		issue.Lang = lang
		r, err := Render(set, issue)
		if err != nil {
			t.Fatal(err)
		}
		return r.HTML
	}
	arabic, english := mail("ar"), mail("en")
	for _, want := range []string{
		`<html lang="ar" dir="rtl">`, `text-align:right;">`, `border-right:4px`, `lang="en" dir="ltr" style="text-align:left;"`,
		`lang="ar" dir="rtl">Until`,
	} {
		if !strings.Contains(arabic, want) {
			t.Errorf("no %s in the Arabic mail", want)
		}
	}
	if want := `lang="ar" dir="rtl" style="text-align:right;"`; !strings.Contains(english, want) {
		t.Errorf("no %s in the English mail", want)
	}
	if strings.Count(english, `dir="rtl"`) != 1 {
		t.Error("more than the one Arabic story runs from right to left in the English mail")
	}
}
