package ground

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tidings/internal/summarize"
	"tidings/internal/summarize/sentence"
)

// FuzzCheck: the check never fails, and a longer sentence of the source itself never lacks a number, name or date.
func FuzzCheck(f *testing.F) {
	f.Add("8月3日，柳河市投入1.2万元，高文远说。", "柳河市投入12000元。")
	f.Add("Mayor Ann Lowell said the city will spend $2.4 million by May 3, 2026.", "It will cost “$2.4 million”.")
	f.Add("百分之三十，三百二十一户，下午3点半，二〇二六年", "7:30 p.m. Monday, Saint-Jean")
	f.Fuzz(func(t *testing.T, source, said string) {
		c := New([]summarize.Doc{{ID: 1, Text: source}})
		c.Check(said)
		if !utf8.ValidString(source) {
			return
		}
		for _, s := range sentence.Split(source) {
			one := s.Trim(source).In(source)
			p := read(one)
			for _, problem := range New([]summarize.Doc{{ID: 1, Text: one}}).missing(p, p) {
				if problem.Kind == Number || problem.Kind == Date {
					t.Errorf("%q lacks its own %s %q", one, problem.Kind, problem.What)
				}
			}
		}
	})
}

func TestNumerals(t *testing.T) {
	tests := []struct{ a, b string }{
		{"三百人", "300人"},
		{"一万二千户", "1.2万户"},
		{"1.2万", "12,000"},
		{"三亿元", "300 million yuan"},
		{"百分之七", "7%"},
		{"三成", "30 percent"},
		{"twenty-five buses", "25 buses"},
		{"two hundred and six", "206"},
		{"a dozen", "12"},
		{"１２名", "12名"},
		{"三点五公里", "3.5 km"},
		{"第三届", "the third"},
		{"$2.4 million", "2,400,000 dollars"},
		{"两千零三", "2003"},
	}
	for _, tt := range tests {
		a, b := read(tt.a), read(tt.b)
		if len(a.numbers) != 1 || len(b.numbers) != 1 || a.numbers[0].value != b.numbers[0].value {
			t.Errorf("%s: %+v, %s: %+v; want one number, the same", tt.a, a.numbers, tt.b, b.numbers)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"8月3日", "August 3", true},
		{"八月三日", "Aug. 3", true},
		{"2026年8月3日", "3 August 2026", true},
		{"二〇二六年八月", "August 2026", true},
		{"2026-08-03", "2026年8月3日", true},
		{"下午3点半", "3:30 p.m.", true},
		{"9时", "9 a.m.", true},
		{"星期一", "Monday", true},
		{"8月3日", "August 13", false},
		{"上午9时", "9 p.m.", false},
		{"周二", "Monday", false},
	}
	for _, tt := range tests {
		c := New([]summarize.Doc{{ID: 1, Text: tt.a}})
		var dates []string
		for _, p := range c.missing(read(tt.b), c.all) {
			dates = append(dates, p.What)
		}
		if (len(dates) == 0) != tt.same {
			t.Errorf("%s for %s: missing %s, want the same: %v", tt.b, tt.a, strings.Join(dates, ", "), tt.same)
		}
	}
}
