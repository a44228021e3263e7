package crawl

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"tidings/internal/charset"
	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

const (
	enoughLinks = 3 // plausible links a new way in must give; an old one may give fewer
	maxFeeds    = 4 // advertised feeds looked at
	maxSitemaps = 3
	maxPages    = 20 // further listing pages, whatever the source says
	maxLate     = 2  // steps of the ladder that are not answered in time, before no further one is tried
	staleAfter  = 60 * 24 * time.Hour
)

// probes are the places feeds are at on municipal sites that do not say so: WordPress, common names, the vendors of
// Japanese city sites, CivicPlus, Joomla.
var probes = []string{
	"/feed/", "/rss.xml", "/news.rss", "/rss/10/list1.xml", "/shinchaku.xml", "/www/rss/news.rdf",
	"/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml", "/?format=feed&type=rss",
}

// errNoLinks is the cause when a site answers but has no news where news should be.
var errNoLinks = errors.New("no links found")

// found is a listing that was read.
type found struct {
	discover.Result
	answer answer
	page   news.Page
}

// listing finds the source's listing and puts it into the result.
func (r *run) listing(ctx context.Context) error {
	saved := r.req.Health.ListingURL
	if saved != "" && (r.req.Source.Way == "" || r.req.Source.Way == r.req.Health.Way) {
		f, err := r.read(ask{url: saved, validators: r.req.Validators})
		if err == nil && f.answer.status == http.StatusNotModified {
			r.unchanged(f)
			return nil
		}
		if err == nil {
			if err = r.usable(f, 1); err == nil {
				r.take(f)
				return nil
			}
		}
		r.tried(saved, f, err)
		if !climb(err) {
			return err
		}
	}
	return r.ladder(ctx)
}

// climb reports an error of the saved listing after which another way in is worth looking for. A host that is down or
// refuses everything is not left for another way: it would come back by a worse one.
func climb(err error) bool {
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone, fault.Invalid:
		return true
	case fault.Denied:
		return fetch.TroubleOf(err) == fetch.TroubleRobots
	}
	return false
}

// ladder tries the ways in, from the start page on.
func (r *run) ladder(ctx context.Context) error {
	start := r.req.Source.URL
	front, err := r.read(ask{url: start})
	if err != nil {
		r.tried(start, front, err)
		return err
	}
	if direct(front.Way) || r.req.Source.Rule.ForListing() {
		if err = r.usable(front, 1); err == nil {
			r.take(front)
			return nil
		}
		if len(front.Feeds) == 0 || r.req.Source.Rule.ForListing() {
			r.tried(start, front, err)
			return err
		}
	}
	for _, candidates := range []func(context.Context, found) []string{r.feeds, r.probes, r.sitemaps} {
		ok, err := r.firstOf(ctx, candidates(ctx, front), front, 1)
		if ok || err != nil {
			return err
		}
	}
	if err = r.usable(front, enoughLinks); err != nil {
		r.tried(start, front, err)
		if front.Way == news.WayUndated { // for a person to confirm
			r.res.Way, r.res.ListingURL, r.res.Links = front.Way, start, front.Links
		}
		return err
	}
	r.take(front)
	return nil
}

// direct reports ways that are no page with other ways in it.
func direct(way news.Way) bool {
	return way == news.WayFeed || way == news.WaySitemap || way == news.WayRule
}

// firstOf takes the first of urls that is a listing worth having. An index of sitemaps leads on, depth times.
func (r *run) firstOf(ctx context.Context, urls []string, front found, depth int) (bool, error) {
	for _, address := range urls {
		if r.late >= maxLate {
			return false, nil
		}
		f, err := r.read(ask{url: address})
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err == nil && len(f.Links) == 0 && f.Way == news.WaySitemap && depth > 0 {
			if ok, err := r.firstOf(ctx, f.Feeds[:min(len(f.Feeds), maxSitemaps)], front, depth-1); ok || err != nil {
				return ok, err
			}
		}
		if err == nil {
			err = r.worth(f, front)
		}
		if err == nil {
			r.take(f)
			return true, nil
		}
		r.tried(address, f, err)
		if fetch.TroubleOf(err) == fetch.TroubleTimeout {
			r.late++
		}
	}
	return false, nil
}

// worth says why a feed or sitemap is not to be taken before the start page itself; nil when it is.
func (r *run) worth(f, front found) error {
	if err := r.usable(f, enoughLinks); err != nil {
		return err
	}
	switch {
	case !direct(f.Way):
		return fault.New(fault.Invalid, "%w: a page where a feed was expected", errNoLinks)
	case stale(f, front):
		return fault.New(fault.Invalid, "%w: far older than the page that names it", errNoLinks)
	}
	return nil
}

// feeds are those the start page advertises.
func (r *run) feeds(_ context.Context, front found) []string {
	if !r.wants(news.WayFeed) && front.Way != news.WaySitemap {
		return nil
	}
	return front.Feeds[:min(len(front.Feeds), maxFeeds)]
}

// probes are the known places, when the source is a site as a whole: a site's feed is not the news of one column.
func (r *run) probes(_ context.Context, front found) []string {
	base, err := url.Parse(front.answer.finalURL)
	if err != nil || !r.wants(news.WayFeed) || !home(base) {
		return nil
	}
	var urls []string
	for _, p := range probes {
		if u, err := base.Parse(p); err == nil {
			urls = append(urls, u.String())
		}
	}
	return urls
}

// sitemaps are the news sitemaps of robots.txt; of the whole site too.
func (r *run) sitemaps(ctx context.Context, front found) []string {
	base, err := url.Parse(front.answer.finalURL)
	if err != nil || !r.wants(news.WaySitemap) || !home(base) {
		return nil
	}
	all, err := r.client.Robots().Sitemaps(ctx, front.answer.finalURL)
	if err != nil {
		return nil // the page itself could be read; the ladder goes on
	}
	var urls []string
	for _, s := range all {
		if strings.Contains(strings.ToLower(s), "news") && len(urls) < maxSitemaps {
			urls = append(urls, s)
		}
	}
	return urls
}

// wants reports whether the operator leaves a way open.
func (r *run) wants(way news.Way) bool { return r.req.Source.Way == "" || r.req.Source.Way == way }

// home reports the address of a site as a whole.
func home(u *url.URL) bool {
	dir, file := path.Split(u.Path)
	name, _, _ := strings.Cut(strings.ToLower(file), ".")
	return u.RawQuery == "" && dir == strings.TrimLeft(dir, "/")+"/" && (name == "" || name == "index" ||
		name == "home" || name == "default" || name == "main")
}

// stale reports a feed that stopped long before the page that advertises it.
func stale(f, front found) bool {
	feed, page := news.Newest(f.Links), news.Newest(front.Links)
	return front.Confirmed() && !feed.IsZero() && page.Sub(feed) > staleAfter
}

// read asks for a listing and has it read.
func (r *run) read(q ask) (found, error) {
	v := q.validators
	a := r.web.get(q)
	f := found{answer: a, page: r.page(a)}
	if a.document {
		return f, fault.New(fault.Invalid, "%w: it is a file of type %s", errNoLinks, a.contentType)
	}
	if err := r.judge(a); err != nil {
		f.page.Err = err.Error()
		r.evidence(f)
		return f, err
	}
	if a.status == http.StatusNotModified {
		if v == (Validators{}) {
			return f, fault.New(fault.Invalid, "%w: answered 304 to a request without conditions", errNoLinks)
		}
		return f, nil
	}
	r.evidence(f)
	text, _ := charset.Decode(a.body, a.contentType, r.req.Source.Language)
	var err error
	f.Result, err = r.find(discover.Input{
		URL: a.finalURL, ContentType: a.contentType, Body: charset.StripXMLDeclaration(text), Source: r.req.Source,
		Now: r.now(),
	})
	if err != nil {
		return f, fault.New(fault.Invalid, "%w: %w", errNoLinks, err)
	}
	f.Links = unique(f.Links)
	if len(f.Links) < enoughLinks && softGone(text) {
		return f, fault.New(fault.Invalid, "%w: the page says that it is not there", errNoLinks)
	}
	return f, nil
}

// evidence keeps the answer of the listing looked at last; those of probes only when there is none.
func (r *run) evidence(f found) {
	if r.res.Listing.URL == "" || f.answer.url == r.req.Source.URL || f.answer.url == r.req.Health.ListingURL {
		r.res.Listing = f.page
	}
}

// usable says why a listing cannot be taken; nil when it can.
func (r *run) usable(f found, least int) error {
	own := 0
	for _, l := range f.Links {
		if l.Kind != news.LinkExternal {
			own++
		}
	}
	switch {
	case r.req.Source.Way != "" && f.Way != r.req.Source.Way:
		return fault.New(fault.Invalid, "%w by the way %q that the source prescribes", errNoLinks, r.req.Source.Way)
	case own == 0 && len(f.Links) > 0:
		return fault.New(fault.Invalid, "%w: all %d lead to other sites", errNoLinks, len(f.Links))
	case own < least:
		return fault.New(fault.Invalid, "%w: %d, at least %d expected", errNoLinks, own, least)
	case !f.Confirmed() && r.req.Source.Way != f.Way:
		return fault.New(fault.Invalid, "%w that have dates: %d undated ones need to be confirmed", errNoLinks, own)
	}
	return nil
}

// tried notes a step that led nowhere.
func (r *run) tried(address string, f found, err error) {
	t := Try{URL: address, Way: f.Way, Links: len(f.Links)}
	if err != nil {
		t.Err = err.Error()
	}
	if name, ok := errors.AsType[errWall](err); ok {
		r.res.Wall = string(name)
	}
	r.res.Tries = append(r.res.Tries, t)
}

// take makes f the run's listing.
func (r *run) take(f found) {
	r.tried(f.answer.url, f, nil)
	res := &r.res
	res.Way, res.ListingURL, res.Title, res.Lang = f.Way, f.answer.url, f.Title, f.Lang
	res.Links, res.Listing, res.Scripted = f.Links, f.page, f.Scripted
	res.Changed = r.req.Health.ListingURL != "" &&
		(r.req.Health.ListingURL != res.ListingURL || r.req.Health.Way != res.Way)
	res.Validators = Validators{ETag: f.page.ETag, Modified: f.page.Modified, Hash: hashLinks(f.Links)}
	res.NotModified = res.Validators.Hash == r.req.Validators.Hash
	r.next, r.form = f.Next, f.NextForm
}

// unchanged takes over what was known of a listing that answered 304.
func (r *run) unchanged(f found) {
	r.res.Way, r.res.ListingURL, r.res.NotModified = r.req.Health.Way, f.answer.url, true
	r.res.Validators, r.res.Listing = r.req.Validators, f.page
}
