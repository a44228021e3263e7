package dedup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tidings/internal/fault"
)

// The defaults of Options.
const (
	defaultWindow     = 4 * 24 * time.Hour
	defaultCopyWindow = 60 * 24 * time.Hour
	defaultCandidates = 30
)

func (o Options) withDefaults() Options {
	if o.Window == 0 {
		o.Window = defaultWindow
	}
	if o.CopyWindow == 0 {
		o.CopyWindow = defaultCopyWindow
	}
	if o.Candidates == 0 {
		o.Candidates = defaultCandidates
	}
	return o
}

// node is an article under comparison: a new one of the batch, or one the index gave.
type node struct {
	id        int64
	fresh     bool
	source    string // of a new node; not known of an indexed one
	story     int64  // of the index
	size      int    // of that story, 0 when not counted
	canonical int64
	published time.Time
	print     *print
	words     surfaces // nil for an indexed article
	weights   weights  // of its sketch, once they were asked for
	found     []int    // the indexed nodes that were its candidates
	beside    bool     // an indexed node that every new one is compared with
}

// Cluster places the articles docs among themselves and what idx knows, nothing when it is nil. The placements come in
// the order of docs; what they say does not depend on that order. Errors are those of idx and of docs with equal or no
// ids; a fingerprint of the index that cannot be read is passed over.
func Cluster(ctx context.Context, idx Index, docs []Doc, opt Options) ([]Placement, error) {
	opt = opt.withDefaults()
	nodes, err := gather(ctx, idx, docs, opt)
	if err != nil {
		return nil, err
	}
	f := newField(nodes, opt)
	f.foldCopies()
	f.joinStories()
	return f.placements(docs), nil
}

// gather signs docs and finds their neighbours in the index. New nodes come first, by date and id, then those of the
// index by id.
func gather(ctx context.Context, idx Index, docs []Doc, opt Options) ([]node, error) {
	nodes := make([]node, 0, len(docs))
	known := map[int64]bool{}
	signer := newSigner()
	for _, d := range docs {
		if d.ID <= 0 || known[d.ID] {
			return nil, fault.New(fault.Invalid, "cluster articles: id %d is not positive or not unique", d.ID)
		}
		known[d.ID] = true
		p, words := signer.read(d)
		nodes = append(nodes, node{id: d.ID, fresh: true, source: d.SourceID, canonical: d.ID, published: d.Published.UTC(),
			print: p, words: words})
	}
	slices.SortFunc(nodes, byDate)
	if idx == nil {
		return nodes, nil
	}
	s, err := newSearch(ctx, idx, nodes, opt)
	if err != nil {
		return nil, err
	}
	return s.addFound(ctx, idx, nodes, known)
}

// byDate orders nodes by date, then id; undated ones come last, so that a dated article is the canonical one.
func byDate(a, b node) int {
	if a.published.IsZero() != b.published.IsZero() {
		if a.published.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.published.Compare(b.published), cmp.Compare(a.id, b.id))
}

// near reports whether two dates are within window of each other; an unknown date is near to all.
func near(a, b time.Time, window time.Duration) bool {
	return a.IsZero() || b.IsZero() || a.Sub(b).Abs() <= window
}

// field is one run of Cluster over its nodes.
type field struct {
	nodes  []node
	opt    Options
	grams  map[uint32]int // in how many nodes a sampled shingle of a new one stands
	terms  map[uint32]int
	ideas  map[uint32]idea // concepts
	folds  []int           // union-find over nodes: copies
	reason []reason        // why a node is a copy
	units  []unit          // one per set of copies
	unitOf []int           // node → unit
	crowds []crowd         // of units
	group  []int           // unit → story group
	joined []reason        // unit → why it is in its group
}

func newField(nodes []node, opt Options) *field {
	fresh := 0
	for fresh < len(nodes) && nodes[fresh].fresh {
		fresh++
	}
	f := &field{nodes: nodes, opt: opt, grams: make(map[uint32]int, maxSketch*fresh), terms: make(map[uint32]int, 32*len(nodes)),
		ideas: make(map[uint32]idea, 4*len(nodes)), folds: make([]int, len(nodes)), reason: make([]reason, len(nodes))}
	for i := range nodes {
		f.folds[i] = i
		f.count(&nodes[i])
	}
	return f
}

// count adds a node to the frequencies. New nodes come first: a shingle that stands in none of them cannot be shared
// with one, and need not be counted.
func (f *field) count(n *node) {
	for _, h := range n.print.sketch {
		if _, known := f.grams[h]; known || n.fresh {
			f.grams[h]++
		}
	}
	for _, t := range n.print.terms {
		f.terms[t.hash]++
	}
	minute := minuteOf(n.published)
	for _, c := range n.print.concepts {
		f.ideas[c.hash] = f.ideas[c.hash].at(minute)
	}
}

// idea is in how many nodes a concept stands, and from when to when, in minutes since 1970; 0 while none is dated.
type idea struct{ nodes, first, last int32 }

// at gives the idea with one more node that holds it, published in that minute.
func (x idea) at(minute int32) idea {
	x.nodes++
	if minute != 0 && (x.first == 0 || minute < x.first) {
		x.first = minute
	}
	x.last = max(x.last, minute)
	return x
}

// minuteOf gives the minute of a date, 0 for none.
func minuteOf(t time.Time) int32 {
	if t.IsZero() {
		return 0
	}
	return int32(t.Unix() / 60)
}

// within reports whether all that is dated of the idea was published within window.
func (x idea) within(window time.Duration) bool {
	return time.Duration(x.last-x.first)*time.Minute <= window
}

func (f *field) root(i int) int {
	for f.folds[i] != i {
		f.folds[i] = f.folds[f.folds[i]]
		i = f.folds[i]
	}
	return i
}
