// Package ground checks machine-written sentences against the articles they were written from.
//
// A sentence stands when every number, date, time, amount of money, name and quoted phrase in it stands in the
// articles, across scripts and styles (三百 = 300, 1.2万 = 12,000, 8月3日 = August 3, 淮北 = Huaibei), and when one place
// of one article, a sentence or up to three neighbours, supports it: it says the same in enough of its words, has all
// of those facts together, and is not denied or affirmed the other way round. What cannot be checked does not stand:
// the package is made to refuse a sound sentence rather than let an invented one pass.
//
// It does not see two things changing places within one sentence whose words and facts are all there ("A sued B").
// Pure: no clock, no network, no state.
package ground

import (
	"fmt"
	"strings"

	"tidings/internal/summarize"
	"tidings/internal/summarize/sentence"
)

// Kind says what is wrong with a sentence.
type Kind string

// The kinds of problems.
const (
	Number      Kind = "number"      // a number, amount or percentage the articles do not have
	Date        Kind = "date"        // a date, weekday or time they do not have
	Name        Kind = "name"        // a name they do not have
	Quote       Kind = "quote"       // a quoted phrase they do not have
	Negation    Kind = "negation"    // denied there and affirmed here, or the reverse
	Unsupported Kind = "unsupported" // no place in them says this
)

// Problem is one thing that does not stand.
type Problem struct {
	Kind Kind
	What string
}

// Verdict is what the check found.
type Verdict struct {
	Problems  []Problem // none: the sentence stands
	ArticleID int64     // of the article that supports it, when it stands
}

// OK reports whether the sentence stands.
func (v Verdict) OK() bool { return len(v.Problems) == 0 }

// String lists the problems.
func (v Verdict) String() string {
	if v.OK() {
		return "stands"
	}
	var out []string
	for _, p := range v.Problems {
		out = append(out, fmt.Sprintf("%s: %s", p.Kind, p.What))
	}
	return strings.Join(out, "; ")
}

// Checker holds the articles of a story, read once for many sentences. It is safe for concurrent use.
type Checker struct {
	places []place
	all    place // everything in one
	docs   []summarize.Doc
}

// New reads the articles.
func New(docs []summarize.Doc) *Checker {
	c := &Checker{docs: docs}
	var whole []string
	for i, d := range docs {
		parts := []string{d.Title}
		for _, s := range sentence.Split(d.Text) {
			if s = s.Trim(d.Text); !s.Empty() {
				parts = append(parts, s.In(d.Text))
			}
		}
		c.addPlaces(i, parts)
		whole = append(whole, parts...)
	}
	c.all = read(strings.Join(whole, "\n"))
	return c
}

// widest is how many neighbouring sentences may support one sentence together.
const widest = 3

// addPlaces adds every run of up to widest sentences of an article: what a summary says in one, a source may say in
// two.
func (c *Checker) addPlaces(doc int, parts []string) {
	for from := range parts {
		for n := 1; n <= widest && from+n <= len(parts); n++ {
			p := read(strings.Join(parts[from:from+n], "\n"))
			p.doc, p.sentences = doc, n
			c.places = append(c.places, p)
		}
	}
}

// Check judges one sentence.
func (c *Checker) Check(s string) Verdict {
	said := read(s)
	var v Verdict
	v.Problems = append(v.Problems, c.foreign(said)...)
	if len(v.Problems) > 0 {
		return v
	}
	best, problem := c.support(said)
	if problem != nil {
		v.Problems = append(v.Problems, *problem)
		return v
	}
	v.ArticleID = c.docs[best.doc].ID
	return v
}

// foreign lists what of the sentence stands in no article at all.
func (c *Checker) foreign(said place) []Problem {
	out := c.missing(said, c.all)
	for _, q := range said.quotes {
		if !strings.Contains(c.all.plain, q) {
			out = append(out, Problem{Quote, q})
		}
	}
	return out
}

// missing lists the numbers, dates and names of said that stand nowhere in p.
func (c *Checker) missing(said, p place) []Problem {
	var out []Problem
	for _, f := range said.numbers {
		if !f.in(p) {
			out = append(out, Problem{Number, f.text})
		}
	}
	for _, d := range said.dates {
		if !c.dated(d, p) {
			out = append(out, Problem{Date, d.text})
		}
	}
	for _, t := range said.times {
		if !t.in(p.times) {
			out = append(out, Problem{Date, t.text})
		}
	}
	for _, n := range said.names {
		if !n.in(p) {
			out = append(out, Problem{Name, n.text})
		}
	}
	return out
}
