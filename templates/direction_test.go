package templates

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withMessages gives our texts with further languages, each of one message.
func withMessages(t *testing.T, tags ...string) *Set {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "messages"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tag := range tags {
		file := filepath.Join(dir, "messages", tag+".yaml")
		if err := os.WriteFile(file, []byte("language_name: "+tag+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestALanguageHasItsDirectionWithoutBeingTold(t *testing.T) {
	set := withMessages(t, "ar", "he", "az-Arab", "de", "az")
	for tag, want := range map[string]string{
		"ar": "rtl right left", "he": "rtl right left", "az-Arab": "rtl right left", "de": "ltr left right",
		"az": "ltr left right", "en": "ltr left right", "zh": "ltr left right",
	} {
		loc := set.Locale(tag)
		if got := loc.T("dir") + " " + loc.T("start") + " " + loc.T("end"); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
	for tag, want := range map[string]bool{"ar-EG": true, "en-IE": true, "EN": true, "zh-Hans-CN": true, "fr": false, "": false} {
		if set.Speaks(tag) != want {
			t.Errorf("speaks %q: %v", tag, !want)
		}
	}
}

func TestWordsOfAnotherLanguageSayTheirDirection(t *testing.T) {
	set := withMessages(t, "ar")
	en, ar := set.Locale("en"), set.Locale("ar")
	for _, c := range []struct{ got, want string }{
		{string(en.tongue("")), ""},
		{string(en.tongue("de")), ` lang="de"`},
		{string(en.tongue("fa-IR")), ` lang="fa-IR" dir="rtl"`},
		{string(ar.tongue("en")), ` lang="en" dir="ltr"`},
		{string(ar.tongue("ur")), ` lang="ur"`},
		{string(en.tongue("en", "ar")), ` lang="en" dir="ltr"`},
		{string(en.own("")), ` lang="en"`},
		{string(en.own("ar")), ` lang="en" dir="ltr"`},
		{string(ar.own("en")), ` lang="ar" dir="rtl"`},
		{string(en.tongue(`x" onclick="y`)), ` lang="x&#34; onclick=&#34;y"`},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestPagesStandTheRightWayRound(t *testing.T) {
	set := withMessages(t, "ar")
	data := map[string]any{"Text": "A", "Lang": "en", "TextLang": "", "Act": "", "Update": "", "Headline": "Mill Road", "URL": "",
		"HeadlinePieces": nil, "TextPieces": nil, "Picture": nil, "Meta": "", "Sources": nil, "Machine": false}
	var b strings.Builder
	if err := set.html["ar"].ExecuteTemplate(&b, "story_row", data); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); !strings.Contains(out, `<article class="story" lang="en" dir="ltr">`) ||
		!strings.Contains(out, `<p class="meta" lang="ar" dir="rtl">`) {
		t.Errorf("an English story in Arabic:\n%s", out)
	}
}

// TestTheStyleSheetNamesNoSide: what is hidden to the left widens a page that runs from right to left, and room left there
// is on the wrong side of it.
func TestTheStyleSheetNamesNoSide(t *testing.T) {
	set, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range strings.FieldsFunc(string(set.CSS()), func(r rune) bool { return strings.ContainsRune("{};", r) }) {
		name, value, _ := strings.Cut(strings.TrimSpace(rule), ":")
		sides := strings.Fields(value)
		box := name == "padding" || name == "margin"
		if name == "left" || name == "right" || strings.HasSuffix(name, "-left") || strings.HasSuffix(name, "-right") ||
			box && len(sides) == 4 && sides[1] != sides[3] {
			t.Errorf("%s:%s", name, value)
		}
	}
}
