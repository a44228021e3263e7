package survey

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tidings/internal/charset"
	"tidings/internal/crawl"
	"tidings/internal/discover/propose"
	"tidings/internal/fault"
	"tidings/internal/gather"
	"tidings/internal/news"
	"tidings/internal/rhythm"
)

// Diagnosis sets what a source was beside what it is.
type Diagnosis struct {
	Source    news.Source
	Health    news.Health
	Rhythm    rhythm.Rhythm
	Good      *news.Evidence    // of the last good read; nil when there was none
	Bad       *news.Evidence    // of the last failure; nil when there was none
	Now       news.Evidence     // what it answers now
	Trouble   news.State        // what Now means, "" for none
	Changed   []string          // what is otherwise than it was, a sentence each
	Proposal  *propose.Proposal // a rule that reads the page as it is now; nil when none is needed or found
	Elsewhere *Preview          // newer news on the same site; nil when none is needed or found
}

// Diagnose looks at a source once more and finds out what became of it. The error is one of the database: that the
// source cannot be read is what a diagnosis is about.
func (r *Room) Diagnose(ctx context.Context, source news.Source) (Diagnosis, error) {
	d := Diagnosis{Source: source}
	if err := r.remember(ctx, &d); err != nil {
		return d, fault.Wrap(err, "diagnose %s", source.ID)
	}
	result, failure := r.Crawler.Run(ctx, crawl.Request{Source: source, Health: d.Health, Limit: -1},
		func(context.Context, news.Page) error { return nil })
	if ctx.Err() != nil {
		return d, ctx.Err()
	}
	d.Now = gather.Evidence(source.ID, result, failure)
	d.Now.At, d.Trouble = r.Now(), result.Trouble
	if failure == nil && d.Rhythm.Frozen(d.Health.LastNew, d.Now.At) && !d.Health.LastNew.IsZero() {
		d.Trouble = news.StateFrozen
	}
	d.Changed = d.compare()
	d.propose(r.Now())
	if d.Trouble == news.StateRedesigned || d.Trouble == news.StateFrozen {
		d.Elsewhere = r.elsewhere(ctx, d)
	}
	return d, nil
}

// remember gathers what is kept of the source. One that is not in the database has nothing.
func (r *Room) remember(ctx context.Context, d *Diagnosis) (err error) {
	if d.Health, err = r.Store.Health(ctx, d.Source.ID); err != nil {
		if fault.Is(err, fault.NotFound) {
			d.Health = news.Health{SourceID: d.Source.ID, State: news.StateNew}
			return nil
		}
		return err
	}
	if d.Good, err = r.evidence(ctx, d.Source.ID, true); err != nil {
		return err
	}
	if d.Bad, err = r.evidence(ctx, d.Source.ID, false); err != nil {
		return err
	}
	d.Rhythm, err = r.rhythm(ctx, d.Source)
	return err
}

// evidence gives what is kept of a source's listing, nil when there is nothing.
func (r *Room) evidence(ctx context.Context, id string, good bool) (*news.Evidence, error) {
	e, err := r.Store.Evidence(ctx, id, good)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &e, err
}

// compare says what is otherwise than at the last good read.
func (d Diagnosis) compare() []string {
	if d.Good == nil {
		return []string{"It was never read well."}
	}
	out := append(d.compareAnswers(), d.compareLinks()...)
	if d.Trouble == news.StateRedesigned {
		out = append(out, d.traces()...)
	}
	if d.Trouble == news.StateFrozen {
		out = append(out, fmt.Sprintf("It is listed as before, but nothing is newer than %s: %d of its own days without news, "+
			"where %d are usual at most.", d.Health.LastNew.In(d.Source.Location()).Format(time.DateOnly),
			d.Rhythm.Silent(d.Health.LastNew, d.Now.At), d.Rhythm.Limit))
	}
	return out
}

// compareAnswers says how the site answers otherwise: not at all, with a wall, another status, from another place.
func (d Diagnosis) compareAnswers() (out []string) {
	was, is := d.Good, d.Now
	switch {
	case is.Wall != "":
		out = append(out, fmt.Sprintf("A bot wall answers in place of the page: %s.", is.Wall))
	case is.Page.Status == 0 && !is.Good:
		out = append(out, fmt.Sprintf("No usable answer comes: %s.", cause(is.Err)))
	case is.Page.Status != was.Page.Status && is.Page.Status != http.StatusNotModified:
		out = append(out, fmt.Sprintf("It answered with status %d, and now with %d.", was.Page.Status, is.Page.Status))
	}
	if is.Page.FinalURL != "" && is.Page.FinalURL != was.Page.FinalURL && is.Page.URL == was.Page.URL {
		out = append(out, fmt.Sprintf("%s led to %s, and now to %s.", is.Page.URL, was.Page.FinalURL, is.Page.FinalURL))
	}
	return out
}

// compareLinks says how links are found otherwise: by another way, elsewhere, fewer.
func (d Diagnosis) compareLinks() (out []string) {
	was, is := d.Good, d.Now
	if is.Good && (is.Way != was.Way || is.Page.URL != was.Page.URL) {
		out = append(out, fmt.Sprintf("Its links were found by the way %q at %s; now by %q at %s.", was.Way, was.Page.URL,
			is.Way, is.Page.URL))
	}
	read := is.Good || d.Trouble == news.StateRedesigned
	if read && is.Count < was.Count && is.Page.Status != http.StatusNotModified {
		out = append(out, fmt.Sprintf("It had %d links, and has %d now.", was.Count, is.Count))
	}
	return out
}

// traces says what of the former links is still to be found on the page.
func (d Diagnosis) traces() []string {
	if len(d.Good.Links) == 0 || len(d.Now.Page.Body) == 0 {
		return nil
	}
	body, _ := charset.Decode(d.Now.Page.Body, d.Now.Page.ContentType, d.Source.Language)
	titles := 0
	for _, l := range d.Good.Links {
		if l.Title != "" && bytes.Contains(body, []byte(l.Title)) {
			titles++
		}
	}
	if titles == 0 {
		return []string{fmt.Sprintf("None of the %d titles of then is on the page: the news is elsewhere, or is brought by a script.",
			len(d.Good.Links))}
	}
	return []string{fmt.Sprintf("%d of the %d titles of then are still on the page: the news is there, in another form.",
		titles, len(d.Good.Links))}
}

// cause is the end of an error's chain of operations: what a person has to know.
func cause(err string) string {
	if i := strings.Index(err, ": "); i >= 0 && strings.HasPrefix(err, "crawl ") {
		return err[i+2:]
	}
	return err
}

// propose looks for a rule when the page is there but its list is not recognised.
func (d *Diagnosis) propose(now time.Time) {
	if d.Trouble != news.StateRedesigned || d.Now.Wall != "" || len(d.Now.Page.Body) == 0 {
		return
	}
	body, _ := charset.Decode(d.Now.Page.Body, d.Now.Page.ContentType, d.Source.Language)
	page := propose.Page{Source: d.Source, URL: d.Now.Page.FinalURL, Body: body, Now: now}
	if page.URL == "" {
		page.URL = d.Now.Page.URL
	}
	var known []news.Link
	if d.Good != nil {
		known = d.Good.Links
	}
	if p, ok := propose.Rule(page, known); ok {
		d.Proposal = &p
	}
}

// elsewhere looks at the site's home page for news that is newer than the source's.
func (r *Room) elsewhere(ctx context.Context, d Diagnosis) *Preview {
	u, err := url.Parse(d.Source.URL)
	if err != nil || u.Path == "/" || u.Path == "" {
		return nil
	}
	home := d.Source
	home.URL, home.Way, home.Rule = u.Scheme+"://"+u.Host+"/", "", nil
	p := r.Preview(ctx, home)
	if p.Err != nil || len(p.Links) == 0 || !p.Links[0].Published.Time.After(d.Health.LastNew) ||
		p.Crawl.ListingURL == d.Health.ListingURL {
		return nil
	}
	return &p
}
