package discover

import (
	"slices"

	"tidings/internal/discover/role"
)

// withoutSidebars leaves out the rows in columns beside the matter of a page, such as a table of the next events, when
// there are enough others to be the listing. Some sites keep all of their matter in what they call a sidebar.
func (p *page) withoutSidebars(rows []row) []row {
	own := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return p.beside(r.el) })
	if withLinks(own) < minRows {
		return rows
	}
	return own
}

// withLinks counts the rows that have links.
func withLinks(rows []row) int {
	n := 0
	for _, r := range rows {
		if len(r.links) > 0 {
			n++
		}
	}
	return n
}

// beside reports an element in a column beside the matter.
func (p *page) beside(e int) bool {
	for ; e >= 0; e = p.els[e].parent {
		if role.Sidebar(p.els[e].node) {
			return true
		}
	}
	return false
}
