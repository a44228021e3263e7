package digest

import (
	"encoding/json"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// recordVersion is raised when what is kept changes its meaning; Recall reads every version there was.
const recordVersion = 1

// record is what is kept of an issue: all that was true when it was made, and nothing about its reader, so that all who
// are told the same share one.
type record struct {
	Version int       `json:"version"`
	ID      string    `json:"digest"`
	Name    string    `json:"name"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Lang    string    `json:"lang"`
	Welcome bool      `json:"welcome,omitempty"`
	Stories []Story   `json:"stories"`
	Receipt Receipt   `json:"receipt"`
}

// Record gives an issue as bytes to keep: stories, receipt and window, as they are now. The same issue gives the same
// bytes. The reader's part (recipient, zone, links, when the next one is due) is left out.
func Record(in Issue) ([]byte, error) {
	out, err := json.Marshal(record{
		Version: recordVersion, ID: in.Digest.ID, Name: in.Digest.Name, Start: in.Start.UTC(), End: in.End.UTC(),
		Lang: in.Lang, Welcome: in.Welcome, Stories: in.Stories, Receipt: in.Receipt,
	})
	return out, fault.Wrap(err, "keep issue of %s", in.Digest.ID)
}

// Recall gives the issue that Record kept. The reader's part is for the caller to set.
func Recall(kept []byte) (Issue, error) {
	var r record
	if err := json.Unmarshal(kept, &r); err != nil {
		return Issue{}, fault.New(fault.Invalid, "read issue: %w", err)
	}
	if r.Version != recordVersion {
		return Issue{}, fault.New(fault.Invalid, "read issue: version %d, want %d", r.Version, recordVersion)
	}
	return Issue{
		Digest: news.Digest{ID: r.ID, Name: r.Name}, Start: r.Start, End: r.End, Lang: r.Lang, Welcome: r.Welcome,
		Stories: r.Stories, Receipt: r.Receipt,
	}, nil
}
