package summarize

import (
	"strings"
	"testing"

	"tidings/internal/fault"
)

// zhReport and enReport are invented.
const (
	zhReport = `本报讯（记者 林小禾）8月3日，柳河市在滨江广场启动“清凉一夏”惠民活动。同时，全市12个社区开放纳凉点，每天接待居民3000人次。
活动将持续到9月10日，市民可凭身份证免费领取饮水卡。“我们要让每一位户外劳动者喝上一口凉茶！”市总工会主席高文远说。
责任编辑：周一
他表示，明年还将扩大范围。`
	enReport = `MAPLETON, Ohio (TNW) — The Mapleton City Council voted 6-1 on Tuesday to spend $2.4 million on a new water main under Cedar St. and two pumps. It was the third vote this year. However, Mayor Ann B. Lowell said work cannot start before May.
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
