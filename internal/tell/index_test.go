package tell

import (
	"slices"
	"testing"

	"tidings/internal/search"
	"tidings/internal/store"
)

func (d *desk) find(query string) []int64 {
	d.Helper()
	found, err := d.Store.Search(d.Context(), store.SearchFilter{Query: search.Parse(query), Sources: []string{"mill"}})
	if err != nil {
		d.Fatal(err)
	}
	return found.IDs
}

// TestWhatIsSummarizedIsFound: with its summary a story gets into the index; one summarized before there was an index
// comes in with the next clustering.
func TestWhatIsSummarizedIsFound(t *testing.T) {
	d := newDesk(t)
	story := d.storyAfterCluster(d.article(1, "The old mill bridge reopens", "The bridge at the old mill opens on Monday."))
	if got := d.find("mill"); len(got) != 0 {
		t.Errorf("found %v before it was told", got)
	}
	d.tellAll()
	if got := d.find(`"old mill" monday`); !slices.Equal(got, []int64{story}) {
		t.Errorf("found %v", got)
	}
	if _, err := d.Store.DB().ExecContext(t.Context(), `UPDATE stories SET indexed = FALSE`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.DB().ExecContext(t.Context(), `DELETE FROM story_search WHERE rowid = $1`, story); err != nil {
		t.Fatal(err)
	}
	d.cluster()
	if got := d.find("bridge"); !slices.Equal(got, []int64{story}) {
		t.Errorf("found %v after the index was made anew", got)
	}
}

func (d *desk) storyAfterCluster(article int64) int64 {
	d.Helper()
	d.cluster()
	return d.storyOf(article)
}
