package place

import (
	"fmt"
	"slices"
	"strings"

	"tidings/internal/extract/layout"
)

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

// In gives the one element of t at the place; ok is false when there is none, or more than one.
func (p Place) In(t *layout.Tree) (at int32, ok bool) {
	found, n := int32(0), 0
	for i := range int32(len(t.Nodes)) {
		if !t.Nodes[i].IsText && i > 0 && p.names(t, i) {
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
func (p Place) names(t *layout.Tree, i int32) bool {
	d := &t.Nodes[i]
	if d.HTML.Data != p.Tag || p.ID != "" && d.Attr("id") != p.ID {
		return false
	}
	return hasClasses(d.Attr("class"), p.Classes)
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
func (s Step) from(t *layout.Tree, i int32) (int32, bool) {
	nth := 0
	for j := i + 1; j < t.Nodes[i].End; j = t.Nodes[j].End {
		if t.Nodes[j].IsText || t.Nodes[j].HTML.Data != s.Tag {
			continue
		}
		if nth == s.Nth {
			return j, true
		}
		nth++
	}
	return 0, false
}

const (
	maxClimb = 30 // how far above an element a name is looked for
	maxNamed = 4  // names to choose among
)

// Of gives the places that lead to the element i of t, the nearest name first: by its own names, and by those of
// elements above it with the path down. Names with figures in them are of one page only and do not count.
func Of(t *layout.Tree, i int32) []Place {
	var out []Place
	var path []Step
	for range maxClimb {
		if i <= 0 || len(out) == maxNamed {
			break
		}
		d := &t.Nodes[i]
		p := Place{Tag: d.HTML.Data, ID: lasting(d.Attr("id"))}
		for c := range strings.FieldsSeq(d.Attr("class")) {
			if lasting(c) != "" && !slices.Contains(p.Classes, c) {
				p.Classes = append(p.Classes, c)
			}
		}
		slices.Sort(p.Classes)
		if p.ID != "" || len(p.Classes) > 0 || standAlone[p.Tag] || d.HTML.DataAtom == 0 {
			if at, ok := p.In(t); ok && at == i {
				p.Path = slices.Clone(path)
				out = append(out, p)
			}
		}
		if d.Parent < 0 {
			break
		}
		path = append([]Step{{Tag: d.HTML.Data, Nth: nth(t, i)}}, path...)
		i = d.Parent
	}
	return out
}

// standAlone are the tags that a page has once, so that they need no name.
var standAlone = map[string]bool{"article": true, "main": true, "body": true}

// lasting gives a name that may stand on every page, "" for one with figures in it.
func lasting(name string) string {
	if strings.ContainsAny(name, "0123456789 ") {
		return ""
	}
	return name
}

// nth gives which of its parent's children with its tag the element i is.
func nth(t *layout.Tree, i int32) int {
	n := 0
	parent := t.Nodes[i].Parent
	for j := parent + 1; j < i; j = t.Nodes[j].End {
		if !t.Nodes[j].IsText && t.Nodes[j].HTML.Data == t.Nodes[i].HTML.Data {
			n++
		}
	}
	return n
}
