package explain

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"tidings/internal/news"
	"tidings/internal/show"
)

// Print writes an account for people.
func (t Account) Print(out *strings.Builder) {
	if t.Coverage != nil {
		t.Coverage.print(out)
	}
	if t.Page != nil {
		t.Page.print(out)
	}
	switch {
	case t.Article != nil:
		t.Article.print(out)
	case t.Page != nil:
		fmt.Fprint(out, "Read: no; no article is kept of it\n")
	}
	if t.Article != nil && t.Story == nil {
		fmt.Fprintf(out, "Story: none; %s\n", t.unread())
	}
	if t.Story != nil {
		if t.Article != nil {
			fmt.Fprintln(out)
		}
		t.Story.Print(out)
	}
	if t.Reader != nil {
		t.Reader.print(out)
	}
}

func (c Coverage) print(out *strings.Builder) {
	fmt.Fprint(out, "Fetched: never\n")
	for _, s := range c.Sources {
		state := s.State
		if !s.Enabled {
			state = "disabled"
		}
		fmt.Fprintf(out, "Source %s covers %s: %s%s\n", s.ID, c.Host, state, show.At(" since ", s.Since))
		fmt.Fprintf(out, "  listing %s: %d link(s)%s%s\n", s.Listing, s.Links, show.After(" by ", s.Way),
			show.At(", read last ", s.LastRead))
		if s.Error != "" {
			fmt.Fprintf(out, "  last failure: %s\n", s.Error)
		}
		fmt.Fprintf(out, "  last news: %s; next crawl: %s\n", cmp.Or(show.At("", s.LastNew), "never"),
			cmp.Or(show.At("", s.NextAt), "not planned"))
	}
	switch {
	case len(c.Sources) > 0:
		fmt.Fprint(out, "The address was on no listing that was read.\n")
	case len(c.Catalogue) > 0:
		fmt.Fprintf(out, "No source covers %s; the catalogue has %s.\n", c.Host, strings.Join(c.Catalogue, ", "))
	default:
		fmt.Fprintf(out, "No source covers %s, nor does the catalogue.\n", c.Host)
	}
}

func (a Article) print(out *strings.Builder) {
	fmt.Fprintf(out, "Read: as %s, number %d: %s\n", show.Kind(news.ArticleKind(a.Kind)), a.ID, a.Title)
	fmt.Fprintf(out, "  %s; published %s; first seen %s; %d characters%s\n", a.URL, cmp.Or(a.Published, "at an unknown date"),
		a.FirstSeen.Format(time.RFC3339), a.Characters, show.After(" in ", a.Language))
	if a.Baseline {
		fmt.Fprintf(out, "  %s\n", untold)
	}
}

func (r Reader) print(out *strings.Builder) {
	fmt.Fprintf(out, "\nReader %s:\n", r.Address)
	if len(r.Subscriptions) == 0 {
		fmt.Fprint(out, "  is subscribed to nothing\n")
	}
	for _, v := range r.Subscriptions {
		for _, t := range v.Told {
			fmt.Fprintf(out, "  %s: told in edition %d, %s, rank %d%s", v.Digest, t.Edition, t.At.Format(time.RFC3339),
				t.Rank, show.After(", mail ", t.Delivery))
			if t.WebOnly {
				fmt.Fprint(out, "; cut from the mail for its size, on the web page only")
			}
			fmt.Fprintf(out, "%s\n", show.After("; new then: ", t.Update))
		}
		switch {
		case v.Kept != "":
			fmt.Fprintf(out, "  %s: not told: %s\n", v.Digest, v.Kept)
		case len(v.Told) == 0:
			fmt.Fprintf(out, "  %s: not told yet\n", v.Digest)
		}
		for _, p := range v.Passed {
			fmt.Fprintf(out, "    passed over, due %s\n", p)
		}
		switch {
		case v.Next == "":
		case v.NextAt.IsZero():
			fmt.Fprintf(out, "    no next edition: %s\n", v.Next)
		default:
			fmt.Fprintf(out, "    next edition, due %s, if made now: %s\n", v.NextAt.Format(time.RFC3339), v.Next)
		}
	}
}
