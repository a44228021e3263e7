package summarize_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/news"
	"tidings/internal/summarize"
)

func TestFacts(t *testing.T) {
	cases := []struct {
		name  string
		texts []string
		want  []string // kind and words
	}{
		{"a Chinese notice", []string{"柳河市图书馆将举办读书会。\n\n一、时间：8月12日（周六）9:00\n二、地点：新馆三楼报告厅。\n主办单位：柳河市图书馆"},
			[]string{"when 8月12日（周六）9:00", "where 新馆三楼报告厅", "who 柳河市图书馆"}},
		{"an English notice", []string{"The council will meet.\n\nWhen: Saturday, August 12, 9 a.m.\n- Venue: Town Hall\nContact: the clerk"},
			[]string{"when Saturday, August 12, 9 a.m.", "where Town Hall"}},
		{"a Japanese notice", []string{"●日時：8月12日 10時から\n【会場】：市民会館"}, []string{"when 8月12日 10時から", "where 市民会館"}},
		{"a German notice", []string{"Termin: 12. August, 18 Uhr\nTreffpunkt: Rathaus"}, []string{"when 12. August, 18 Uhr", "where Rathaus"}},
		{"two sittings are not certain", []string{"When: Monday\nWhere: Town Hall\nWhen: Tuesday"}, []string{"where Town Hall"}},
		{"the same twice is", []string{"When: Monday\nWhen: Monday."}, []string{"when Monday"}},
		{"two documents that agree", []string{"Where: Town Hall", "where: town hall"}, []string{"where Town Hall"}},
		{"two documents that differ", []string{"Where: Town Hall\nWhen: Monday", "Where: Library"}, []string{"when Monday"}},
		{"running text", []string{"The mayor said where: nowhere else in town would it be built. He asked when: soon?"}, nil},
		{"a whole paragraph", []string{"Where: " + strings.Repeat("street after street ", 30)}, nil},
		{"a paragraph beside a line", []string{"Where: " + strings.Repeat("street after street ", 30) + "\nWhere: Elm Street"}, nil},
		{"nothing", []string{"", "The bridge is open."}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var docs []summarize.Doc
			for i, text := range c.texts {
				docs = append(docs, summarize.Doc{ID: int64(i + 1), Lang: "en", Text: text})
			}
			var got []string
			for _, f := range summarize.Facts(docs) {
				text := docs[f.ArticleID-1].Text
				if text[f.Offset:f.Offset+len(f.Text)] != f.Text {
					t.Errorf("%q does not stand at %d", f.Text, f.Offset)
				}
				got = append(got, string(f.Kind)+" "+f.Text)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A translation of a notice says the same in other words: that is no contradiction.
func TestFactsAcrossLanguages(t *testing.T) {
	got := summarize.Facts([]summarize.Doc{
		{ID: 1, Lang: "zh", Text: "地点：新馆报告厅"}, {ID: 2, Lang: "en", Text: "Where: the new library's hall"},
	})
	want := []news.Fact{{Kind: news.FactWhere, Text: "新馆报告厅", ArticleID: 1, Offset: len("地点：")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
