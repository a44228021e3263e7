package crawl

import (
	"fmt"
	"testing"

	"tidings/internal/fetch"
	"tidings/internal/news"
)

// homely is a town whose home page shows five headlines of the 40 its listing has on two pages, and names it, after the
// notices, which are others.
func homely(t *testing.T) (s *town, publish func(newest int)) {
	s = published(t, 0)
	publish = func(newest int) {
		var all []string
		for i := newest; i > newest-40; i-- {
			p := fmt.Sprintf("/n/%d.html", 1000+i)
			all = append(all, p)
			s.set(p, html(article(i)))
		}
		menu := "<nav><ul><li><a href='/notices/'>Announcements</a></li><li><a href='/news/'>All news</a></li></ul></nav>"
		s.set("/", html(menu+rows(all[:5]...)))
		s.set("/news/", html(rows(all[:20]...)+"<a rel=next href='/news/?page=2'>Next</a>"))
		s.set("/news/?page=2", html(rows(all[20:]...)))
		s.set("/notices/", html(rows(paths(6)...)))
	}
	publish(40)
	return s, publish
}

// TestAHomePageIsContinuedAtItsListing: where the source wants further pages, and where headlines may have been missed.
func TestAHomePageIsContinuedAtItsListing(t *testing.T) {
	s, publish := homely(t)
	c, shelf := newCrawler(t, fetch.Options{}), newShelf()
	req := Request{Source: source(s, "/"), Known: shelf.known}
	req.Source.Pages = 10
	res, err := c.Run(t.Context(), req, shelf.put)
	if err != nil || res.Read != 40 || res.ListingURL != s.URL+"/" || res.Way != news.WayDated {
		t.Fatalf("first: read %d from %s by %s: %v %+v", res.Read, res.ListingURL, res.Way, err, res.Tries)
	}
	req = again(req, res)
	req.Source.Pages = 0
	publish(43) // two headlines of five are known: nothing was missed
	before := s.count("/news/")
	if res, err = c.Run(t.Context(), req, shelf.put); err != nil || res.Read != 3 || s.count("/news/") != before {
		t.Errorf("second: read %d, asked the listing %d times: %v", res.Read, s.count("/news/")-before, err)
	}
	publish(55) // a busy day: none is known
	if res, err = c.Run(t.Context(), again(req, res), shelf.put); err != nil || res.Read != 12 {
		t.Errorf("third: read %d, want 12: %v", res.Read, err)
	}
}

// TestAFirstRunOfAHomePageWantsItsHeadlines: without further pages the listing behind it is not asked for.
func TestAFirstRunOfAHomePageWantsItsHeadlines(t *testing.T) {
	s, _ := homely(t)
	c := newCrawler(t, fetch.Options{})
	res, err := c.Run(t.Context(), Request{Source: source(s, "/")}, newShelf().put)
	if err != nil || res.Read != 5 || s.count("/news/") != 0 {
		t.Errorf("read %d: %v", res.Read, err)
	}
}
