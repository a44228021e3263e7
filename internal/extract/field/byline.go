package field

import (
	"strings"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// credit is a byline and the layer it comes from.
type credit struct {
	layer string
	by    news.Byline
}

// findByline fills Byline by the first layer that names somebody.
func (p *Page) findByline() {
	for _, find := range [...]func(*Page) credit{
		(*Page).creditedInText, (*Page).linkedByline, (*Page).metaByline, (*Page).markedByline, (*Page).printedByline,
		(*Page).soleByline, (*Page).closingByline,
	} {
		c := find(p)
		if len(c.by.Names()) == 0 {
			continue
		}
		p.Say("byline", c.layer, strings.Join(c.by.Names(), ", "))
		if len(p.a.Byline.Names()) == 0 {
			p.a.Byline = c.by
			p.choose("byline", c.layer)
		}
	}
}

// linkedByline takes the authors of the JSON-LD.
func (p *Page) linkedByline() credit {
	return credit{"json-ld", news.Byline{Reporters: p.people(p.head.LD.Authors)}}
}

// metaByline takes the author metas.
func (p *Page) metaByline() credit {
	return credit{"meta author", news.Byline{Reporters: p.people(p.head.Authors)}}
}

// markedByline reads the elements that are marked as the author.
func (p *Page) markedByline() credit {
	best, names := 0, []string(nil)
	for i := range p.Tree.Nodes {
		d := &p.Tree.Nodes[i]
		if d.IsText || d.Weight == 0 || d.Weight > 160 {
			continue
		}
		rank := authorRank(d)
		if rank <= best || p.cutAt(int32(i))&(cue.Comment|cue.Related|cue.Foot|cue.Side) != 0 {
			continue
		}
		if found := p.people([]string{p.Tree.Text(int32(i))}); len(found) > 0 && len(found) < 6 {
			best, names = rank, found
		}
	}
	return credit{"author element", news.Byline{Reporters: names}}
}

// authorRank says how surely an element holds nothing but an author's name; 0 = not at all.
func authorRank(d *layout.Node) int {
	rank := 0
	for i := range d.HTML.Attr {
		v := d.HTML.Attr[i].Val
		switch d.HTML.Attr[i].Key {
		case "rel":
			if strings.Contains(v, "author") {
				rank = max(rank, 5)
			}
		case "itemprop":
			if strings.Contains(v, "author") {
				rank = max(rank, 4)
			}
		case "class", "id", "data-testid":
			rank = max(rank, authorName(strings.ToLower(v)))
		}
	}
	if d.Tag == 0 && strings.Contains(d.HTML.Data, "author") {
		rank = 5
	}
	return rank
}

// authorName ranks a class or id.
func authorName(v string) int {
	switch {
	case strings.Contains(v, "author-name"), strings.Contains(v, "author_name"), strings.Contains(v, "authorname"),
		strings.Contains(v, "byline-name"), strings.Contains(v, "byline__name"), strings.Contains(v, "author__name"):
		return 5
	case v == "author", v == "byline", strings.Contains(v, "post-author"), strings.Contains(v, "entry-author"),
		strings.Contains(v, "zuozhe"), strings.Contains(v, "article-author"):
		return 3
	case strings.Contains(v, "byline"), strings.Contains(v, "author"), strings.Contains(v, "bianji"),
		strings.Contains(v, "journalist"):
		return 2
	case strings.Contains(v, "writer"):
		return 1
	}
	return 0
}

var (
	byLatin = wording.Guard(
		`(?:^|[|•·]\s*|\s)(?:By|BY|Von|Par|Por|Written by|Posted by|Words by|Story by|Text:|by)[: ]\s*`+
			`((?:(?:[A-ZÀ-ÞŠŽ][\p{L}’'.-]*|de|van|von|der|la|del|di|bin|al)\s?){1,5}`+
			`(?:(?:,|and|und|et|&)\s+(?:[A-ZÀ-Þ][\p{L}’'.-]*\s?){1,4})*)`,
		"By", "BY", "by", "Von", "Par", "Por", "Text:")
	byHan = wording.Guard(`(?:作\s*者|撰文|文字|撰稿|文|文章作者|采写|整理)\s*[:：/／|]\s*`+hanNames,
		"者", "文", "撰稿", "采写", "整理")
)

// printedByline reads "By A B" and 作者：某某 in the short blocks around the title and the beginning of the text.
func (p *Page) printedByline() credit {
	last := min(len(p.Blocks), max(p.Body.First+5, p.Title+10))
	for i := max(0, min(p.Title-3, p.Body.First-8)); i < last; i++ {
		b := &p.Blocks[i]
		if b.Weight > 240 || b.Cut&(cue.Related|cue.Comment|cue.Foot) != 0 {
			continue
		}
		by := byLatin
		if wording.HasWide(b.Text) {
			by = byHan
		}
		if m := by.Find(b.Text); m != nil {
			if names := p.hanOrLatin(m[1]); len(names) > 0 {
				return credit{"printed", news.Byline{Reporters: names}}
			}
		}
	}
	return credit{}
}
