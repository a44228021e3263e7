package dates_test

import (
	"testing"
	"time"

	"tidings/internal/dates"
)

// now is Friday 2 January 2026, shortly after New Year.
var now = time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)

func TestFirst(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"zh", "2023年8月7日", "2023-08-07"},
		{"zh", "发布时间：2023-08-07 08:52 来源：", "2023-08-07T08:52:00Z"},
		{"zh", "二〇二三年八月二十五日", "2023-08-25"},
		{"zh", "二○二三年十月十日", "2023-10-10"},
		{"zh", "２０２３年８月７日", "2023-08-07"},
		{"zh", "[08-07]", "2025-08-07"},
		{"zh", "[12-31]", "2025-12-31"},
		{"zh", "01-02", "2026-01-02"},
		{"zh", "8月7日", "2025-08-07"},
		{"zh", "2023/08/07", "2023-08-07"},
		{"zh", "2023．8．7", "2023-08-07"},
		{"zh-TW", "中華民國113年8月19日", "2024-08-19"},
		{"zh-TW", "115.03.19", "2026-03-19"},
		{"th", "6 พฤษภาคม 2567", "2024-05-06"},
		{"th", "๖/๕/๒๕๖๗", "2024-05-06"},
		{"ar", "٦ مايو ٢٠٢٤", "2024-05-06"},
		{"ar", "7 أيار 2024", "2024-05-07"},
		{"he", "6 במאי 2024", "2024-05-06"},
		{"hi", "6 मई 2024", "2024-05-06"},
		{"hi", "15 सितंबर, 2024", "2024-09-15"},
		{"bn", "৬ ফেব্রুয়ারি ২০২৪", "2024-02-06"},
		{"ta", "6 செப்டம்பர் 2024", "2024-09-06"},
		{"ka", "6 სექტემბერი 2024", "2024-09-06"},
		{"hu", "2024. május 6.", "2024-05-06"},
		{"sr", "6. мај 2024.", "2024-05-06"},
		{"kk", "6 мамыр 2024", "2024-05-06"},
		{"ca", "6 de maig de 2024", "2024-05-06"},
		{"zh-Hant-TW", "發布日期：115-3-9 更新", "2026-03-09"},
		{"zh-TW", "99年3月19日", "2010-03-19"},
		{"zh-TW", "2024.03.19", "2024-03-19"},
		{"zh", "2023年8月7日 下午3:05", "2023-08-07T15:05:00Z"},
		{"ja", "令和6年8月19日", "2024-08-19"},
		{"ja", "令和元年5月1日（水）", "2019-05-01"},
		{"ja", "平成30年12月3日", "2018-12-03"},
		{"ja", "2024年8月19日（月曜日）10時30分", "2024-08-19T10:30:00Z"},
		{"ko", "2026.08.19", "2026-08-19"},
		{"ko", "2025. 8. 9.", "2025-08-09"},
		{"ko", "2025년 8월 9일", "2025-08-09"},
		{"ko", "2025년 8월 9일 오후 3:05", "2025-08-09T15:05:00Z"},
		{"de", "18.07.2025", "2025-07-18"},
		{"de", "18. Juli 2025", "2025-07-18"},
		{"de", "Freitag, den 1. März 2024, 14.30 Uhr", "2024-03-01"},
		{"de", "am 18.07.", "2025-07-18"},
		{"fr", "le 1er août 2024 à 18:30", "2024-08-01T18:30:00Z"},
		{"fr", "18 juillet 2025", "2025-07-18"},
		{"es", "18 de julio de 2025", "2025-07-18"},
		{"pt", "18 de março de 2025", "2025-03-18"},
		{"it", "1º maggio 2024", "2024-05-01"},
		{"nl", "5 mei 2024", "2024-05-05"},
		{"pl", "5 października 2024 roku", "2024-10-05"},
		{"cs", "5. září 2024", "2024-09-05"},
		{"ru", "5 сентября 2024 г.", "2024-09-05"},
		{"fi", "5. kesäkuuta 2024", "2024-06-05"},
		{"hu", "2024. augusztus 19.", "2024-08-19"},
		{"vi", "ngày 19 tháng 8 năm 2024", "2024-08-19"},
		{"tr", "19 Ağustos 2024", "2024-08-19"},
		{"el", "19 Αυγούστου 2024", "2024-08-19"},
		{"en", "8/7/2023", "2023-08-07"},
		{"en", "Dec '25 | Jan '26 | Feb ’26 at last: Mar 3, 2026", "2026-03-03"},
		{"en-GB", "8/7/2023", "2023-07-08"},
		{"en", "25/7/2023", "2023-07-25"},
		{"en", "07/08/19", "2019-07-08"},
		{"en", "7-8-19", "2019-07-08"},
		{"en", "07.08.2019", "2019-07-08"},
		{"en", "Monday, July 8, 2019 at 6:00 p.m.", "2019-07-08T18:00:00Z"},
		{"en", "July 8th, 2019", "2019-07-08"},
		{"en", "July 8-9, 2019", "2019-07-08"},
		{"en", "8–9 July 2019", "2019-07-08"},
		{"en", "Sept. 3, 2019 6 PM", "2019-09-03T18:00:00Z"},
		{"en", "7th of July 2019", "2019-07-07"},
		{"en", "18-Jul-25", "2025-07-18"},
		{"en", "Jul 18 '25", "2025-07-18"},
		{"en", "July 8", "2025-07-08"},
		{"en", "January 2", "2026-01-02"},
		{"en", "2019-Jul-08", "2019-07-08"},
		{"en", "Bulletin No. 16 Jan 4, 2026 1:51 AM", "2026-01-04T01:51:00Z"},
		{"en", "Apr 22 Mon", "2024-04-22"},
		{"en", "Monday, April 6", "2026-04-06"},
		{"en", "June 29-30", "2025-06-29"},
		{"en", "June 29-30, 2022", "2022-06-29"},
		{"en", "September 16 th (F), 2022", "2022-09-16"},
		{"en", "October 12(W) - 13(TH), 2022 - City Hall", "2022-10-12"},
		{"en", "November 3 (Thursday), 2022", "2022-11-03"},
		{"en", "May 1st & 2nd, 2022", "2022-05-01"},
		{"en", "June 7/8, 2022", "2022-06-07"},
		{"en", "March 4 and 5, 2022", "2022-03-04"},
		{"en", "4 to 6 March 2022", "2022-03-04"},
		{"en", "Sept 30 – Oct 1, 2022", "2022-09-30"},
		{"en", "Friday, Dec 30 through Monday, January 2, 2023", "2022-12-30"},
		{"de", "vom 4. bis 6. März 2022", "2022-03-04"},
		{"en", "Dec '25", ""},
		{"en", "01Feb 2024", "2024-02-01"},
		{"zh", "07 2023-08", "2023-08-07"},
		{"zh", "08-07 2023", "2023-08-07"},
		{"en", "2023-08-07T23:30:00+08:00", "2023-08-07T15:30:00Z"},
		{"en", "2023-08-07T23:30:00.123Z", "2023-08-07T23:30:00Z"},
		{"en", "Mon, 07 Aug 2023 23:30:00 GMT", "2023-08-07T23:30:00Z"},
		{"en", "20230807", "2023-08-07"},
		{"en", "Download Agenda for July 8, 2019 (PDF)", "2019-07-08"},
		{"en", "October 20, 2021—Board", "2021-10-20"},
		{"en", "Febuary 30, 2020", ""},
		{"en", "2019-02-30", ""},
		{"en", "call 555-123-4567 or 10.1.20.5", ""},
		{"en", "version 1.2.10.4", ""},
		{"en", "May I ask", ""},
		{"en", "room 2019", ""},
		{"en", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.text, func(t *testing.T) {
			m, _ := dates.First(tt.text, dates.Options{Language: tt.lang, Now: now})
			if got := m.Date.String(); got != tt.want {
				t.Errorf("First(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestFindGivesSpans(t *testing.T) {
	text := "会议 2023-08-03 召开，2023年8月7日 发布; Aug 9, 2023"
	var got []string
	for _, m := range dates.Find(text, dates.Options{Language: "zh"}) {
		got = append(got, text[m.Start:m.End]+"="+m.Date.String())
	}
	want := []string{"2023-08-03=2023-08-03", "2023年8月7日=2023-08-07", "Aug 9, 2023=2023-08-09"}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("match %d: got %q, want %q", i, got[i], want[i])
		}
	}
}

func TestMonthsOnlyOnRequest(t *testing.T) {
	if m, ok := dates.First("August 2019", dates.Options{}); ok {
		t.Errorf("got %v unasked", m)
	}
	for _, text := range []string{"August 2019", "2019年8月", "2019-08", "août 2019"} {
		m, ok := dates.First(text, dates.Options{Months: true})
		if !ok || !m.Month || m.Date.String() != "2019-08-01" {
			t.Errorf("First(%q) = %+v, %v", text, m, ok)
		}
	}
}

func TestYearlessNeedsAYear(t *testing.T) {
	if m, ok := dates.First("08-07", dates.Options{}); ok {
		t.Errorf("got %v without Now", m)
	}
	m, ok := dates.First("08-07", dates.Options{Year: 2019, Now: now})
	if !ok || !m.Yearless || m.Date.String() != "2019-08-07" {
		t.Errorf("got %+v, %v", m, ok)
	}
	m, ok = dates.First("February 29", dates.Options{Now: now})
	if !ok || m.Date.String() != "2024-02-29" {
		t.Errorf("29 February: got %+v, %v", m, ok)
	}
}

func TestZoneIsTheSources(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2023-03-11 12:00":     "2023-03-11T12:00:00-05:00",
		"2023-03-12 12:00":     "2023-03-12T12:00:00-04:00", // the clocks went forward that night
		"2023-03-12":           "2023-03-12",
		"2023-03-12T12:00:00Z": "2023-03-12T08:00:00-04:00",
	} {
		if m, _ := dates.First(text, dates.Options{Zone: zone}); m.Date.String() != want {
			t.Errorf("First(%q) = %q, want %q", text, m.Date, want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"1691400600":    "2023-08-07T09:30:00Z",
		"1691400600000": "2023-08-07T09:30:00Z",
		" 2023-08-07 ":  "2023-08-07",
		"soon":          "",
	} {
		if d, _ := dates.Parse(text, dates.Options{}); d.String() != want {
			t.Errorf("Parse(%q) = %q, want %q", text, d, want)
		}
	}
}

func TestInURL(t *testing.T) {
	tests := map[string]string{
		"https://town.example/2023/08/07/fair.html":            "2023-08-07",
		"https://town.example/art/2023/8/7/art_12_345.html":    "2023-08-07",
		"./202308/t20230807_123.html":                          "2023-08-07",
		"/html/2026-10/02/node_1.htm":                          "2026-10-02",
		"/pc/col/202310/02/node_01.html":                       "2023-10-02",
		"/docs/Agenda-July-8-2019.pdf":                         "2019-07-08",
		"/docs/July%2017%2C%202018.pdf":                        "2018-07-17",
		"/ViewFile/Agenda/_07082019-123":                       "2019-07-08",
		"/wp-content/uploads/2018/11/Minutes_20181113.pdf":     "2018-11-13",
		"/wp-content/uploads/2018/11/Board-Summary.pdf":        "",
		"https://20230807.example/about":                       "",
		"/wp-content/uploads/TAC-5-9-19-1.mp3":                 "2019-05-09",
		"/content/post_1091433.html":                           "",
		"/zwgk/57794503.html":                                  "",
		"/wp-content/uploads/2018/11/7.17.18-board-agenda.pdf": "2018-07-17",
	}
	for address, want := range tests {
		if m, _ := dates.InURL(address, dates.Options{}); m.Date.String() != want {
			t.Errorf("InURL(%q) = %q, want %q", address, m.Date, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"2023年8月7日", "令和元年", "July 8-9, 2019 6 p.m.", "1/2/", "二〇二三年", "\xff1-2-", "오후"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, opt := range []dates.Options{{Now: now, Language: "zh"}, {Months: true, Compact: true}} {
			last = 0
			for _, m := range dates.Find(text, opt) {
				if m.Start < last || m.End <= m.Start || m.End > len(text) || !m.Date.Known() {
					t.Fatalf("bad match %+v in %q", m, text)
				}
				last = m.End
			}
		}
		dates.InURL(text, dates.Options{})
		dates.Parse(text, dates.Options{})
	})
}
