package field

import "tidings/internal/news"

// FindBody finds the container: the one the operator's rule names, else the one most speaks for.
func (p *Page) FindBody() {
	if !p.ruledBody() {
		p.Body, p.Blocks = p.Tree.Choose()
	}
}

// Read fills every field of a page whose container is found. Kind says whether it is an article at all.
func (p *Page) Read() (news.Article, []Finding) {
	p.findLang()
	p.findTitle()
	p.writeText()
	p.findDates()
	p.findByline()
	p.findOutlet()
	p.findPlace()
	p.findEvent()
	p.findURL()
	p.findImage()
	p.findAttachments()
	p.findKind()
	return p.a, p.why
}
