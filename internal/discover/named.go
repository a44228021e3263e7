package discover

import (
	"slices"

	"tidings/internal/discover/address"
	"tidings/internal/news"
)

// namings say on how many days the rows of a listing name an address.
type namings struct {
	days   map[string]int
	common map[string]bool // patterns of addresses that rows share, such as those of boards and of categories
}

// maxShared is how many days a link may be named on and still be one row's own: a meeting's minutes are named again
// where the next meeting approves them.
const maxShared = 2

// namingsOf counts on how many days each address of the rows is named.
func (p *page) namingsOf(rows []row) namings {
	type place struct {
		url string
		day int
	}
	in, seen := namings{map[string]int{}, map[string]bool{}}, map[place]bool{}
	for _, r := range rows {
		for _, address := range p.addresses(r) {
			if at := (place{address, p.dates[r.date].day()}); !seen[at] {
				seen[at] = true
				in.days[address]++
			}
		}
	}
	in.share()
	return in
}

// share finds the patterns of addresses that are named on other days again and again: where one board has met
// thrice, the page of another that met once is no meeting's own either.
func (in namings) share() {
	addresses, named := map[string]int{}, map[string]int{}
	for at, days := range in.days {
		kin := address.Pattern(at)
		addresses[kin]++
		named[kin] += days
		if days > maxShared {
			in.common[kin] = true
		}
	}
	for kin := range in.common {
		in.common[kin] = 2*named[kin] >= 3*addresses[kin]
	}
}

// own keeps the links that are a row's own: those few rows name and, where there are others, no kin of shared ones.
func (in namings) own(links []news.Link) []news.Link {
	links = slices.DeleteFunc(links, func(l news.Link) bool { return in.days[l.URL] > maxShared })
	shared := func(l news.Link) bool { return in.common[address.Pattern(l.URL)] }
	if slices.ContainsFunc(links, func(l news.Link) bool { return !shared(l) }) {
		links = slices.DeleteFunc(links, shared)
	}
	return links
}

// ownDays gives the days of which rows with links of their own speak.
func (p *page) ownDays(rows []row, in namings) map[int]bool {
	days := map[int]bool{}
	for _, r := range rows {
		for _, address := range p.addresses(r) {
			if in.days[address] <= maxShared {
				days[p.dates[r.date].day()] = true
			}
		}
	}
	return days
}
