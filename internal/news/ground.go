package news

import (
	"fmt"
	"strconv"
	"strings"
)

// GroundKind is what kind of thing speaks for an article's place in a story. It is also the end of a message key.
type GroundKind string

// The kinds of ground.
const (
	GroundText    GroundKind = "text"    // the same text
	GroundShare   GroundKind = "share"   // so many percent of the shorter text stand in the other
	GroundNames   GroundKind = "names"   // the same names
	GroundDate    GroundKind = "date"    // the same date
	GroundNumbers GroundKind = "numbers" // the same figures
	GroundWords   GroundKind = "words"   // the same telling words
	GroundCommon  GroundKind = "common"  // many common words
	GroundJoined  GroundKind = "joined"  // an operator joined it
	GroundSplit   GroundKind = "split"   // an operator split it from a story
)

// Ground is one thing that speaks for an article's place in its story, with the words, percentage or number of a story
// that belong to it.
type Ground struct {
	Kind GroundKind
	Said string // "" where there is nothing to say
}

// spelling is how a ground is written in a Member's Reason: with what it says in place of the only %s.
type spelling struct {
	kind GroundKind
	form string
}

var spellings = []spelling{
	{GroundText, "same text"}, {GroundShare, "%s%% of the shorter text is in the other"}, {GroundNames, "same names %s"},
	{GroundDate, "same date %s"}, {GroundNumbers, "same numbers %s"}, {GroundWords, "same words %s"},
	{GroundCommon, "alike in many common words"}, {GroundJoined, "joined by hand"},
	{GroundSplit, "split by hand from story %s"},
}

// String writes the ground in English, as it stands in a Member's Reason.
func (g Ground) String() string {
	for _, s := range spellings {
		if s.kind == g.Kind {
			return strings.ReplaceAll(strings.ReplaceAll(s.form, "%s", g.Said), "%%", "%")
		}
	}
	return g.Said
}

// JoinGrounds writes grounds one after the other.
func JoinGrounds(grounds []Ground) string {
	words := make([]string, len(grounds))
	for i, g := range grounds {
		words[i] = g.String()
	}
	return strings.Join(words, "; ")
}

// With puts before a reason the article it speaks of.
func With(articleID int64, reason string) string {
	return fmt.Sprintf("with %d: %s", articleID, reason)
}

// ReadReason takes a Member's Reason apart: the article it speaks of, 0 for none, and the grounds. ok is false when it
// is worded in another way, as an older program may have done.
func ReadReason(reason string) (with int64, grounds []Ground, ok bool) {
	if head, rest, found := strings.Cut(strings.TrimPrefix(reason, "with "), ": "); found {
		if id, err := strconv.ParseInt(head, 10, 64); err == nil && strings.HasPrefix(reason, "with ") {
			with, reason = id, rest
		}
	}
	for part := range strings.SplitSeq(reason, "; ") {
		g, known := readGround(part)
		switch {
		case known:
			grounds = append(grounds, g)
		case len(grounds) == 0:
			return 0, nil, false
		default: // what was said had a semicolon of its own
			grounds[len(grounds)-1].Said += "; " + part
		}
	}
	return with, grounds, true
}

// readGround reads one ground by the forms they are written in.
func readGround(words string) (Ground, bool) {
	for _, s := range spellings {
		before, behind, says := strings.Cut(s.form, "%s")
		behind = strings.ReplaceAll(behind, "%%", "%")
		said, begins := strings.CutPrefix(words, before)
		said, ends := strings.CutSuffix(said, behind)
		if begins && ends && says == (said != "") {
			return Ground{s.kind, said}, true
		}
	}
	return Ground{}, false
}
