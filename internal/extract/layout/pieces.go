package layout

import (
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
)

// minPiece is the score from which an element with the names of a text is a piece of one.
const minPiece = 150

// joined gives the container around top and its twins, elements of the same names that hold text too: an article that
// is set in pieces, with advertisements between them. ok is false where top is whole, or the pieces have titles of
// their own and are other articles.
func (t *Tree) joined(top Container, containers []Container) (c Container, ok bool) {
	if t.Nodes[top.Node].Cue&cue.Text == 0 {
		return top, false
	}
	first, last, sum := t.twins(top, containers)
	around := top.Node
	for around > 0 && !(t.Inside(first, around) && t.Inside(last, around)) {
		around = t.Nodes[around].Parent
	}
	if around == top.Node || t.titled(first, last) {
		return top, false
	}
	for _, c := range containers {
		if c.Node == around {
			return c, c.Score > top.Score && c.Score >= 0.9*sum
		}
	}
	return top, false
}

// twins gives the first and the last element with the names of top that is a piece of text, and the score of all.
func (t *Tree) twins(top Container, containers []Container) (first, last int32, sum float64) {
	d := &t.Nodes[top.Node]
	first, last = top.Node, top.Node
	for _, c := range containers {
		e := &t.Nodes[c.Node]
		if c.Score < minPiece || e.Tag != d.Tag || e.Cue&cue.Text == 0 || e.Attr("class") != d.Attr("class") {
			continue
		}
		first, last = min(first, c.Node), max(last, c.Node)
		sum += c.Score
	}
	return first, last, sum
}

// titled reports whether a title stands between the pieces first and last: an h1 or h2 in front of one.
func (t *Tree) titled(first, last int32) bool {
	for i := t.Nodes[first].End; i < last; i++ {
		switch d := &t.Nodes[i]; {
		case d.Tag == atom.H1 || d.Tag == atom.H2:
			return true
		case d.Cue&cue.Text != 0:
			i = d.End - 1 // headings in a piece are the text's own
		}
	}
	return false
}
