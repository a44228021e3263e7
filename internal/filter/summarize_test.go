package filter_test

import (
	"bytes"
	"strings"
	"testing"

	"tidings/internal/filter"
	"tidings/internal/summarize"
)

func TestSummarize(t *testing.T) {
	const in = `{"id":"a","lang":"zh","title":"","text":"本报讯（记者林小禾）8月3日，柳河市图书馆新馆开放。责任编辑：周一"}

{"id":7,"lang":"en","texts":["The bridge opened on Monday after three years of work.","Drivers cross the river in five minutes."]}
{"id":"t","title":"停水通知","text":""}
{"id":"e","text":""}
`
	tests := []struct {
		name      string
		sentences int
		in        string
		fails     bool
		out       string
	}{
		{
			"lines", 2, in, false,
			`{"id":"a","summary":"8月3日，柳河市图书馆新馆开放。","headline":"8月3日，柳河市图书馆新馆开放",` +
				`"sentences":[{"text":"8月3日，柳河市图书馆新馆开放。","article":0,"offset":30}]}` + "\n" +
				`{"id":7,"summary":"The bridge opened on Monday after three years of work. Drivers cross the riv` +
				`er in five minutes.",` +
				`"headline":"The bridge opened on Monday after three years of work","sentences":[` +
				`{"text":"The bridge opened on Monday after three years of work.","article":0,"offset":0},` +
				`{"text":"Drivers cross the river in five minutes.","article":1,"offset":0}]}` + "\n" +
				`{"id":"t","summary":"停水通知","headline":"停水通知","sentences":[{"text":"停水通知","article":0,"offset":-` +
				`1}]}` + "\n" +
				`{"id":"e","summary":""}` + "\n",
		},
		{"nothing", 3, "", false, ""},
		{"no JSON", 3, "{\"id\":1,\"text\":\"好。\"}\nx\n", true,
			"{\"id\":1,\"summary\":\"好。\",\"headline\":\"好\"," +
				"\"sentences\":[{\"text\":\"好。\",\"article\":0,\"offset\":0}]}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			opt := summarize.Options{Sentences: tt.sentences}
			if err := filter.Summarize(t.Context(), strings.NewReader(tt.in), &out, opt); (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if out.String() != tt.out {
				t.Errorf("\n got %s\nwant %s", out.String(), tt.out)
			}
		})
	}
}
