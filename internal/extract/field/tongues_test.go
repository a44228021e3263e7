package field

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// pageOf makes a page with a title, a line under it and a text long enough to be one.
func pageOf(lang, title, line, text string) string {
	return `<html lang="` + lang + `"><head><title>` + title +
		`</title></head><body><h1>` + title + `</h1><p>` + line + `</p><div class="content"><p>` + text + `</p></div></body></html>`
}

// TestBylinesOfManyTongues: reporters and correspondents apart, in the forms towns' papers print them.
func TestBylinesOfManyTongues(t *testing.T) {
	long := map[string]string{
		"zh": "8月3日上午，青石市召开河堤修缮会议，听取水利工程师对堤身裂缝的查勘报告，研究秋汛到来前的修缮安排，要求先修最老的堤段。",
		"ja": "青石市は八月三日、堤防の修繕について会議を開き、技術者から報告を受け、秋の増水の前に工事の計画を立てるよう求めた。",
		"ko": "청석시는 8월 3일 제방 수리에 관한 회의를 열고, 기술자의 보고를 듣고, 가을 홍수 전에 공사 계획을 세우도록 요구했다고 밝혔다.",
		"en": "The council met on the river bank, heard the engineers, and asked for a plan before the autumn rains come to town.",
		"de": "Der Rat der Stadt hat am Dienstag die Mauern am Bach besichtigt, die Ingenieure gehört, und einen Plan für den Herbst verlangt.",
		"fr": "Le conseil municipal a visité mardi les murs de la rivière, entendu les ingénieurs, et demandé un plan avant les pluies.",
		"es": "El ayuntamiento visitó el martes los muros del río, escuchó a los ingenieros, y pidió un plan antes de las lluvias de otoño.",
	}
	for _, c := range []struct {
		lang, line, before, after string
		want                      news.Byline
	}{
		{"zh", "2026-08-07", "本报讯（记者 张晓明 通讯员 李文）", "",
			news.Byline{Reporters: []string{"张晓明"}, Correspondents: []string{"李文"}}},
		{"zh", "2026-08-07 来源：青石日报 作者：王小石", "", "", news.Byline{Reporters: []string{"王小石"}}},
		{"en", "August 7, 2026", "", "</p><p>This news article was reported by Ann Reed and correspondent Tom Field.",
			news.Byline{Reporters: []string{"Ann Reed"}, Correspondents: []string{"Tom Field"}}},
		{"en", "By Ann Reed and Tom Field", "", "", news.Byline{Reporters: []string{"Ann Reed", "Tom Field"}}},
		{"de", "Von Anna Feld", "", "", news.Byline{Reporters: []string{"Anna Feld"}}},
		{"fr", "Par Anne Duval", "", "", news.Byline{Reporters: []string{"Anne Duval"}}},
		{"es", "Por Ana Campos", "", "", news.Byline{Reporters: []string{"Ana Campos"}}},
		{"ja", "2026年8月7日", "", "</p><p>（文・石川花子）", news.Byline{Reporters: []string{"石川花子"}}},
		{"ko", "2026.08.07", "", "</p><p>김하늘 기자", news.Byline{Reporters: []string{"김하늘"}}},
	} {
		a, why := read(pageOf(c.lang, strings.ToUpper(c.lang)+": "+wording.CutTo(long[c.lang], 30), c.line, c.before+long[c.lang]+c.after))
		if d := cmp.Diff(c.want, a.Byline); d != "" {
			t.Errorf("%s %q: %s\n%v", c.lang, c.line+c.before+c.after, d, why)
		}
	}
}

// TestTitleOverADate: a page that is one block of lines, with a <title> of its site, opens with its title.
func TestTitleOverADate(t *testing.T) {
	text := "On the morning of August 3, the mayor of Elmford opened the mill bridge, walked across it with pupils, and " +
		"thanked the builders for their work over two winters."
	for line, want := range map[string]string{
		"2026-08-07 10:30": "Elmford Opens New Mill Bridge", "Written in great haste": "News Display",
	} {
		a, _ := readAs(Known{}, `<title>News Display</title><div>Elmford Opens New Mill Bridge<br>`+line+`<br><br>`+
			text+`<br><br>`+strings.Replace(text, "mill", "stone", 1)+`</div>`)
		if a.Title != want {
			t.Errorf("%s: %q", line, a.Title)
		}
		if want != "News Display" && (!strings.HasPrefix(a.Text, "On the morning") || a.Event.String() != "2026-08-03") {
			t.Errorf("%s: event %s, %q", line, a.Event, a.Text)
		}
	}
}

// TestRelativeDays: a day named by that of publication is the event's where no date is named.
func TestRelativeDays(t *testing.T) {
	for text, want := range map[string]string{
		"同日，市长到东河路查看工地":      "2026-08-07",
		"昨日，青石市召开河堤修缮会议":     "2026-08-06",
		"3日，市长到东河路查看，同日召开会议": "2026-08-03",
		"市长到东河路查看工地":         "",
	} {
		a, _ := read(pageOf("zh", "青石市检查河堤", "发布时间：2026-08-07", text+"，要求先修最老的堤段，沿河住户须提前告知，工地接受任何居民查看。"))
		if a.Event.String() != want {
			t.Errorf("%s: %s, want %s", text, a.Event, want)
		}
	}
}
