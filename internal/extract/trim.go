package extract

import (
	"strings"
	"unicode/utf8"
)

// trim takes away what the blocks of an article's container hold besides the article: the title and what stands above
// it, bylines and dates under it, share residue, editor lines and counters at the ends, and whole sections that open
// with a line such as "Related articles". title is the block taken for the title, nil when none is.
func trim(blocks []block, title *block) []block {
	blocks = cutClosing(blocks)
	blocks = cutOpening(blocks, title)
	out := blocks[:0:0]
	for i := range blocks {
		if !residue(&blocks[i]) {
			out = append(out, blocks[i])
		}
	}
	out = dropRepeats(out)
	for len(out) > 0 && dangling(&out[len(out)-1], len(out)) {
		out = out[:len(out)-1]
	}
	return cutTeasers(out)
}

// cutTeasers drops the pairs of a linked line and a short text that end the blocks: other articles.
func cutTeasers(blocks []block) []block {
	n := len(blocks)
	for n >= 3 {
		line, text := &blocks[n-2], &blocks[n-1]
		if !linkedLine(line) || text.weight > 260 || text.links > 0 {
			break
		}
		n -= 2
	}
	if len(blocks)-n < 4 || weightOf(blocks[n:])*3 > weightOf(blocks) {
		return blocks
	}
	return blocks[:n]
}

// linkedLine reports whether a block is one link with words in it.
func linkedLine(b *block) bool {
	return b.link*10 >= b.weight*9 && b.weight >= 20 && b.kind != tableCell && !strings.HasPrefix(b.text, "http")
}

// footing marks lines of a site's imprint.
var footing = pattern(`(?i)版权所有|著作权|违法和不良信息|举报电话|ICP备|公网安备|许可证|all rights reserved|copyright|©`)

// cutClosing drops everything from the first closing line on, if that is not most of the text.
func cutClosing(blocks []block) []block {
	total, before := weightOf(blocks), 0
	for i := range blocks {
		b := &blocks[i]
		if before > 200 && before*8 > total && len(b.text) < 120 && b.kind != tableCell &&
			closes(blocks[i:], total, before*5 < total*2) {
			return blocks[:i]
		}
		before += int(b.weight - b.link)
	}
	return blocks
}

// closes reports whether rest begins with a line that ends the article; early asks for more proof.
func closes(rest []block, total int, early bool) bool {
	line := rest[0].text
	if early {
		return closers().has(line) && !followedByText(rest, total) && mostlyLinked(rest[1:])
	}
	return commentOpeners().has(line) || closers().has(line) && !followedByText(rest, total)
}

// mostlyLinked reports whether half of the blocks hold links.
func mostlyLinked(blocks []block) bool {
	n := 0
	for i := range blocks {
		if blocks[i].links > 0 {
			n++
		}
	}
	return n*2 >= len(blocks)
}

// followedByText reports whether the section that opens with rest[0] is prose too long to be furniture.
func followedByText(rest []block, total int) bool {
	after := 0
	for i := range rest[1:] {
		if b := &rest[i+1]; b.weight-b.link > 100 && b.kind == paragraph {
			after += int(b.weight - b.link)
		}
	}
	return after*8 > total
}

// cutOpening drops the title, what stands above it, and bylines, dates and labels under it.
func cutOpening(blocks []block, title *block) []block {
	if title != nil {
		above, total := 0, weightOf(blocks) // above counts prose only: lists of headlines may be long
		for i := range blocks {
			if blocks[i].at == title.at {
				if above > 400 && above*4 > total || weightOf(blocks[i:]) < min(300, total/2) {
					break
				}
				for i++; i < len(blocks) && blocks[i].soft && blocks[i].kind == heading; i++ {
				}
				blocks = blocks[i:]
				break
			}
			if blocks[i].kind == paragraph && blocks[i].weight > 80 {
				above += int(blocks[i].weight - blocks[i].link)
			}
		}
	}
	for n := 0; n < 12 && len(blocks) > 1 && preliminary(&blocks[0], title); n++ {
		blocks = blocks[1:]
	}
	return blocks
}

var (
	datedLine = pattern(`(?i)(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|\b\d{1,2}:\d\d|` +
		`\b(?:19|20)\d\d\b.{0,12}$|\b\d+ (?:min(?:ute)?s?|hours?|days?|weeks?|months?)\b|` +
		`\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|` +
		`nov(?:ember)?|dec(?:ember)?)\.? \d{1,2}`)
	metaLine = pattern(`(?i)^[^\p{L}\p{N}]*(?:(?:written |posted |published |reviewed |updated |edited |last ` +
		`updated |photo )?by\b|` +
		`von |par |por |updated|published|posted|last (?:updated|modified|reviewed)|reading time|min(?:ute)? read|` +
		`share|listen|` +
		`play|save|print|advertisement|image|photo|source|home\b|来源|來源|作者|记者|编辑|責任|责任|责编|发布|发表|时间|日期|字体|` +
		`字号|【?字体|阅读|浏览|点击|访问|信息来源|索引号|文号|分享|我要|打印|稿源|小字|大字|查看|原标题|` +
		`関連|更新|公開|投稿|ページ番号|등록|입력|작성)`)
)

// isMeta reports whether a line begins as those that tell of an article without being part of it: who wrote it and when,
// buttons, counters.
func isMeta(line string) bool { return metaLine().MatchString(line) }

// preliminary reports whether a block at the beginning is no part of the text: byline, date, category, label.
func preliminary(b *block, title *block) bool {
	size := utf8.RuneCountInString(b.text)
	if b.kind == verbatim {
		return false
	}
	if title != nil && size < 300 && agreement(b.text, title.text) > 0.85 {
		return true
	}
	sentence := endsSentence(b.text)
	switch {
	case b.kind == heading:
		return false
	case size <= 120 && b.marks < 4 && (size <= 40 || !sentence) && isMeta(b.text):
		return true
	case size <= 60 && b.marks < 3 && !sentence && datedLine().MatchString(b.text):
		return true
	}
	return b.marks == 0 && (size <= 40 && b.link*2 >= b.weight || label(b, size) && !sentence)
}

// label reports whether a block may be a category or a button: a few words in letters.
func label(b *block, size int) bool {
	return size <= 30 && b.kind != tableCell && !b.bold && !hasWide(b.text)
}

// endsSentence reports whether s ends as a sentence, an introduction or a quotation does.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;…。！？：；”’\"」』）)", r)
}

// residue reports whether the whole block is one that no text has.
func residue(b *block) bool {
	if len(b.text) > 220 || b.kind == heading && b.weight > 30 || b.kind == tableCell || b.kind == verbatim {
		return false
	}
	return residueLines().has(b.text) || allShare(b.text) ||
		editorStems().has(b.text) && utf8.RuneCountInString(b.text) < 60
}

// allShare reports whether a line is made of the names of share buttons alone.
func allShare(line string) bool {
	if len(line) > 120 {
		return false
	}
	n := 0
	for _, w := range words(line) {
		if !shareWords().exact[w] {
			return false
		}
		n++
	}
	return n > 0
}

// dangling reports whether a block at the very end belongs to what was cut behind it.
func dangling(b *block, n int) bool {
	switch {
	case n < 2:
		return false
	case b.kind == heading, len(b.text) < 300 && footing().MatchString(b.text):
		return true
	case b.kind == paragraph && b.link*10 >= b.weight*9 && len(b.text) < 160:
		return true
	}
	return b.kind == paragraph && len(b.text) < 60 && isMeta(b.text) && !endsSentence(b.text)
}

// dropRepeats drops paragraphs that were said before word for word.
func dropRepeats(blocks []block) []block {
	seen := make(map[string]bool, len(blocks))
	out := blocks[:0]
	for _, b := range blocks {
		if b.weight >= 160 && b.kind != tableCell {
			if seen[b.text] {
				continue
			}
			seen[b.text] = true
		}
		out = append(out, b)
	}
	return out
}
