package summarize

import (
	"strings"
	"testing"

	"tidings/internal/fault"
	"tidings/internal/summarize/sentence"
)

// zhReport and enReport are invented.
const (
	zhReport = `本报讯（记者 林小禾）8月3日，柳河市在滨江广场启动“清凉一夏”惠民活动。同时，全市12个社区开放纳凉点，每天接待居民3000人次。
活动将持续到9月10日，市民可凭身份证免费领取饮水卡。“我们要让每一位户外劳动者喝上一口凉茶！”市总工会主席高文远说。
责任编辑：周一
他表示，明年还将扩大范围。`
	enReport = `MAPLETON, Ohio (TNW) — The Mapleton City Council voted 6-1 on Tuesday to spend $2.4 million on a ` +
		`new water main under Cedar St. and two pumps. It was the third vote this year. However, Mayor Ann B. ` +
		`Lowell said work cannot start before May.
Mapleton residents will see the water main work close Cedar Street for 11 weeks, public works director Omar Reyes said.
Read more: other stories
Copyright 2026 Mapleton Courier`
)

func summarizeText(t *testing.T, o Options, docs ...Doc) string {
	t.Helper()
	s, err := Extractive{}.Summarize(t.Context(), Request{Docs: docs, Options: o})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range s.Sentences {
		for _, d := range docs {
			if d.ID == one.ArticleID && one.Offset >= 0 && !strings.HasPrefix(d.Text[one.Offset:], one.Text) {
				t.Errorf("sentence %q does not stand at offset %d of its source", one.Text, one.Offset)
			}
		}
	}
	return s.Text()
}

func TestExtractiveChoosesWholeSentences(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		doc  Doc
		want string
	}{
		{"zh one", Options{Sentences: 1}, Doc{ID: 1, Text: zhReport}, "8月3日，柳河市在滨江广场启动“清凉一夏”惠民活动。"},
		{
			"en one", Options{Sentences: 1},
			Doc{ID: 2, Text: enReport},
			"The Mapleton City Council voted 6-1 on Tuesday to spend $2.4 million on a new water main under Cedar St. and two pumps.",
		},
		{"title only", Options{}, Doc{ID: 3, Title: "停水通知"}, "停水通知"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := summarizeText(t, tt.o, tt.doc); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestExtractiveRefusesNothing(t *testing.T) {
	_, err := Extractive{}.Summarize(t.Context(), Request{StoryID: 7, Docs: []Doc{{ID: 1, Text: " \n"}}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("no text: got %v, want an invalid fault", err)
	}
}

func TestExtractiveNeverRepeats(t *testing.T) {
	a := Doc{ID: 1, Text: "河湾大桥10月1日正式通车。大桥全长1200米，双向六车道。工程历时三年完成。"}
	b := Doc{ID: 2, Text: "10月1日，河湾大桥正式通车。两岸居民过江时间缩短至五分钟。"}
	got := summarizeText(t, Options{Sentences: 4}, a, b)
	if strings.Count(got, "正式通车") != 1 {
		t.Errorf("one event told twice: %s", got)
	}
	if !strings.Contains(got, "五分钟") {
		t.Errorf("what only the second text has is missing: %s", got)
	}
}

func TestExtractiveLeavesOut(t *testing.T) {
	for name, bad := range map[string]string{
		"editor": "责任编辑", "dateline": "本报讯", "pronoun": "他表示", "connective": "同时",
	} {
		if got := summarizeText(t, Options{Sentences: 9}, Doc{ID: 1, Text: zhReport}); strings.Contains(got, bad) {
			t.Errorf("%s in %s", name, got)
		}
	}
	for _, bad := range []string{"MAPLETON, Ohio", "It was", "However", "Read more", "Copyright"} {
		if got := summarizeText(t, Options{Sentences: 9}, Doc{ID: 1, Text: enReport}); strings.Contains(got, bad) {
			t.Errorf("%q in %s", bad, got)
		}
	}
}

func TestExtractiveKeepsQuotationsWhole(t *testing.T) {
	got := summarizeText(t, Options{Sentences: 9}, Doc{ID: 1, Text: zhReport})
	if want := "“我们要让每一位户外劳动者喝上一口凉茶！”市总工会主席高文远说。"; !strings.Contains(got, want) {
		t.Errorf("%s lacks %s", got, want)
	}
}

func TestExtractiveHasSomethingToSay(t *testing.T) {
	for _, text := range []string{"他来了。", "It rained.", "责任编辑：周一", "首页 | 新闻", "!!", "它", "“（", "同时，"} {
		if got := summarizeText(t, Options{Sentences: 1}, Doc{ID: 1, Text: text}); got == "" {
			t.Errorf("empty summary of %q", text)
		}
	}
}

func TestHeadline(t *testing.T) {
	bridge := "河湾大桥10月1日正式通车，两岸居民过江时间缩短至五分钟。"
	tests := []struct {
		name string
		docs []Doc
		want string
	}{
		{"one", []Doc{{Title: "河湾大桥通车", Text: bridge}}, "河湾大桥通车"},
		{"publisher", []Doc{{Title: "河湾大桥通车_柳河市人民政府", Source: "柳河市人民政府", Text: bridge}}, "河湾大桥通车"},
		{"publisher in English", []Doc{{Title: "Bridge opens | Elm Courier", Source: "Elm Courier",
			Text: "The bridge opens today."}}, "Bridge opens"},
		{"stroke of its own", []Doc{{Title: "Line 4 - Elm to Oak - opens",
			Text: "Line 4 opens from Elm to Oak."}}, "Line 4 - Elm to Oak - opens"},
		{"poor", []Doc{{Title: "通知公告", Text: bridge}, {Title: "河湾大桥正式通车", Text: bridge}}, "河湾大桥正式通车"},
		{"cut off", []Doc{{Title: "河湾大桥10月1日正式…", Text: bridge}, {Title: "河湾大桥10月1日正式通车", Text: bridge}},
			"河湾大桥10月1日正式通车"},
		{"none", []Doc{{Text: bridge}}, "河湾大桥10月1日正式通车，两岸居民过江时间缩短至五分钟"},
		{"only poor", []Doc{{Title: "详情", Text: bridge}}, "河湾大桥10月1日正式通车，两岸居民过江时间缩短至五分钟"},
		{"no text", []Doc{{Title: "停水通知"}}, "停水通知"},
		{"only what leads up to it", []Doc{{Title: "Details", Text: "To limit delays, the water office will close one lane of Mill " +
			"Road at a time, beginning with the northern one, which carries less traffic in the morning than the other."}},
			"To limit delays, the water office will close one lane of Mill Road at a time…"},
		{"a sentence without a pause", []Doc{{Title: "Details", Text: "The harbour office has asked three firms for offers to " +
			"rebuild the old fish hall on the quay by the end of next summer."}},
			"The harbour office has asked three firms for offers to rebuild the old fish hall on…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Headline(tt.docs); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzExtractive: a summary of any text is within its limits, word for word, in order, and never empty.
func FuzzExtractive(f *testing.F) {
	f.Add("标题", zhReport, 1, 0)
	f.Add("", enReport, 3, 20)
	f.Add("x", "同时，\u2028“（1.2…… 。", 2, 3)
	f.Fuzz(func(t *testing.T, title, text string, sentences, limit int) {
		r := Request{Docs: []Doc{{ID: 3, Title: title, Text: text}}, Options: Options{Sentences: sentences,
			MaxWords: limit % 300}}
		s, err := Extractive{}.Summarize(t.Context(), r)
		if err != nil {
			if r.Check() == nil {
				t.Fatal(err)
			}
			return
		}
		total, last := 0, -1
		for _, one := range s.Sentences {
			total += sentence.Length(one.Text)
			if one.Offset < 0 {
				continue
			}
			if !strings.HasPrefix(text[one.Offset:], one.Text) || one.Offset <= last {
				t.Fatalf("%q does not stand at %d, or before %d", one.Text, one.Offset, last)
			}
			last = one.Offset
		}
		if m := r.Options.MaxWords; m > 0 && total > m || len(s.Sentences) > r.Options.sentences() || len(s.Sentences) == 0 {
			t.Fatalf("%d sentences of length %d: %+v", len(s.Sentences), total, r.Options)
		}
	})
}

func BenchmarkExtractive(b *testing.B) {
	text := strings.Repeat(zhReport+"\n"+enReport+"\n", 4)
	r := Request{Docs: []Doc{{ID: 1, Text: text}}, Options: Options{Sentences: 2}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := (Extractive{}).Summarize(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

// TestExtractiveIsPure: the same request gives the same summary, although its scores are sums of many small numbers.
func TestExtractiveIsPure(t *testing.T) {
	docs := []Doc{{ID: 1, Title: "柳河市启动惠民活动", Text: zhReport}, {ID: 2, Title: "Council votes", Text: enReport}}
	titles, centre := titleTerms(docs), centroid(sentencesOf(docs))
	pool := read(docs).candidates(false)
	rank(pool, titles, Options{})
	for range 20 {
		again := read(docs).candidates(false)
		rank(again, titleTerms(docs), Options{})
		for i := range pool {
			if again[i].score != pool[i].score {
				t.Fatalf("%q scores %v and %v", pool[i].span.In(pool[i].text), pool[i].score, again[i].score)
			}
		}
		if got := centroid(sentencesOf(docs)).Norm(); got != centre.Norm() {
			t.Fatalf("the centre's length is %v and %v", got, centre.Norm())
		}
	}
}

// FuzzLabelled: no labelled line is passed over for lack of a colon.
func FuzzLabelled(f *testing.F) {
	f.Add("  （十一）、  date and time of the fa 】  : Monday")
	f.Add("● 日時：八月")
	f.Fuzz(func(t *testing.T, line string) {
		if labelled.MatchString(line) && !mayBeLabelled(line) {
			t.Errorf("%q is passed over", line)
		}
	})
}
