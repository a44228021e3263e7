package explain

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/store"
)

// Page is how a page was fetched.
type Page struct {
	URL       string    `json:"url"`
	FinalURL  string    `json:"final_url,omitempty"`
	Source    string    `json:"source"`
	FoundOn   string    `json:"found_on,omitempty"`
	Status    int       `json:"status"`
	FetchedAt time.Time `json:"fetched_at"`
	Bytes     int       `json:"bytes"`
	Error     string    `json:"error,omitempty"`
	Failing   *Failing  `json:"failing,omitempty"` // nil for a page that was read
}

// Failing is what becomes of a page that could not be read. Without tries it was left out on purpose.
type Failing struct {
	Tries     int       `json:"tries"` // in a row, all in vain
	Since     time.Time `json:"since,omitzero"`
	RetryAt   time.Time `json:"retry_at,omitzero"` // from when on it is asked for again
	GivenUpAt time.Time `json:"given_up_at,omitzero"`
	Listed    bool      `json:"while_listed,omitempty"`    // asked for again only while its listing names it
	CrawlAt   time.Time `json:"next_crawl_at,omitzero"`    // of its source
	Disabled  bool      `json:"source_disabled,omitempty"` // its source is not crawled
}

// fetched tells how a page was fetched, and of one that could not be read what becomes of it.
func (r *Room) fetched(ctx context.Context, page news.Page) (*Page, error) {
	p := &Page{
		URL: page.URL, FinalURL: page.FinalURL, Source: page.SourceID, FoundOn: page.Link.FoundOn, Status: page.Status,
		FetchedAt: page.FetchedAt, Bytes: len(page.Body), Error: page.Err,
	}
	if page.Err == "" {
		return p, nil
	}
	f, err := r.Store.Failing(ctx, page.ID)
	if err != nil {
		return nil, err
	}
	p.Failing, err = r.failing(ctx, page.SourceID, f)
	return p, err
}

// failing adds to how a page stands when its source is crawled next.
func (r *Room) failing(ctx context.Context, sourceID string, f store.Failing) (*Failing, error) {
	v := &Failing{Tries: f.Attempts, Since: f.Since, RetryAt: f.RetryAt, GivenUpAt: f.GivenUpAt}
	if f.RetryAt.IsZero() {
		return v, nil
	}
	source, err := r.Store.Source(ctx, sourceID)
	if err != nil {
		return nil, err
	}
	health, err := r.Store.Health(ctx, sourceID)
	v.Listed, v.CrawlAt, v.Disabled = f.Missing, health.NextAt, !source.Enabled
	return v, err
}

func (p Page) print(out *strings.Builder) {
	at := p.FetchedAt.Format(time.RFC3339)
	switch {
	case p.Failing != nil && p.Failing.Tries == 0:
		fmt.Fprintf(out, "Fetched: no; left out %s, and never asked for again: %s\n", at, p.Error)
	case p.Error != "" && p.Status == 0:
		fmt.Fprintf(out, "Fetched: no; tried last %s: %s\n", at, p.Error)
	case p.Error != "":
		fmt.Fprintf(out, "Fetched: no; asked for last %s, status %d: %s\n", at, p.Status, p.Error)
	default:
		fmt.Fprintf(out, "Fetched: %s, status %d, %d bytes kept\n", at, p.Status, p.Bytes)
	}
	if p.Failing != nil && p.Failing.Tries > 0 {
		p.Failing.print(out)
	}
	fmt.Fprintf(out, "  by source %s%s\n", p.Source, show.After(", found on ", p.FoundOn))
	if p.FinalURL != "" && p.FinalURL != p.URL {
		fmt.Fprintf(out, "  led to %s\n", p.FinalURL)
	}
}

// print says whether the page is asked for again, and when.
func (f Failing) print(out *strings.Builder) {
	tries := "1 try"
	if f.Tries > 1 {
		tries = fmt.Sprintf("%d tries%s", f.Tries, show.At(" since ", f.Since))
	}
	if f.RetryAt.IsZero() {
		fmt.Fprintf(out, "  given up%s, after %s: it is not asked for again\n", show.At(" ", f.GivenUpAt), tries)
		return
	}
	fmt.Fprintf(out, "  after %s it is asked for again by its source's first crawl from %s on", tries,
		f.RetryAt.Format(time.RFC3339))
	if f.Listed {
		fmt.Fprint(out, ", if the listing still names it then")
	}
	switch {
	case f.Disabled:
		fmt.Fprint(out, "\n  its source is disabled: the page waits until that is enabled again\n")
	case !f.CrawlAt.IsZero():
		fmt.Fprintf(out, "\n  next crawl of its source: %s\n", f.CrawlAt.Format(time.RFC3339))
	default:
		fmt.Fprintln(out)
	}
}
