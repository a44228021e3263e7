package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/field"
	"tidings/internal/extract/markup"
	"tidings/internal/extract/place"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

const (
	// MinLearned is how many articles of a source Learn needs.
	MinLearned = 4
	// MaxLearned is how many are enough; more are not looked at.
	MaxLearned = 12

	maxLevels    = 30  // how far above the container a frame is looked for
	maxFrames    = 4   // frames tried
	maxFurniture = 400 // lines kept
)

// lesson is one page of a source as the extractor read it by itself, and then by what was learned.
type lesson struct {
	in     Input // with its tree, lest each reading parse it again
	p      *field.Page
	a      news.Article
	learnt news.Article // by the template without a frame
	fits   bool         // the template reads it at all
}

// Learn finds what pages of one source have in common, as read one by one by Extract. Their order does not matter, but
// for pages beyond MaxLearned. ok is false when they are too few, or have no place of the article in common.
func Learn(pages []Input) (t Template, ok bool) {
	lessons := readLessons(pages)
	if len(lessons) < MinLearned {
		return Template{}, false
	}
	body, ok := commonPlace(lessons, lesson.holder, false)
	if !ok {
		return Template{}, false
	}
	t = Template{Version: TemplateVersion, Pages: len(lessons), Body: body, Furniture: repeatedLines(lessons, body)}
	t.Least = -1
	for _, l := range lessons {
		if w, _ := wording.Weigh(l.a.Text); t.Least < 0 || int(w) < t.Least {
			t.Least = int(w)
		}
	}
	t.index()
	for i := range lessons {
		lessons[i].learnt, _, lessons[i].fits = t.Extract(lessons[i].in)
	}
	if !t.holds(lessons) {
		return Template{}, false
	}
	t.frame(lessons)
	return t, true
}

// readLessons reads the pages that are articles of some length.
func readLessons(pages []Input) []lesson {
	var out []lesson
	for _, in := range pages {
		if len(out) == MaxLearned {
			break
		}
		if in.Doc == nil {
			in.Doc = markup.Parse(in.Body)
		}
		p := in.page()
		p.FindBody()
		a, _ := p.Read()
		if p.Body.Last > p.Body.First && teaches(a) {
			out = append(out, lesson{in: in, p: p, a: a})
		}
	}
	return out
}

// teaches reports whether a page is an article of some length.
func teaches(a news.Article) bool {
	w, _ := wording.Weigh(a.Text)
	return a.Kind == news.KindArticle && a.Title != "" && w >= 150
}

// holder gives the element that holds the page's article whatever it is made of: the container may be the one paragraph
// of a short one.
func (l lesson) holder() int32 {
	t, at := l.p.Tree, l.p.Body.Node
	for at > 0 {
		switch t.Nodes[at].Tag {
		case atom.P, atom.Span, atom.Font, atom.Li, atom.Tr, atom.Tbody, atom.Table, atom.Blockquote, atom.Pre:
			at = t.Nodes[at].Parent
			continue
		}
		break
	}
	return at
}

// commonPlace gives the place that most pages agree the element stands at; in each of them no other element has its
// names. framed asks for one that can be cut out of the page.
func commonPlace(lessons []lesson, at func(lesson) int32, framed bool) (place.Place, bool) {
	votes := map[string]int{}
	places := map[string]place.Place{}
	for _, l := range lessons {
		for _, p := range place.Of(l.p.Tree, at(l)) {
			if framed && !p.Cuttable() || p.Tag == "body" && len(p.Path) == 0 {
				continue // the whole page is no place
			}
			key := p.String()
			votes[key]++
			places[key] = p
		}
	}
	best, most := "", 0
	for key, n := range votes {
		// The nearest name wins among equals: its path is the shortest.
		if n > most || n == most && (len(places[key].Path) < len(places[best].Path) ||
			len(places[key].Path) == len(places[best].Path) && key < best) {
			best, most = key, n
		}
	}
	return places[best], most >= MinLearned-1 && most*5 >= len(lessons)*3
}

// repeatedLines gives the hashes of the lines that stand in the container on at least half of the pages.
func repeatedLines(lessons []lesson, body place.Place) []string {
	seen := map[string]int{}
	for _, l := range lessons {
		at, ok := body.In(l.p.Tree)
		if !ok {
			continue
		}
		here := map[string]bool{}
		first, last := l.p.Tree.BlocksOf(l.p.Blocks, at)
		for i := first; i < last; i++ {
			if h := lineHash(l.p.Blocks[i].Text); h != "" && l.p.Blocks[i].Weight < 400 && i != l.p.Title {
				here[h] = true
			}
		}
		for h := range here {
			seen[h]++
		}
	}
	var out []string
	for h, n := range seen {
		if n >= MinLearned-1 && n*2 >= len(lessons) {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), maxFurniture)]
}

// holds reports whether the template reads most of the pages it was learned from as they were read without it: where
// it leaves out more than lines that repeat, or takes in more, it has learned something wrong.
func (t Template) holds(lessons []lesson) bool {
	same := 0
	for _, l := range lessons {
		if l.fits && t.agreement(l.learnt, l.a) >= 0.85 {
			same++
		}
	}
	return same*3 >= len(lessons)*2
}

// frame finds an element that holds all that the fields are read from, so that nothing else need be parsed: with it,
// every page must read as it does without.
func (t *Template) frame(lessons []lesson) {
	tried := map[string]bool{}
	for climb := range int32(maxLevels) {
		frame, ok := commonPlace(lessons, func(l lesson) int32 { return l.frameNode(climb) }, true)
		if !ok || tried[frame.String()] {
			continue
		}
		tried[frame.String()] = true
		framed := *t
		framed.Frame = frame
		if framed.readsAlike(lessons) {
			*t = framed
			return
		}
		if len(tried) == maxFrames {
			return
		}
	}
}

// frameNode gives the element that holds the title and the container, or one climb levels above it.
func (l lesson) frameNode(climb int32) int32 {
	t, at := l.p.Tree, l.p.Body.Node
	if l.p.Title >= 0 {
		for title := l.p.Blocks[l.p.Title].At; at > 0 && !t.Inside(title, at); {
			at = t.Nodes[at].Parent
		}
	}
	for ; climb > 0 && at > 0; climb-- {
		at = t.Nodes[at].Parent
	}
	return at
}

// readsAlike reports whether the template, now with a frame, reads all pages as it did without.
func (t Template) readsAlike(lessons []lesson) bool {
	for _, l := range lessons {
		in := l.in
		in.Doc = nil // the frame is cut out of the bytes
		if a, _, ok := t.Extract(in); ok != l.fits || !sameArticle(a, l.learnt) {
			return false
		}
	}
	return true
}

// sameArticle reports whether two readings of one page have the same fields.
func sameArticle(a, b news.Article) bool {
	return a.Title == b.Title && a.Text == b.Text && a.Published.String() == b.Published.String() &&
		a.Updated.String() == b.Updated.String() && a.Event.String() == b.Event.String() && a.Outlet == b.Outlet &&
		a.Place == b.Place && a.Lang == b.Lang && a.Image == b.Image &&
		a.URL == b.URL && a.Kind == b.Kind && slices.Equal(a.Byline.Names(), b.Byline.Names()) &&
		slices.Equal(a.Attachments, b.Attachments)
}

// agreement says how far two readings of one page have the same text, from 0 to 1: the F of their paragraphs, weighed
// by length. The template's furniture does not count.
func (t Template) agreement(a, b news.Article) float64 {
	weights := map[string]int{}
	total, common := 0, 0
	for para := range strings.SplitSeq(a.Text, "\n") {
		if !t.furniture[lineHash(para)] {
			weights[para] += len(para)
			total += len(para)
		}
	}
	for para := range strings.SplitSeq(b.Text, "\n") {
		if t.furniture[lineHash(para)] {
			continue
		}
		n := min(weights[para], len(para))
		weights[para] -= n
		common += n
		total += len(para)
	}
	if total == 0 {
		return 1
	}
	return 2 * float64(common) / float64(total)
}
