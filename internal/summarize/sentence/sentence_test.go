package sentence

import (
	"strings"
	"testing"
)

func split(text string) []string {
	var out []string
	for _, s := range Split(text) {
		if s = s.Trim(text); !s.Empty() {
			out = append(out, s.In(text))
		}
	}
	return out
}

func TestSplit(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"titles", "Mr. Poe met Gov. Anne K. Hill on St. John Ave. in Elm. They talked.",
			"Mr. Poe met Gov. Anne K. Hill on St. John Ave. in Elm.|They talked."},
		{"time", "It opens at 7 p.m. Monday. Come at 6 p.m. The doors are shut.",
			"It opens at 7 p.m. Monday.|Come at 6 p.m.|The doors are shut."},
		{"numbers", "It cost $3.5 million. No. 4 was first.", "It cost $3.5 million.|No. 4 was first."},
		{"quotation", "“We won! We are glad.” She left.", "“We won! We are glad.”|She left."},
		{"han", "活动开始了。市民很多！有多少？不知道", "活动开始了。|市民很多！|有多少？|不知道"},
		{"han quotation", "他说：“先修路。再种树。”大家同意。", "他说：“先修路。再种树。”|大家同意。"},
		{"han opening mark", "会议结束了。“我们会努力！”林青说。", "会议结束了。|“我们会努力！”林青说。"},
		{"han title", "《你好！小城》上映了。观众不少。", "《你好！小城》上映了。|观众不少。"},
		{"han numbering", "注意：1.带证件。2.早到。", "注意：1.带证件。|2.早到。"},
		{"han ellipsis", "雨还在下……河水上涨了。", "雨还在下……|河水上涨了。"},
		{"labels", "首页 新闻 时间：今日 作者：编辑部 河湾大桥通车了。", "首页|新闻|时间：今日|作者：编辑部|河湾大桥通车了。"},
		{"lines", "One line\nAnother line. And more", "One line|Another line.|And more"},
		{"german", "Am 3. August beginnt das Fest. Dr. Ohm spricht z. B. über Musik.",
			"Am 3. August beginnt das Fest.|Dr. Ohm spricht z. B. über Musik."},
		{"russian", "В г. Ольха открыли парк. Его строили год.", "В г. Ольха открыли парк.|Его строили год."},
		{"japanese", "橋が開通した。市長は「待っていた。」と話した。", "橋が開通した。|市長は「待っていた。」と話した。"},
		{"spanish", "¿Cuándo abre? El Sr. Paz no lo sabe.", "¿Cuándo abre?|El Sr. Paz no lo sabe."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(split(tt.text), "|"); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestStrip(t *testing.T) {
	tests := []struct{ in, want string }{
		{"本报讯（记者 林小禾 通讯员 王力）昨日，公园开放。", "昨日，公园开放。"},
		{"柳河晚报讯 公园开放。", "公园开放。"},
		{"本报讯公园开放。", "公园开放。"},
		{"新江社柳河8月3日电（记者林小禾）公园开放。", "公园开放。"},
		{"【柳河网讯】公园开放。", "公园开放。"},
		{"市气象台消息：明天有雨。", "明天有雨。"},
		{"公园开放。（柳河日报）", "公园开放。"},
		{"公园开放（含夜间）。", "公园开放（含夜间）。"},
		{"MAPLETON, Ohio (TNW) — The park opened.", "The park opened."},
		{"ST. OLAF — The park opened.", "The park opened."},
		{"Mapleton (TNW) - The park opened.", "The park opened."},
		{"The park — the city's oldest — opened.", "The park — the city's oldest — opened."},
		{"■ 公园开放。", "公园开放。"},
	}
	for _, tt := range tests {
		if got := Strip(tt.in, Span{0, len(tt.in)}).In(tt.in); got != tt.want {
			t.Errorf("Strip(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestBoilerplate(t *testing.T) {
	for _, s := range []string{
		"责任编辑：周一", "来源：柳河日报", "（记者 林小禾 文/图）", "上一篇：公园开放", "扫一扫关注我们", "主办单位：柳河市人民政府", "图为活动现场。", "王力 摄",
		"By Jane Doe", "By Jane Doe, Staff Writer", "Copyright 2026 Courier", "Read more: other news",
		"Photo by Ann Lee",
		"Home | News | Sports | Weather", "首页 新闻 专题 视频 论坛", "https://town.example/a.html",
	} {
		if !Boilerplate(s) {
			t.Errorf("Boilerplate(%q) = false", s)
		}
	}
	for _, s := range []string{
		"记者从市教育局获悉，新学校九月开学。", "来源于山区的泉水重新流动。", "By law the council must vote.", "编辑部大楼今天启用。",
		"Source of the smell is a factory, officials said.", "点击率高的旧照片，讲述了老城的故事，也让更多市民重新走进这座已有百年历史的火车站看展览。",
	} {
		if Boilerplate(s) {
			t.Errorf("Boilerplate(%q) = true", s)
		}
	}
}

func TestDangling(t *testing.T) {
	for _, s := range []string{"It opens.", "However, it rained.", "“They won,” he said.",
		"In addition, rain fell.", "同时，公园开放。", "他说好。", "此外还有雨。", "其中三人受伤。"} {
		if !Dangling(s) {
			t.Errorf("Dangling(%q) = false", s)
		}
	}
	for _, s := range []string{"Italy won.", "The park opens.", "Other parks open.", "其他公园开放。", "和平路施工。",
		"更换水管后恢复供水。"} {
		if Dangling(s) {
			t.Errorf("Dangling(%q) = true", s)
		}
	}
}

func TestLength(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "It’s 1,200.5 well-known words.": 4, "柳河市8月3日": 7, "公园，开放！": 4, "Tokyo東京": 3, "e\u0301tait là": 2,
		"สวัสดี": 4,
	} {
		if got := Length(s); got != want {
			t.Errorf("Length(%q) = %d, want %d", s, got, want)
		}
	}
}

// FuzzSplit: sentences touch and rejoin to the text, clauses to the sentence, and nothing fails on any bytes.
func FuzzSplit(f *testing.F) {
	f.Add("Mr. Poe said “No. Never!” 他说：“好。”\r\n1.带证件……走 a b 首 页 新 闻 时 间")
	f.Add("\xff\xfe。“「(（\u2028\n\n…")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, s := range Split(text) {
			if s.Start != at || s.Empty() {
				t.Fatalf("span %v does not follow %d", s, at)
			}
			at = s.End
			from := s.Start
			for _, c := range Clauses(text, s) {
				if c.Start != from {
					t.Fatalf("clause %v of %v does not follow %d", c, s, from)
				}
				from = c.End
			}
			if from != s.End {
				t.Fatalf("clauses of %v end at %d", s, from)
			}
			for _, lead := range append(Leads(text, s), Strip(text, s), Head(text, s, 3), Bare(text, s)) {
				if lead.Start < s.Start || lead.End > s.End {
					t.Fatalf("%v is outside of %v", lead, s)
				}
			}
			Boilerplate(s.In(text))
			Dangling(s.In(text))
		}
		if at != len(text) {
			t.Fatalf("sentences end at %d of %d", at, len(text))
		}
	})
}
