package crawl

import (
	"context"
	"net/url"

	"tidings/internal/charset"
	"tidings/internal/discover/propose"
	"tidings/internal/news"
)

// maxNamed is how many of the listings a home page names are looked at for more of its headlines.
const maxNamed = 2

// allNews continues a home page, which shows only the newest headlines, at the listing it names for all of its news. It
// does so when the source wants further pages, and on a later run also when none of the headlines is known: then some
// may have come and gone since the last one. A listing that shares too few of the headlines is that of another column.
func (r *run) allNews(ctx context.Context, seen map[string]bool) error {
	wanted, err := r.wantsAll(ctx)
	if err != nil || !wanted {
		return err
	}
	text, _ := charset.Decode(r.res.Listing.Body, r.res.Listing.ContentType, r.req.Source.Language)
	page := propose.Page{Source: r.req.Source, URL: r.res.Listing.FinalURL, Body: text, Now: r.now()}
	for _, named := range propose.Listings(page, maxNamed) {
		if seen[named.URL] {
			continue
		}
		seen[named.URL] = true
		f, err := r.read(ask{url: named.URL})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.tried(named.URL, f, err)
		if err == nil && f.Confirmed() && 3*shared(r.res.Links, f.Links) >= len(r.res.Links) {
			r.res.Links, r.next, r.form = unique(append(r.res.Links, f.Links...)), f.Next, f.NextForm
			return nil
		}
	}
	return nil
}

// wantsAll reports that the listing is the home page of a site, read for its own rows, and that there may be more.
func (r *run) wantsAll(ctx context.Context) (bool, error) {
	first, answer := !r.req.Health.Baselined, r.res.Listing
	u, err := url.Parse(answer.FinalURL)
	if err != nil || !home(u) || direct(r.res.Way) || r.next != "" || r.form != nil || len(answer.Body) == 0 {
		return false, nil // a listing that answered 304 has no body, and nothing new
	}
	if first {
		return r.req.Source.Pages > 0, nil
	}
	fresh, err := r.unknown(ctx, r.res.Links)
	return len(fresh) > 0 && len(fresh) == len(r.res.Links), err
}

// shared counts the links that are in both.
func shared(a, b []news.Link) (n int) {
	in := make(map[string]bool, len(b))
	for _, l := range b {
		in[l.URL] = true
	}
	for _, l := range a {
		if in[l.URL] {
			n++
		}
	}
	return n
}
