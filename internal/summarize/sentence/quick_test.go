package sentence

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The short cuts of this package say what their plain definitions say.

func TestWideIsItsScripts(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := r >= 0x0E00 && !unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
			unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
		if wide(r) != want {
			t.Fatalf("wide(%U) = %v", r, !want)
		}
		if want := unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co); blank(r) != want {
			t.Fatalf("blank(%U) = %v", r, !want)
		}
		if _, opening := pairs[r]; marks(r) != (opening || strings.ContainsRune(closers, r)) {
			t.Fatalf("marks(%U) = %v", r, marks(r))
		}
	}
	for _, p := range strayPairs {
		for _, r := range p[0] + p[1] {
			if !marks(r) {
				t.Errorf("marks(%q) = false", r)
			}
		}
	}
}

var (
	sceneEndsShape = regexp.MustCompile(`(?:` + strings.Join(sceneEnds, "|") + `)[，：,:]$`)
	sayEndsShape   = regexp.MustCompile(`(?:` + strings.Join(sayEnds, "|") + `)[，：,:]$|[：:]$`)
)

// FuzzShapes: what is told quickly is told as the shapes and tables tell it.
func FuzzShapes(f *testing.F) {
	for _, s := range []string{
		"【柳河网讯】公园开放。", "柳河市融媒体中心（柳河电视台）新闻部8月13日电（记者）公园开放", "本报讯公园开放。", "市气象台消息：明天有雨。",
		"（ 原标题：公园）开放", "摘要：公园", "本报见习记者 林小禾报道：公园", "MAPLETON, Ohio (TNW) — The park", "Mapleton (TNW) - The park",
		"原标题：公园", "https://town.example", "（完）", "By Jane Doe, Staff", "文/林小禾", "时间：今日", "编辑：周一", "图为公园", "The park cookie",
		"林青说。", "高文远说道！", "Ann Lee said.", "The mayor told reporters.", "he said", "同时他说", "其他公园", "in addition, it",
		"会议期间，", "他表示：", "主要包括:", "a\r\nb\u2028c\u0085d\ve", "“他说”（好", "公园摄",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if want := editorShapes.MatchString(s); editorShape(s) != want {
			t.Errorf("editorShape(%q) = %v", s, !want)
		}
		if want := attribution.MatchString(s); Attribution(s) != want {
			t.Errorf("Attribution(%q) = %v", s, !want)
		}
		if want := sceneEndsShape.MatchString(s); pausesAfter(s, sceneEnds) != want {
			t.Errorf("pausesAfter(%q, sceneEnds) = %v", s, !want)
		}
		if want := sayEndsShape.MatchString(strings.TrimSpace(s)); Announces(s) != want {
			t.Errorf("Announces(%q) = %v", s, !want)
		}
		if want := open(s) == 0 && !strayClose(s); (Span{0, len(s)}).Balanced(s) != want {
			t.Errorf("Balanced(%q) = %v", s, !want)
		}
		for _, m := range mastheads {
			if m.shape.MatchString(s) && !m.likely(s) {
				t.Errorf("%q is said not to begin like %s", s, m.shape)
			}
		}
		for _, p := range []*phrases{editorWords, editorPhrases, danglersHan, notDanglersHan, danglersPhrase, saidOnWords} {
			longest, within := plainly(p, s)
			if p.begins(s) != longest || p.within(s) != within {
				t.Errorf("of %q %q and %v are found, want %q and %v", s, p.begins(s), p.within(s), longest, within)
			}
		}
		at := 0
		for i, r := range s {
			if i >= at && slices.Contains([]rune("\n\r\v\f\u0085\u2028\u2029"), r) {
				at = i + len(string(r))
				if !slices.ContainsFunc(Lines(s), func(l Span) bool { return l.End == at }) {
					t.Errorf("no line of %q ends at %d", s, at)
				}
			}
		}
	})
}

// plainly looks through a whole table.
func plainly(p *phrases, s string) (longest string, within bool) {
	for _, ws := range p.by {
		for _, w := range ws {
			if strings.HasPrefix(s, w) && len(w) > len(longest) {
				longest = w
			}
			within = within || strings.Contains(s, w)
		}
	}
	return longest, within
}

// FuzzHeld: the terms of one text that another holds are those that both have.
func FuzzHeld(f *testing.F) {
	f.Add("The park opens", "the Park, 公园开放 opens 公园")
	f.Add("公园开放", "公园 开放")
	f.Fuzz(func(t *testing.T, a, b string) {
		wanted, in := Terms(a), Terms(b)
		if !slices.IsSortedFunc(wanted, func(x, y Term) int { return byHash(x, y.Hash) }) {
			t.Fatalf("the terms of %q are not in order", a)
		}
		held, some := Held(wanted, b)
		n := 0
		for _, x := range wanted {
			if _, found := slices.BinarySearchFunc(in, x.Hash, byHash); found {
				n++
			}
		}
		if len(held) != n || some != (len(in) > 0) && n < len(wanted) {
			t.Errorf("of the %d terms of %q %q holds %d (any: %v), want %d", len(wanted), a, b, len(held), some, n)
		}
		if got := Similarity(wanted, in); got != Similarity(in, wanted) || got < 0 || got > 1 {
			t.Errorf("Similarity(%q, %q) = %v", a, b, got)
		}
	})
}
