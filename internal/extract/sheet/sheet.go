package sheet

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/extract/pdf"
	"tidings/internal/extract/wording"
)

// Sheet is a document laid out as paragraphs, headings, rows of tables and points of lists.
type Sheet struct {
	paras []para
}

// paraKind is what a para is.
type paraKind uint8

const (
	prose paraKind = iota
	large          // a heading, or the title
	point          // of a list
	row            // of a table
)

// para is one of them.
type para struct {
	text  string
	kind  paraKind
	size  float64
	title bool // large, and on the first page before the text begins
}

// Of puts the lines of a document together, without what stands at the edge of every page.
func Of(doc pdf.Document) Sheet {
	lines := withoutRunning(doc.Lines, doc.Read)
	m := measure(lines)
	var s Sheet
	for i := 0; i < len(lines); {
		n := m.paragraph(lines[i:])
		s.paras = append(s.paras, m.para(lines[i:i+n]))
		i += n
	}
	s.markTitles()
	return s
}

// pageNumber is a line that is a page's number and nothing else.
var pageNumber = wording.Pattern(`(?i)^[-—–―·\s]*(?:(?:第|page|seite|p\.)\s*)?\d{1,4}\s*(?:页|頁|쪽)?\s*` +
	`(?:(?:/|of|von|de|sur|共)\s*\d{1,4}\s*(?:页|頁)?)?[-—–―·\s]*$`)

// withoutRunning drops page numbers and the lines that stand at the top or bottom of most pages.
func withoutRunning(lines []pdf.Line, pages int) []pdf.Line {
	edge := edges(lines)
	seen, size := map[string]int{}, map[string]float64{}
	for i, l := range lines {
		if key := wording.Key(l.Text); edge[i] {
			seen[key]++
			size[key] = l.Size // of the last: a title runs on over the next pages, but smaller
		}
	}
	var out []pdf.Line
	for i, l := range lines {
		key := wording.Key(l.Text)
		running := pages >= 3 && seen[key]*2 > pages && l.Size < 1.1*size[key]
		if !edge[i] || !running && !pageNumber().MatchString(l.Text) {
			out = append(out, l)
		}
	}
	return out
}

// edges marks the two highest and the two lowest lines of each page.
func edges(lines []pdf.Line) []bool {
	out := make([]bool, len(lines))
	for i := 0; i < len(lines); {
		j := i
		for j < len(lines) && lines[j].Page == lines[i].Page {
			j++
		}
		order := make([]int, j-i)
		for k := range order {
			order[k] = i + k
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return int(math.Copysign(1, lines[a].Top-lines[b].Top))
		})
		for k, at := range order {
			out[at] = k < 2 || k >= len(order)-2
		}
		i = j
	}
	return out
}

// measures are what is usual in a document.
type measures struct {
	size    float64 // of the text
	leading float64 // from base line to base line
	left    float64 // where most lines begin
	right   float64 // where full lines end
}

// measure weighs every line by its text, so that headings and tables hardly count.
func measure(lines []pdf.Line) measures {
	var m measures
	m.size = weightedMedian(lines, func(i int) (float64, bool) { return lines[i].Size, true }, 0.5)
	near := func(i int) bool { return math.Abs(lines[i].Size-m.size) < 0.12*m.size }
	m.left = weightedMedian(lines, func(i int) (float64, bool) { return lines[i].Left, near(i) }, 0.5)
	m.right = weightedMedian(lines, func(i int) (float64, bool) { return lines[i].Right, near(i) }, 0.8)
	m.leading = weightedMedian(lines, func(i int) (float64, bool) {
		if i == 0 || lines[i].Page != lines[i-1].Page || !near(i) {
			return 0, false
		}
		d := lines[i].Top - lines[i-1].Top
		return d, d > 0.8*m.size && d < 4*m.size
	}, 0.35)
	if m.leading == 0 {
		m.leading = 1.5 * m.size
	}
	return m
}

// weightedMedian gives the value below which the share at of the lines' text lies.
func weightedMedian(lines []pdf.Line, value func(i int) (float64, bool), at float64) float64 {
	type weighed struct {
		v float64
		w int
	}
	var all []weighed
	total := 0
	for i := range lines {
		if v, ok := value(i); ok {
			all = append(all, weighed{v, len(lines[i].Text)})
			total += len(lines[i].Text)
		}
	}
	slices.SortStableFunc(all, func(a, b weighed) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
	sum := 0
	for _, x := range all {
		if sum += x.w; float64(sum) >= at*float64(total) {
			return x.v
		}
	}
	return 0
}

// paragraph gives how many of the lines belong to the paragraph the first one begins.
func (m measures) paragraph(lines []pdf.Line) int {
	n := 1
	for n < len(lines) && m.continues(&lines[n-1], &lines[n]) {
		n++
	}
	return n
}

// listMark begins a point of a list or a numbered paragraph.
var listMark = wording.Pattern(`^(?:[•●▪■◆○◦‣–—*·-]\s*\S|\(?[a-z0-9]{1,3}[.)]\s|[（(]?[一二三四五六七八九十百]{1,4}[、）)]|` +
	`[（(]\d{1,3}[）)]|\d{1,3}[、．]|第[一二三四五六七八九十百]{1,4}[章节条])`)

// continues reports whether line b goes on with the paragraph of line a.
func (m measures) continues(a, b *pdf.Line) bool {
	if math.Abs(a.Size-b.Size) > 0.12*a.Size || isRow(a.Text) || isRow(b.Text) {
		return false
	}
	if a.Size > 1.15*m.size { // a heading runs on while it is set alike
		return a.Page == b.Page && b.Top > a.Top && b.Top-a.Top < 1.9*a.Size
	}
	if listMark().MatchString(b.Text) {
		return false
	}
	if a.Page != b.Page || b.Top < a.Top { // the text goes on at the top of another page or column
		return m.full(a) && !closesParagraph(a.Text)
	}
	return b.Top-a.Top <= 1.45*m.leading && m.full(a) && b.Left <= a.Left+0.8*a.Size
}

// full reports whether a line reaches the margin, so that the next one may go on with it.
func (m measures) full(l *pdf.Line) bool {
	slack := 3 * l.Size
	if !wording.EndsWide([]byte(l.Text)) {
		slack = max(slack, 0.18*(m.right-m.left)) // words of any length may not have fitted
	}
	return l.Right >= m.right-slack
}

// closesParagraph reports whether a line ends as paragraphs do.
func closesParagraph(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:。！？：；", r)
}

// isRow reports whether a line is a row of a table.
func isRow(s string) bool { return strings.Contains(s, " | ") }

// bullet is a mark of a list without meaning of its own.
var bullet = wording.Pattern(`^[•●▪■◆○◦‣*·–-]\s*`)

// para makes one paragraph of lines.
func (m measures) para(lines []pdf.Line) para {
	text := lines[0].Text
	for _, l := range lines[1:] {
		text = joinLines(text, l.Text)
	}
	p := para{text: text, size: lines[0].Size}
	switch {
	case isRow(text):
		p.kind = row
	case p.size > 1.15*m.size && utf8.RuneCountInString(text) < 200:
		p.kind = large
		p.title = lines[0].Page == 1
	case bullet().MatchString(text):
		p.kind, p.text = point, bullet().ReplaceAllString(text, "")
	}
	return p
}

// joinLines puts two lines of a paragraph together; a hyphen at a line's end parts a word before a small letter.
func joinLines(a, b string) string {
	stem, hyphened := strings.CutSuffix(a, "-")
	last, _ := utf8.DecodeLastRuneInString(stem)
	if first, _ := utf8.DecodeRuneInString(b); hyphened && unicode.IsLetter(last) && unicode.IsLower(first) {
		return stem + b
	}
	return wording.Join(a, b)
}

// markTitles leaves the mark of a title on the headings that stand before the text begins.
func (s Sheet) markTitles() {
	began := false
	for i := range s.paras {
		p := &s.paras[i]
		began = began || p.kind == prose && len(p.text) > 240
		p.title = p.title && !began
	}
}

// letterhead ends the large line at the head of official papers, which names who writes and not what.
var letterhead = wording.Pattern(`(?:文件|公报|简报|信笺|Gazette|Newsletter|Amtsblatt)$`)

// TitleLike gives the best of the headings the document opens with: the one nearest to a stated title, else the
// largest that is no letterhead; "" when there is none.
func (s Sheet) TitleLike(stated ...string) string {
	best, at := 0.0, -1
	for i := range s.paras {
		p := &s.paras[i]
		if size := utf8.RuneCountInString(p.text); !p.title || size < 4 || size > 160 {
			continue
		}
		score := p.size
		if letterhead().MatchString(p.text) {
			score /= 10
		}
		for _, t := range stated {
			if a := wording.Agreement(p.text, t); a > 0.6 {
				score += 1000 * a
			}
		}
		if score > best {
			best, at = score, i
		}
	}
	if at < 0 {
		return ""
	}
	return s.paras[at].text
}
