package ground

import (
	"regexp"
	"slices"
	"strings"
)

const sayVerbs = `(?:said|says|announced|told|added|explained|warned|confirmed)`

var (
	speakerBefore = regexp.MustCompile(`(\p{Lu}[\p{L}'’-]+) ` + sayVerbs + `\b`)
	speakerAfter  = regexp.MustCompile(`\b` + sayVerbs + ` (?:\p{Lu}[\p{L}.'’-]+ )*?(\p{Lu}[\p{L}'’-]+)(?:[,.;\n]|$)`)
)

// speakers gives who is said to say something: the last word of a name in letters, a whole name in Han.
func speakers(text string) []string {
	var out []string
	for _, shape := range []*regexp.Regexp{speakerBefore, speakerAfter} {
		for _, m := range shape.FindAllStringSubmatch(text, -1) {
			if w := strings.ToLower(m[1]); !calendar[w] && !generic[w] {
				out = append(out, w)
			}
		}
	}
	for _, m := range hanSpeaker.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// misattributed reports whether the sentence lays what one sentence of the articles says into another's mouth: that
// sentence names who says it, and none of them is who the sentence names.
func (c *Checker) misattributed(said place) bool {
	if len(said.speakers) == 0 {
		return false
	}
	var nearest place
	score := 0.5
	for _, p := range c.places {
		if p.sentences == 1 && p.han == said.han {
			if share := overlap(said.stems, p.stems); share > score {
				nearest, score = p, share
			}
		}
	}
	if len(nearest.speakers) == 0 {
		return false
	}
	for _, s := range said.speakers {
		if slices.Contains(nearest.speakers, s) {
			return false
		}
	}
	return true
}
