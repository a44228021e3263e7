package crawl

import "context"

// furtherPages follows the listing's next pages as far as the source wants, and no further than to one that holds a
// known link: what comes after is older. The first run has no such bound. Where the pager of an ASP.NET page has no
// addresses its form is sent back, to the listing itself; no other form ever is.
func (r *run) furtherPages(ctx context.Context) error {
	seen := map[string]bool{r.res.ListingURL: true}
	if err := r.allNews(ctx, seen); err != nil {
		return err
	}
	for range min(r.req.Source.Pages, maxPages) {
		if r.next == "" && r.form == nil || seen[r.next] {
			return nil
		}
		fresh, err := r.unknown(ctx, r.res.Links)
		if err != nil {
			return err
		}
		if r.req.Health.Baselined && len(fresh) < len(r.res.Links) {
			return nil
		}
		q := ask{url: r.next}
		if r.next == "" {
			q = ask{url: r.form.URL, fields: r.form.Fields}
		} else {
			seen[r.next] = true
		}
		f, err := r.read(q)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.tried(q.url, f, err)
		if err != nil {
			return nil // the first page was read; this one is noted among the tries
		}
		before := len(r.res.Links)
		if r.res.Links = unique(append(r.res.Links, f.Links...)); len(r.res.Links) == before {
			return nil // a calendar without end, or the same page again
		}
		r.next, r.form = f.Next, f.NextForm
	}
	return nil
}
