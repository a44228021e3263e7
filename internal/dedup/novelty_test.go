package dedup

import (
	"strings"
	"testing"
	"time"
)

func TestNovelty(t *testing.T) {
	day := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
	doc := func(text string) Doc { return Doc{ID: 1, Text: text, Published: day} }
	zh := "8月3日上午，柳河县双塔村一处仓库起火，出动消防车12辆。火势已得到控制，暂无人员伤亡。"
	en := "A warehouse in the village of Millford caught fire on Monday. Twelve fire engines were sent and about 6,000 people " +
		"lost power, the fire brigade said."
	tests := []struct {
		name      string
		told, now string
		kind      string // "" when nothing is new
		detail    string
		sentence  string // a part of it
	}{
		{"same text", zh, zh, "", "", ""},
		{"same facts in other words", zh, "柳河县双塔村仓库火灾得到控制，共有十二辆消防车到场，没有人员伤亡。", "", "", ""},
		{"new number", zh, "8月3日，双塔村仓库起火。据统计，过火面积1400平方米。", "number", "1400", "过火面积"},
		{"new date", zh, "双塔村仓库起火，火势已得到控制。道路将于8月9日恢复通行。", "date", "8月9日", "恢复通行"},
		{"new time", zh, "双塔村仓库起火。下午4时30分明火扑灭。", "time", "4时30分", "明火"},
		{"new source", zh, "双塔村仓库起火。县消防大队队长李建国表示，火势得到控制。", "source", "李建国", "表示"},
		{"new fact", zh, "双塔村仓库起火，火势已得到控制。初步调查显示，起因系电动车锂电池充电短路引燃堆放的泡沫材料。", "fact", "", "锂电池"},
		{"frame around the same", zh, zh + "\n责任编辑：王某 浏览次数：9981", "", "", ""},
		{"translated, nothing new", zh, "On August 3 a warehouse in Shuangta village, Liuhe County, caught fire. Twelve fire " +
			"engines came.", "", "", ""},
		{"translated, new number", zh, "On August 3 a warehouse in Shuangta caught fire. Some 340 people were moved to a school.",
			"number", "340", "school"},
		{"rounded", en, "Twelve engines fought the fire in Millford; 5,987 people had no power.", "", "", ""},
		{"new source, en", en, "A warehouse in Millford caught fire on Monday. Twelve fire engines were sent, Chief Dana Whitlow told " +
			"reporters.", "source", "Chief Dana Whitlow", "Whitlow"},
		{"new date, en", en, "The Millford warehouse burned down. It will be torn down on Aug. 19.", "date", "Aug. 19", "torn down"},
		{"nothing told", "", "Water is back.", "fact", "", "Water is back."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var told []Doc
			if test.told != "" {
				told = append(told, doc(test.told))
			}
			now := doc(test.now)
			got, fresh := Novelty(told, now)
			if fresh != (test.kind != "") || got.Kind != test.kind || got.New != test.detail {
				t.Fatalf("Novelty = %+v, %v; want kind %q, %q", got, fresh, test.kind, test.detail)
			}
			if !strings.Contains(got.Sentence, test.sentence) {
				t.Errorf("sentence %q, want one with %q", got.Sentence, test.sentence)
			}
			if fresh && now.Text[got.Offset:got.Offset+len(got.Sentence)] != got.Sentence {
				t.Errorf("sentence does not stand at its offset %d", got.Offset)
			}
		})
	}
}
