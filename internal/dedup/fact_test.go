package dedup

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestFacts: one value, however it is written.
func TestFacts(t *testing.T) {
	names := map[factKind]string{factNumber: "n", factPercent: "%", factDate: "d", factYear: "y", factTime: "t"}
	tests := []struct{ text, want string }{
		{"三百辆公交车", "n300"},
		{"一千二百零五人", "n1205"},
		{"３００人", "n300"},
		{"12,500 people", "n12500"},
		{"1.2万名", "n12000"},
		{"3亿元", "n300000000"},
		{"$17.1m", "n17100000"},
		{"17.1 million dollars", "n17100000"},
		{"three hundred buses", "n300"},
		{"twenty-five delegates", "n25"},
		{"十分重要，千万不要，一起", ""},
		{"五座车站", "n5"},
		{"百分之四十", "%40"},
		{"40 percent", "%40"},
		{"40 per cent", "%40"},
		{"8月3日", "d08-03"},
		{"八月三日", "d08-03"},
		{"2026年8月3日", "d08-03"},
		{"二〇二六年八月三号", "d08-03"},
		{"August 3", "d08-03"},
		{"Aug. 3, 2026", "d08-03"},
		{"3 August 2026", "d08-03"},
		{"the 3rd of August", "d08-03"},
		{"2026-08-03", "d08-03"},
		{"2026.8.3", "d08-03"},
		{"2026/08/03", "d08-03"},
		{"8月3日至25日", "d08-03 d08-25"},
		{"July 5 to 25", "d07-05 d07-25"},
		{"July 5-25", "d07-05 d07-25"},
		{"June 5 that 28 ducks", "d06-05 n28"},
		{"13月3日", "n13 n3"},
		{"下午2时30分", "t14:30"},
		{"上午9点半", "t09:30"},
		{"14:20", "t14:20"},
		{"2:20 p.m.", "t14:20"},
		{"8 a.m. to 6 pm", "t08:00 t18:00"},
		{"12 am", "t00:00"},
		{"in 2026", "y2026"},
		{"2026年", "y2026"},
		{"the march of May", ""},
		{"may 5 people", "n5"},
		{"1.2.3.4", "n1.2.3.4"},
		{strings.Repeat("9", 400), ""},
	}
	for _, test := range tests {
		var got []string
		for _, f := range facts(tokenize(test.text)) {
			got = append(got, names[f.kind]+f.value)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("facts(%.40q) = %q, want %q", test.text, s, test.want)
		}
	}
}

func TestTokenize(t *testing.T) {
	tests := []struct{ text, want string }{
		{"The Mayor's café", "the mayor cafe"},
		{"don’t", "dont"},
		{"淮北ABC新闻", "淮 北 abc 新 闻"},
		{"ＡＢＣ", "abc"},
		{"1,000.5, 7.", "1000.5 7"},
		{"Zürich—Straße", "zurich straße"},
		{"тест слово", "тест слово"},
		{"\xff\xfe ok", "ok"},
		{"", ""},
	}
	for _, test := range tests {
		var got []string
		for _, token := range tokenize(test.text) {
			got = append(got, token.word)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("tokenize(%q) = %q, want %q", test.text, s, test.want)
		}
	}
}

func TestStem(t *testing.T) {
	for _, same := range [][]string{
		{"taper", "tapers", "tapering", "tapered"}, {"city", "cities"}, {"close", "closes", "closing", "closed"},
		{"stop", "stopping", "stopped"}, {"branch", "branches"},
	} {
		for _, w := range same[1:] {
			if stem(w) != stem(same[0]) {
				t.Errorf("stem(%q) = %q, stem(%q) = %q; want the same", w, stem(w), same[0], stem(same[0]))
			}
		}
	}
	if stem("bus") != "bus" || stem("gas") == "" {
		t.Errorf("stem cuts too much: %q %q", stem("bus"), stem("gas"))
	}
}

func TestBody(t *testing.T) {
	text := "首页 > 新闻\n\n8月3日，云岭市通车。\n\n市民很高兴。\n责任编辑：张三\n联系我们 网站地图"
	if got, want := strings.TrimSpace(body(text)), "8月3日，云岭市通车。\n\n市民很高兴。"; got != want {
		t.Errorf("body = %q, want %q", got, want)
	}
	if got := body("Only a heading"); got != "Only a heading" {
		t.Errorf("a text that is all frame became %q", got)
	}
}

func TestSentences(t *testing.T) {
	text := "Mr. Smith paid 3.5 million. “Good,” he said. Rain fell!\n雨停了。“好！”他说。"
	var got []string
	for _, s := range sentences(text) {
		if text[s.offset:s.offset+len(s.text)] != s.text {
			t.Errorf("%q does not stand at %d", s.text, s.offset)
		}
		got = append(got, s.text)
	}
	want := []string{"Mr. Smith paid 3.5 million.", "“Good,” he said.", "Rain fell!", "雨停了。", "“好！”", "他说。"}
	if !slices.Equal(got, want) {
		t.Errorf("sentences = %q, want %q", got, want)
	}
}

func ExampleNovelty() {
	told := Doc{Text: "A warehouse in Millford caught fire. Twelve engines were sent."}
	now := Doc{Text: "The Millford fire is out. The road opens again on August 9."}
	what, fresh := Novelty([]Doc{told}, now)
	fmt.Println(fresh, what.Kind, what.New, "|", what.Sentence)
	// Output: true date August 9 | The road opens again on August 9.
}
