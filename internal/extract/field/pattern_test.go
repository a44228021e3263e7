package field

import (
	"testing"

	"tidings/internal/extract/wording"
)

// guards are all guarded patterns, by name.
func guards() map[string]wording.Guarded {
	return map[string]wording.Guarded{
		"byLatin": byLatin, "byHan": byHan, "reporterHan": reporterHan, "correspondentHan": correspondentHan,
		"closingHan": closingHan, "editorInline": editorInline, "outletHan": outletHan, "outletLatin": outletLatin,
		"outletEast": outletEast, "bareDay": bareDay, "relativeDay": relativeDay,
	}
}

// guardSeeds holds a text for each alternative of the guarded patterns.
var guardSeeds = []string{
	"By Ann Lee", "BY ANN LEE", "news · by Ann Lee and Bo Ray", "Von Anna Lang", "Par Anne Long", "Por Ana Luz",
	"Written by Ann Lee", "Posted by: Ann Lee", "Words by Ann Lee", "Story by Ann Lee", "Text: Anna Lang",
	"作 者：张小明", "作者:张小明", "撰文/张小明", "文字：张小明", "撰稿｜张小明", "文：张小明", "文章作者：张小明", "采写:张小明", "整理：张小明",
	"记者 张小明", "記者：張小明", "采写 张小明", "首席记者张小明", "全媒体记者 张小明", "通讯员 李小红", "通訊員 李小紅", "通讯員李小红",
	"特约记者：李小红", "编辑：王小华", "編輯：王小華", "（责任编辑：王小华）", "责编：王小华", "責編:王小華", "本文作者：王小华", "编审：王小华",
	"信息来源：某某日报", "文章来源: 某某网", "稿件来源：某某社", "内容来源：某某社", "本文来源：某某社", "稿源：某某社", "来源:某某网", "來源：某某報",
	"Source: The Herald", "Quelle : Der Bote", "Fuente: El Faro", "Fonte: Il Faro", "Bron: De Bode", "Kilde: Budet",
	"Källa: Budet", "出典：某紙", "提供:某社", "출처: 어느신문", "3日上午举行会议", "市政府5日召开", "昨天，市民在公园", "同日举行", "今早开放",
	"本日公布", "今晨", "昨晚",
}

func TestGuardSeedsCoverEveryPattern(t *testing.T) {
	for name, g := range guards() {
		found := false
		for _, s := range guardSeeds {
			found = found || g.Re().MatchString(s)
		}
		if !found {
			t.Errorf("no seed matches %s", name)
		}
	}
}

// A guard must never keep a pattern from a text it matches.
func FuzzGuards(f *testing.F) {
	for _, s := range guardSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, g := range guards() {
			if g.Re().MatchString(s) && !g.May(s) {
				t.Errorf("%s matches %q, in which none of its words stands", name, s)
			}
		}
	})
}

func TestForeignDatesAreSeenByTheirFirstBytes(t *testing.T) {
	for _, r := range []rune{0x590, 0x5d0, 0x6ff, 0x900, 0x967, 0x9ff} {
		if !mayHoldForeign("a " + string(r)) {
			t.Errorf("mayHoldForeign misses %U", r)
		}
	}
	if mayHoldForeign("Größe 2026年8月7日 Дата") {
		t.Error("mayHoldForeign takes scripts that package dates reads")
	}
}
