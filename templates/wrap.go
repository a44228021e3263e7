package templates

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// TextWidth is the widest line of a text part, in columns: RFC 5322 section 2.1.1 asks for 78 at most, and two are kept
// for a quoting mark.
const TextWidth = 76

// Width counts the columns s takes in a terminal: East Asian wide characters take two, combining marks none.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth gives how many columns a character takes where all are of one width.
func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	return 1
}

// Truncate cuts s to at most limit columns, at a space where one is near, and marks the cut with "…".
func Truncate(s string, limit int) string {
	if Width(s) <= limit {
		return s
	}
	used, end, space := 0, 0, -1
	for i, r := range s {
		used += runeWidth(r)
		if used > limit-1 {
			end = i
			break
		}
		if r == ' ' {
			space = i
		}
	}
	if space > end*2/3 {
		end = space
	}
	return strings.TrimRightFunc(s[:end], func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '，' }) + "…"
}

// Wrap breaks s into lines of at most limit columns. The first line is led by first, the others by rest. Lines break at
// spaces and on either side of a wide character, never before closing punctuation and never after an opening one. An
// address stays whole however long it is; any other word wider than a line is cut.
func Wrap(s string, limit int, first, rest string) string {
	var b strings.Builder
	line, indent := "", first
	flush := func() {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(indent+line, " "))
		line, indent = "", rest
	}
	for _, piece := range cutLong(pieces(s), limit-max(Width(first), Width(rest))) {
		if line != "" && Width(indent)+Width(line)+Width(strings.TrimRight(piece, " ")) > limit {
			flush()
		}
		if line == "" {
			piece = strings.TrimLeft(piece, " ")
		}
		line += piece
	}
	if line != "" || b.Len() == 0 {
		flush()
	}
	return b.String()
}

// pieces cuts running text into what must stay together, blanks after words kept on the word.
func pieces(s string) []string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	var out []string
	start := 0
	for i := 1; i < len(runes); i++ {
		if breakable(runes[i-1], runes[i]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	if start < len(runes) {
		out = append(out, string(runes[start:]))
	}
	return out
}

// cutLong cuts pieces wider than room, addresses excepted.
func cutLong(pieces []string, room int) []string {
	var out []string
	for _, piece := range pieces {
		for Width(piece) > room && !strings.Contains(piece, "://") {
			end, used := 0, 0
			for i, r := range piece {
				if used += runeWidth(r); used > max(room, 2) {
					end = i
					break
				}
			}
			if end == 0 {
				break
			}
			out = append(out, piece[:end])
			piece = piece[end:]
		}
		out = append(out, piece)
	}
	return out
}

// breakable reports whether a line may end between a and b.
func breakable(a, b rune) bool {
	if b == ' ' || strings.ContainsRune(openers, a) || strings.ContainsRune(closers, b) {
		return false
	}
	return a == ' ' || runeWidth(a) == 2 || runeWidth(b) == 2
}

// What may not end a line and what may not begin one, after JIS X 4051 and GB/T 15834.
const (
	openers = "（《「『“‘〈【〔([{"
	closers = "，。、；：！？）》」』”’〉】〕…—·％%,.;:!?)]}"
)
