package trim

import (
	"strings"
	"unicode/utf8"

	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
)

// Blocks takes away what the blocks of an article's container hold besides the article: the title and what stands above
// it, bylines and dates under it, share residue, editor lines and counters at the ends, and whole sections that open
// with a line such as "Related articles". title is the block taken for the title, nil when none is.
func Blocks(blocks []layout.Block, title *layout.Block) []layout.Block {
	blocks = cutClosing(blocks)
	blocks = cutOpening(blocks, title)
	out := blocks[:0:0]
	for i := 0; i < len(blocks); i++ {
		switch n := pointers(blocks[i:]); {
		case n > 0:
			i += n - 1
		case !residue(&blocks[i]):
			out = append(out, blocks[i])
		}
	}
	out = dropRepeats(out)
	for len(out) > 0 && dangling(&out[len(out)-1], len(out)) {
		out = out[:len(out)-1]
	}
	return cutTeasers(out)
}

// pointers gives how many blocks at the beginning point to another article in the midst of this one: a line such as
// "Read also: Bridges painted", or "Read also" with the linked lines behind it.
func pointers(blocks []layout.Block) int {
	line := &blocks[0]
	if line.Kind == layout.TableCell || line.Kind == layout.Verbatim {
		return 0
	}
	if line.Link > 0 && line.Link*2 >= line.Weight {
		if at := strings.IndexAny(line.Text, ":："); at > 0 && closers().Has(line.Text[:at]) {
			return 1
		}
	}
	n := 1
	for n < min(len(blocks), maxPointers) && linkedLine(&blocks[n]) {
		n++
	}
	if n == 1 || line.Weight > 60 || !closers().Has(line.Text) {
		return 0 // without links behind it, it is a heading of the text itself
	}
	return n
}

// maxPointers is how many lines the midst of an article points to others with.
const maxPointers = 5

// cutTeasers drops the pairs of a linked line and a short text that end the blocks: other articles.
func cutTeasers(blocks []layout.Block) []layout.Block {
	n := len(blocks)
	for n >= 3 {
		line, text := &blocks[n-2], &blocks[n-1]
		if !linkedLine(line) || text.Weight > 260 || text.Links > 0 {
			break
		}
		n -= 2
	}
	if len(blocks)-n < 4 || layout.Weight(blocks[n:])*3 > layout.Weight(blocks) {
		return blocks
	}
	return blocks[:n]
}

// linkedLine reports whether a block is one link with words in it.
func linkedLine(b *layout.Block) bool {
	return b.Link*10 >= b.Weight*9 && b.Weight >= 20 && b.Kind != layout.TableCell && !strings.HasPrefix(b.Text, "http")
}

// footing marks lines of a site's imprint.
var footing = wording.Pattern(`(?i)版权所有|著作权|违法和不良信息|举报电话|ICP备|公网安备|许可证|all rights reserved|copyright|©`)

// cutClosing drops everything from the first closing line on, if that is not most of the text.
func cutClosing(blocks []layout.Block) []layout.Block {
	total, before := layout.Weight(blocks), 0
	for i := range blocks {
		b := &blocks[i]
		if before > 200 && before*8 > total && len(b.Text) < 120 && b.Kind != layout.TableCell &&
			closes(blocks[i:], total, before*5 < total*2) && !goesOn(blocks[i:]) {
			return blocks[:i]
		}
		before += int(b.Weight - b.Link)
	}
	return blocks
}

// goesOn reports whether the text goes on behind a line that points to another article and one or two links.
func goesOn(rest []layout.Block) bool {
	n := pointers(rest)
	if n == 0 || n > 3 || n == len(rest) {
		return false
	}
	b := &rest[n]
	return b.Kind == layout.Paragraph && b.Weight >= 160 && b.Marks >= 3 && b.Link*6 < b.Weight &&
		wording.EndsSentence(b.Text)
}

// closes reports whether rest begins with a line that ends the article; early asks for more proof.
func closes(rest []layout.Block, total int, early bool) bool {
	line := rest[0].Text
	if early {
		return closers().Has(line) && !followedByText(rest, total) && mostlyLinked(rest[1:])
	}
	return commentOpeners().Has(line) || closers().Has(line) && !followedByText(rest, total)
}

// mostlyLinked reports whether half of the blocks hold links.
func mostlyLinked(blocks []layout.Block) bool {
	n := 0
	for i := range blocks {
		if blocks[i].Links > 0 {
			n++
		}
	}
	return n*2 >= len(blocks)
}

// followedByText reports whether the section that opens with rest[0] is prose too long to be furniture.
func followedByText(rest []layout.Block, total int) bool {
	after := 0
	for i := range rest[1:] {
		if b := &rest[i+1]; b.Weight-b.Link > 100 && b.Kind == layout.Paragraph {
			after += int(b.Weight - b.Link)
		}
	}
	return after*8 > total
}

// cutOpening drops the title, what stands above it, and bylines, dates and labels under it.
func cutOpening(blocks []layout.Block, title *layout.Block) []layout.Block {
	if title != nil {
		above, total := 0, layout.Weight(blocks) // above counts prose only: lists of headlines may be long
		for i := range blocks {
			if blocks[i].At == title.At {
				if above > 400 && above*4 > total || layout.Weight(blocks[i:]) < min(300, total/2) {
					break
				}
				for i++; i < len(blocks) && blocks[i].Soft && blocks[i].Kind == layout.Heading; i++ {
				}
				blocks = blocks[i:]
				break
			}
			if blocks[i].Kind == layout.Paragraph && blocks[i].Weight > 80 {
				above += int(blocks[i].Weight - blocks[i].Link)
			}
		}
	}
	for n := 0; n < 12 && len(blocks) > 1 && preliminary(&blocks[0], title); n++ {
		blocks = blocks[1:]
	}
	return blocks
}

var (
	datedLine = wording.Pattern(
		`(?i)(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|\b\d{1,2}:\d\d|` +
			`\b(?:19|20)\d\d\b.{0,12}$|\b\d+ (?:min(?:ute)?s?|hours?|days?|weeks?|months?)\b|` +
			`\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|` +
			`nov(?:ember)?|dec(?:ember)?)\.? \d{1,2}`)
	metaLine = wording.Pattern(`(?i)^[^\p{L}\p{N}]*(?:(?:written |posted |published |reviewed |updated |edited |last ` +
		`updated |photo )?by\b|` +
		`von |par |por |updated|published|posted|last (?:updated|modified|reviewed)|reading time|min(?:ute)? read|` +
		`share|listen|` +
		`play|save|print|advertisement|image|photo|source|home\b|来源|來源|作者|记者|编辑|責任|责任|责编|发布|发表|时间|日期|字体|` +
		`字号|【?字体|阅读|浏览|点击|访问|信息来源|索引号|文号|分享|我要|打印|稿源|小字|大字|查看|原标题|` +
		`関連|更新|公開|投稿|ページ番号|등록|입력|작성)`)
)

// IsMeta reports whether a line begins as those that tell of an article without being part of it: who wrote it and
// when, buttons, counters.
func IsMeta(line string) bool { return metaLine().MatchString(line) }

// preliminary reports whether a block at the beginning is no part of the text: byline, date, category, label.
func preliminary(b *layout.Block, title *layout.Block) bool {
	if b.Kind == layout.Verbatim {
		return false
	}
	if saysTitle(b, title) {
		return true
	}
	return b.Kind != layout.Heading && (metaBlock(b) || dateBlock(b) || linkedLabel(b) || label(b))
}

// saysTitle reports whether a block says the title once more.
func saysTitle(b *layout.Block, title *layout.Block) bool {
	return title != nil && runes(b) < 300 && wording.Agreement(b.Text, title.Text) > 0.85
}

// metaBlock reports whether a block is a byline, a button or a counter: what begins as they do, and goes on for a line.
func metaBlock(b *layout.Block) bool {
	size := runes(b)
	return size <= 120 && b.Marks < 4 && (size <= 40 || !wording.EndsSentence(b.Text)) && IsMeta(b.Text)
}

// dateBlock reports whether a block is a short line with a date and no sentence.
func dateBlock(b *layout.Block) bool {
	return runes(b) <= 60 && b.Marks < 3 && !wording.EndsSentence(b.Text) && datedLine().MatchString(b.Text)
}

// linkedLabel reports whether a block is a few words, half of them links: a category, a column.
func linkedLabel(b *layout.Block) bool {
	return b.Marks == 0 && runes(b) <= 40 && b.Link*2 >= b.Weight
}

// label reports whether a block may be a category or a button: a few words in letters.
func label(b *layout.Block) bool {
	return b.Marks == 0 && runes(b) <= 30 && b.Kind != layout.TableCell && !b.Bold && !wording.HasWide(b.Text) &&
		!wording.EndsSentence(b.Text)
}

// runes gives the length of a block in characters.
func runes(b *layout.Block) int { return utf8.RuneCountInString(b.Text) }

// residue reports whether the whole block is one that no text has.
func residue(b *layout.Block) bool {
	if len(b.Text) > 220 || b.Kind == layout.Heading && b.Weight > 30 ||
		b.Kind == layout.TableCell || b.Kind == layout.Verbatim {
		return false
	}
	return residueLines().Has(b.Text) || allShare(b.Text) ||
		editorStems().Has(b.Text) && utf8.RuneCountInString(b.Text) < 60
}

// allShare reports whether a line is made of the names of share buttons alone.
func allShare(line string) bool {
	if len(line) > 120 {
		return false
	}
	n := 0
	for _, w := range wording.Words(line) {
		if !shareWords().HasWord(w) {
			return false
		}
		n++
	}
	return n > 0
}

// dangling reports whether a block at the very end belongs to what was cut behind it.
func dangling(b *layout.Block, n int) bool {
	switch {
	case n < 2:
		return false
	case b.Kind == layout.Heading, len(b.Text) < 300 && footing().MatchString(b.Text):
		return true
	case b.Kind == layout.Paragraph && b.Link*10 >= b.Weight*9 && len(b.Text) < 160:
		return true
	}
	return b.Kind == layout.Paragraph && len(b.Text) < 60 && IsMeta(b.Text) && !wording.EndsSentence(b.Text)
}

// dropRepeats drops paragraphs that were said before word for word.
func dropRepeats(blocks []layout.Block) []layout.Block {
	seen := make(map[string]bool, len(blocks))
	out := blocks[:0]
	for _, b := range blocks {
		if b.Weight >= 160 && b.Kind != layout.TableCell {
			if seen[b.Text] {
				continue
			}
			seen[b.Text] = true
		}
		out = append(out, b)
	}
	return out
}
