package dedup

import (
	"slices"

	"tidings/internal/dedup/group"
)

// crowd is the texts that a text is most like, the most alike first, at most crowdSize. What it shares with several of
// other events is owed to how an office writes or what a season brings, and makes no story with one more.
type crowd []neighbour

// neighbour is a text of a crowd, and how alike it is.
type neighbour struct {
	sim   float64
	other int   // how surely it tells of another event: otherSure or otherMaybe
	story int64 // that it stands in, when the index knows one
}

// A text that came together with another, and near it in time, may be of the same event: it takes six of them to count
// as much as one of another story or of another month, and it does not count at all when another source gives the same
// figures. So a great event that dozens tell in words of their own stays whole.
const (
	otherMaybe = 1
	otherSure  = 6
	crowdFull  = 5 * otherSure // from so many on they show what is owed to chance
	crowdSize  = crowdFull / otherMaybe
	crowdLead  = 1.4 // times as alike as that are two texts of one event; those of offices reach 1.3
)

// add puts a text among the most alike. Of a story of the index only the most alike text counts.
func (c *crowd) add(n neighbour) {
	all := *c
	if len(all) == crowdSize && n.sim <= all[crowdSize-1].sim {
		return
	}
	if i := slices.IndexFunc(all, func(x neighbour) bool { return n.story != 0 && x.story == n.story }); i >= 0 {
		if n.sim <= all[i].sim {
			return
		}
		all = slices.Delete(all, i, i+1)
	}
	at := len(all)
	for at > 0 && all[at-1].sim < n.sim {
		at--
	}
	all = slices.Insert(all[:min(len(all), crowdSize-1)], at, n)
	*c = all
}

// chance is the similarity that enough texts of other events reach, 0 when too few are known.
func (c crowd) chance() float64 {
	sum := 0
	for _, n := range c {
		if sum += n.other; sum >= crowdFull {
			return n.sim
		}
	}
	return 0
}

// meet notes for units a and b how alike they are, unless one is a headline alone, which says too little to go by, or
// they are less alike than could keep any two apart.
func (f *field) meet(a, b int, sim float64) {
	if sim < group.StoryLink/crowdLead {
		return
	}
	x, y := &f.nodes[f.units[a].node], &f.nodes[f.units[b].node]
	if x.print.bare || y.print.bare {
		return
	}
	n := neighbour{sim: sim, other: otherSure}
	if near(x.published, y.published, f.opt.Window) {
		if x.source != y.source && f.sameFigures(x.print.concepts, y.print.concepts) {
			return
		}
		if x.fresh && y.fresh {
			n.other = otherMaybe
		}
	}
	n.story = f.units[b].story
	f.crowds[a].add(n)
	n.story = f.units[a].story
	f.crowds[b].add(n)
}

// byChance reports whether a similarity is hardly more than what its units share with texts of other events.
func (f *field) byChance(e edge) bool {
	return e.sim > 0 && e.sim < crowdLead*max(f.crowds[e.a].chance(), f.crowds[e.b].chance())
}
