package field

import (
	"strings"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// authorMark is an element marked as the author: by its names or as a link to an author's page.
type authorMark struct {
	node  int32
	block int // the first that stands in it, or behind it
	rank  int // how surely it holds nothing but names
}

// authorMarks finds the elements marked as the author, furniture left out. Links count from the title to the text only.
func (p *Page) authorMarks() []authorMark {
	var out []authorMark
	top, bottom := p.bylinePlace()
	for i := range p.Tree.Nodes {
		d := &p.Tree.Nodes[i]
		if d.IsText || d.Weight == 0 || d.Weight > 160 {
			continue
		}
		m := authorMark{node: int32(i), rank: authorRank(d)}
		link := m.rank == 0 && d.Tag == atom.A && d.Weight <= 40
		if m.rank == 0 && !link {
			continue
		}
		m.block, _ = p.Tree.BlocksOf(p.Blocks, m.node)
		if link {
			if m.block < top || m.block >= bottom || !authorPage().MatchString(d.Attr("href")) {
				continue
			}
			m.rank = 1
		}
		if p.cutAt(m.node)&(cue.Comment|cue.Related|cue.Foot|cue.Side) == 0 {
			out = append(out, m)
		}
	}
	return out
}

// bylinePlace gives the blocks among which bylines stand first: those around the title and between it and the text.
func (p *Page) bylinePlace() (top, bottom int) {
	top = p.Body.First - 8
	if p.Title >= 0 {
		top = min(top, p.Title-8)
	}
	return top, p.firstProse() + 1
}

// markedAbove reads the elements from the title to the text that are marked as the author.
func (p *Page) markedAbove() credit { return p.markedWithin(p.bylinePlace()) }

// markedBelow reads those in the text and behind it.
func (p *Page) markedBelow() credit { return p.markedWithin(p.firstProse()+1, p.Body.Last+8) }

// markedAnywhere reads those of the whole page, which may be of other articles.
func (p *Page) markedAnywhere() credit { return p.markedWithin(0, len(p.Blocks)) }

// markedWithin reads the surest of those that begin in one of the blocks [top:bottom].
func (p *Page) markedWithin(top, bottom int) credit {
	best, names := 0, []string(nil)
	for _, m := range p.marks {
		if m.rank <= best || m.block < top || m.block >= bottom {
			continue
		}
		if found := p.namesIn(m.node); len(found) > 0 && len(found) < 6 {
			best, names = m.rank, found
		}
	}
	return credit{"author element", news.Byline{Reporters: names}}
}

// What stands in the addresses of people's own pages: words that say an author, and words that in an element marked as
// the author say so too.
const authorPath = `(?i)/(?:authors?|autor(?:a|e|en|es|in|innen)?|auteurs?|autori|contributors?|journalists?|` +
	`reporters?|editors?|writers?|columnists?`

var (
	authorPage = wording.Pattern(authorPath + `)/`)
	peoplePage = wording.Pattern(authorPath + `|profiles?|people|person|staff|by|team|users?|redaktion)/`)
)

// namesIn gives the names in an element marked as the author: those of its links to authors' pages, where it has any,
// for their roles, dates and buttons may stand beside them.
func (p *Page) namesIn(i int32) []string {
	var linked []string
	for j := i; j < p.Tree.Nodes[i].End; j++ {
		if d := &p.Tree.Nodes[j]; d.Tag == atom.A && d.Weight > 0 && peoplePage().MatchString(d.Attr("href")) {
			linked = append(linked, p.Tree.Text(j))
		}
	}
	if names := p.people(linked); len(names) > 0 {
		return names
	}
	return p.people([]string{p.Tree.Text(i)})
}

// authorRank says how surely an element holds nothing but an author's name; 0 = not at all.
func authorRank(d *layout.Node) int {
	rank := 0
	for i := range d.HTML.Attr {
		v := d.HTML.Attr[i].Val
		switch d.HTML.Attr[i].Key {
		case "rel":
			if strings.Contains(v, "author") {
				rank = max(rank, 5)
			}
		case "itemprop":
			if strings.Contains(v, "author") {
				rank = max(rank, 4)
			}
		case "class", "id", "data-testid":
			rank = max(rank, authorName(strings.ToLower(v)))
		}
	}
	if d.Tag == 0 && strings.Contains(d.HTML.Data, "author") {
		rank = 5
	}
	return rank
}

// authorName ranks a class or id.
func authorName(v string) int {
	switch {
	case strings.Contains(v, "author-name"), strings.Contains(v, "author_name"), strings.Contains(v, "authorname"),
		strings.Contains(v, "byline-name"), strings.Contains(v, "byline__name"), strings.Contains(v, "author__name"):
		return 5
	case v == "author", v == "byline", strings.Contains(v, "post-author"), strings.Contains(v, "entry-author"),
		strings.Contains(v, "zuozhe"), strings.Contains(v, "article-author"):
		return 3
	case strings.Contains(v, "byline"), strings.Contains(v, "author"), strings.Contains(v, "bianji"),
		strings.Contains(v, "journalist"):
		return 2
	case strings.Contains(v, "writer"):
		return 1
	}
	return 0
}
