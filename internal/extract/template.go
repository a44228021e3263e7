package extract

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"tidings/internal/extract/cue"
	"tidings/internal/news"
)

// TemplateVersion is the form of a Template; one of another form is to be learned anew.
const TemplateVersion = 1

// Template is what the pages of one source have in common: where the article stands, and which lines stand on page
// after page and are furniture. Learn makes it; it is plain data, kept as JSON. The zero Template reads nothing.
type Template struct {
	Version   int      `json:"version"`
	Pages     int      `json:"pages"`               // it was learned from
	Body      Place    `json:"body"`                // the article's container
	Frame     Place    `json:"frame"`               // what holds all that is printed of the article; zero: the page
	Furniture []string `json:"furniture,omitempty"` // hashes of lines that repeat
	Least     int      `json:"least"`               // bytes of text the shortest page had, white space left out

	furniture map[string]bool
}

// Place is where an element stands: at the end of Path, which begins at the one element with these names.
type Place struct {
	Tag     string   `json:"tag,omitempty"`
	ID      string   `json:"id,omitempty"`
	Classes []string `json:"classes,omitempty"`
	Path    []Step   `json:"path,omitempty"`
}

// Step leads to the Nth child with a tag, counted from 0.
type Step struct {
	Tag string `json:"tag"`
	Nth int    `json:"nth"`
}

// Zero reports whether there is no place.
func (p Place) Zero() bool { return p.Tag == "" }

// String gives the place as a selector.
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.Tag)
	if p.ID != "" {
		b.WriteString("#" + p.ID)
	}
	for _, c := range p.Classes {
		b.WriteString("." + c)
	}
	for _, s := range p.Path {
		fmt.Fprintf(&b, " > %s:nth-of-type(%d)", s.Tag, s.Nth+1)
	}
	return b.String()
}

// ParseTemplate reads what json.Marshal made of a Template; ok is false for one of another version.
func ParseTemplate(data []byte) (t Template, ok bool, err error) {
	if err := json.Unmarshal(data, &t); err != nil {
		return Template{}, false, fmt.Errorf("read template: %w", err)
	}
	if t.Version != TemplateVersion || t.Body.Zero() {
		return Template{}, false, nil
	}
	t.index()
	return t, true, nil
}

// index makes the hashes of furniture findable.
func (t *Template) index() {
	t.furniture = make(map[string]bool, len(t.Furniture))
	for _, h := range t.Furniture {
		t.furniture[h] = true
	}
}

// lineHash is how a line of furniture is kept. It must repeat to the letter: a sentence that differs in its figures
// alone is the news of a daily report.
func lineHash(line string) string {
	if line == "" {
		return ""
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(line)) // a hash cannot fail to be written
	return fmt.Sprintf("%016x", h.Sum64())
}

// Extract reads the article of a page of the template's source. ok is false, and there is no article, when the page is
// not as the template has it: then Extract of the package reads it.
func (t Template) Extract(in Input) (a news.Article, why Explain, ok bool) {
	if t.Body.Zero() || in.Source.Rule != nil && in.Source.Rule.Body != "" {
		return news.Article{}, Explain{}, false
	}
	p, ok := t.page(in)
	if !ok {
		return news.Article{}, Explain{}, false
	}
	a, why = p.read()
	if weight, _ := weigh(a.Text); a.Kind != news.KindArticle || a.Title == "" || int(weight)*6 < t.Least {
		return news.Article{}, Explain{}, false
	}
	return a, why, true
}

// page lays out what the frame holds of a page and takes the template's container for its body.
func (t Template) page(in Input) (*page, bool) {
	if in.Doc == nil && !t.Frame.Zero() {
		cut, ok := t.Frame.cut(in.Body)
		if !ok {
			return nil, false
		}
		in.Body = cut
	}
	p := newPage(in)
	at, ok := t.Body.in(p.t)
	if !ok {
		return nil, false
	}
	p.body, p.blocks = p.t.prune(at)
	p.say("text", "template", fmt.Sprintf("%s, learned from %d pages with %d lines that repeat", t.Body, t.Pages,
		len(t.Furniture)))
	p.dropFurniture(t.furniture)
	return p, true
}

// dropFurniture takes away the lines that repeat on the source's pages: at either end of the container, and in its
// midst those that are no sentences.
func (p *page) dropFurniture(lines map[string]bool) {
	if len(lines) == 0 {
		return
	}
	repeats := func(i int) bool {
		b := &p.blocks[i]
		return b.cut != 0 || b.weight < 400 && lines[lineHash(b.text)]
	}
	first, last := p.body.first, p.body.last
	for first < last && repeats(first) {
		first++
	}
	for last > first && repeats(last-1) {
		last--
	}
	for i := p.body.first; i < p.body.last; i++ {
		b := &p.blocks[i]
		if b.cut == 0 && repeats(i) && (i < first || i >= last || b.marks == 0 && b.kind != tableCell) {
			b.cut = cue.Repeated
		}
	}
}

// in gives the one element of t at the place; ok is false when there is none, or more than one.
func (p Place) in(t *tree) (at int32, ok bool) {
	found, n := int32(0), 0
	for i := range int32(len(t.nodes)) {
		if !t.nodes[i].isText && i > 0 && p.names(t, i) {
			found = i
			n++
		}
	}
	if n != 1 {
		return 0, false
	}
	for _, s := range p.Path {
		child, ok := s.from(t, found)
		if !ok {
			return 0, false
		}
		found = child
	}
	return found, true
}

// names reports whether the element i has the place's names.
func (p Place) names(t *tree, i int32) bool {
	n := t.nodes[i].n
	if n.Data != p.Tag || p.ID != "" && attr(n, "id") != p.ID {
		return false
	}
	return hasClasses(attr(n, "class"), p.Classes)
}

// hasClasses reports whether a class value holds all of classes.
func hasClasses(value string, classes []string) bool {
	for _, c := range classes {
		found := false
		for w := range strings.FieldsSeq(value) {
			found = found || w == c
		}
		if !found {
			return false
		}
	}
	return true
}

// from gives the child of the element i the step leads to.
func (s Step) from(t *tree, i int32) (int32, bool) {
	nth := 0
	for j := i + 1; j < t.nodes[i].end; j = t.nodes[j].end {
		if t.nodes[j].isText || t.nodes[j].n.Data != s.Tag {
			continue
		}
		if nth == s.Nth {
			return j, true
		}
		nth++
	}
	return 0, false
}
