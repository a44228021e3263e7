package extract

import (
	"encoding/json"
	"fmt"
	"hash/fnv"

	"tidings/internal/extract/field"
	"tidings/internal/extract/place"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// TemplateVersion is the form of a Template and of what is read around its container; one of another form is to be
// learned anew. 2: a lead is read that stands outside the container.
const TemplateVersion = 2

// Template is what the pages of one source have in common: where the article stands, and which lines stand on page
// after page and are furniture. Learn makes it; it is plain data, kept as JSON. The zero Template reads nothing.
type Template struct {
	Version   int         `json:"version"`
	Pages     int         `json:"pages"`               // it was learned from
	Body      place.Place `json:"body"`                // the article's container
	Frame     place.Place `json:"frame"`               // what holds all that is printed of the article; zero: the page
	Furniture []string    `json:"furniture,omitempty"` // hashes of lines that repeat
	Least     int         `json:"least"`               // bytes of text the shortest page had, white space left out

	furniture map[string]bool
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
	a, why = article(p)
	if weight, _ := wording.Weigh(a.Text); a.Kind != news.KindArticle || a.Title == "" || int(weight)*6 < t.Least {
		return news.Article{}, Explain{}, false
	}
	return a, why, true
}

// page lays out what the frame holds of a page and takes the template's container for its body.
func (t Template) page(in Input) (*field.Page, bool) {
	if in.Doc == nil && !t.Frame.Zero() {
		cut, ok := t.Frame.Cut(in.Body)
		if !ok {
			return nil, false
		}
		in.Body = cut
	}
	p := in.page()
	at, ok := t.Body.In(p.Tree)
	if !ok {
		return nil, false
	}
	p.Body, p.Blocks = p.Tree.Prune(at)
	p.Say("text", "template", fmt.Sprintf("%s, learned from %d pages with %d lines that repeat", t.Body, t.Pages,
		len(t.Furniture)))
	if len(t.furniture) > 0 {
		p.Body.CutRepeated(p.Blocks, func(line string) bool { return t.furniture[lineHash(line)] })
	}
	return p, true
}
