package discover

// headed finds the date heading before a branch of e, or, where links come first, the date behind it.
func (p *page) headed(e, branch, from, to int) (row, bool) {
	before, behind := -1, -1
	for i := from; i < to && behind < 0; i++ {
		if p.dates[i].end <= p.els[branch].start {
			before = i
		} else {
			behind = i
		}
	}
	if behind >= 0 && p.trailing(e, from, to) && p.trails(branch, before, behind) {
		before = behind
	}
	if before < 0 {
		return row{}, false
	}
	d := p.branchOf(p.dates[before].el, e)
	if d != e && !p.small(d) {
		return row{}, false
	}
	return row{el: d, date: before}, true
}

// trailing reports an element in which dates follow their links: it begins with a link and ends with a date.
func (p *page) trailing(e, from, to int) bool {
	return p.linkIn(p.els[e].start, p.dates[from].start) && !p.linkIn(p.dates[to-1].end, p.els[e].end)
}

// trails reports whether the date behind a branch is nearer to it than the one before.
func (p *page) trails(branch, before, behind int) bool {
	return before < 0 || p.dates[behind].start-p.els[branch].end < p.els[branch].start-p.dates[before].end
}

// small reports a branch that can be a date heading.
func (p *page) small(e int) bool {
	from, to := p.datesIn(p.els[e].start, p.els[e].end)
	return to-from <= 3 && p.els[e].end-p.els[e].start <= maxHeading
}

// branchOf gives the child of top that holds e, or top when e is top.
func (p *page) branchOf(e, top int) int {
	for e >= 0 && e != top && p.els[e].parent != top {
		e = p.els[e].parent
	}
	return max(e, 0)
}

// headings counts the headings with a day of their own among the dates [from, to): an element that was never closed
// holds several.
func (p *page) headings(from, to int) int {
	n, last, day := 0, -1, 0
	for _, d := range p.dates[from:to] {
		if h := p.headingOf(d.el); h >= 0 && d.link < 0 && h != last && d.day() != day {
			n, last, day = n+1, h, d.day()
		}
	}
	return n
}

// inHeading reports whether an element is a heading or in one.
func (p *page) inHeading(e int) bool { return p.headingOf(e) >= 0 }

// headingOf gives the heading an element is or stands in, -1 for none.
func (p *page) headingOf(e int) int {
	for n := 0; e >= 0 && n < 4; e, n = p.els[e].parent, n+1 {
		if p.els[e].heading > 0 {
			return e
		}
	}
	return -1
}
