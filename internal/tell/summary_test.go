package tell

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tidings/internal/news"
	"tidings/internal/summarize"
)

// moody is a summarizer that cannot do texts about the weir.
type moody struct{ summarize.Extractive }

var errMood = errors.New("not this one")

func (m moody) Summarize(ctx context.Context, r summarize.Request) (news.Summary, error) {
	if strings.Contains(r.Docs[0].Text, "weir") {
		return news.Summary{}, errMood
	}
	return m.Extractive.Summarize(ctx, r)
}

func TestOneBadStoryKeepsNoOtherWaiting(t *testing.T) {
	d := newDesk(t)
	d.Summarizer, d.AtOnce, d.Together = moody{}, 2, 1
	bad := d.article(1, "The weir is closed", "The weir is closed to boats until the flood has passed.")
	d.article(2, "Apples are ripe", "Growers pick the first apples of the year in the orchards.")
	d.article(3, "Library opens late", "The town library opens on Thursday evenings from April on.")
	d.cluster()
	if n := len(d.stale()); n != 3 {
		t.Fatalf("%d stories", n)
	}
	if err := d.Summarize(t.Context()); !errors.Is(err, errMood) {
		t.Errorf("got %v", err)
	}
	if left := d.stale(); !slices.Equal(left, []int64{d.storyOf(bad)}) {
		t.Errorf("without a summary: %v", left)
	}
	d.Summarizer = summarize.Extractive{}
	d.tellAll()
	if left := d.stale(); len(left) != 0 {
		t.Errorf("still without a summary: %v", left)
	}
}

func TestSummariesAreLeftForTheNextCall(t *testing.T) {
	d := newDesk(t)
	d.Together = 1
	const stories = summaryRounds + 3
	for i := range stories {
		word := strings.Repeat(string(rune('b'+i)), 7)
		d.article(i+1, word+" "+word+"ing", strings.Repeat("The "+word+" "+word+"ed by "+word+"ers near "+word+"ton. ", 4))
	}
	d.cluster()
	waiting := len(d.stale())
	if waiting <= summaryRounds {
		t.Fatalf("only %d stories", waiting)
	}
	d.tellAll()
	if left := len(d.stale()); left != waiting-summaryRounds {
		t.Errorf("%d of %d are left", left, waiting)
	}
}

// linguist tells stories in the language asked for, but for one it does not know.
type linguist struct{ summarize.Extractive }

func (l linguist) Summarize(ctx context.Context, r summarize.Request) (news.Summary, error) {
	s, err := l.Extractive.Summarize(ctx, r)
	if r.Options.Lang != "" && r.Options.Lang != "tlh" {
		s.Lang, s.Headline = r.Options.Lang, r.Options.Lang+": "+s.Headline
	}
	return s, err
}

// A story is told in each of the room's languages that no article is in, where the summarizer manages it, until it changes.
func TestStoriesAreTranslated(t *testing.T) {
	d := newDesk(t)
	d.Summarizer, d.Languages = linguist{}, []string{"en", "zh", "tlh"}
	id := d.article(1, "The weir is closed", "The weir is closed to boats until the flood has passed.")
	d.cluster()
	d.tellAll()
	full, err := d.Store.FullStory(t.Context(), d.storyOf(id))
	if err != nil || len(full.Translations) != 1 || full.Translations[0].Headline != "zh: The weir is closed" {
		t.Fatalf("%+v, %v", full.Translations, err)
	}
	for lang, want := range map[string]string{"zh": "zh: The weir is closed", "en-GB": "The weir is closed"} {
		if s, ok := full.In(lang); !ok || s.Headline != want {
			t.Errorf("in %s: %q, %v", lang, s.Headline, ok)
		}
	}
	if s, ok := full.In("de"); ok {
		t.Errorf("in a language nobody asked for: %q", s.Headline)
	}
}
