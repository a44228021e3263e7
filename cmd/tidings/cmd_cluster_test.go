package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestClusterVerb(t *testing.T) {
	text := `The council of Millford voted to rebuild the footbridge over the Lenn in steel, Mayor Dana Whitlow said.`
	tests := []struct {
		name, in, err string
		args          []string
		code          int
	}{
		{name: "copy keeps the other's id and story", code: exitOK,
			in: `{"id":"b","title":"Bridge","text":"` + text + `"}` + "\n" + `{"id":7,"title":"Bridge","text":"` + text + `"}`},
		{name: "no articles", code: exitOK},
		{name: "not JSON", in: "{", err: "read article 1", code: exitFailed},
		{name: "no id", in: `{"title":"Bridge"}`, err: "read article 1", code: exitFailed},
		{name: "bad date", in: `{"id":1,"published":"soon"}`, err: `published "soon"`, code: exitFailed},
		{name: "other format", args: []string{"--format", "csv"}, err: "only jsonl", code: exitUsage},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			args := append([]string{"cluster"}, test.args...)
			if code := run(t.Context(), args, strings.NewReader(test.in), &out, &errs); code != test.code {
				t.Errorf("exit %d, want %d: %s", code, test.code, &errs)
			}
			if !strings.Contains(errs.String(), test.err) {
				t.Errorf("stderr %q, want %q in it", &errs, test.err)
			}
			if test.name != "copy keeps the other's id and story" {
				return
			}
			if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 2 ||
				!strings.Contains(lines[0], `"id":"b","canonical":"b","story":"1"`) ||
				!strings.Contains(lines[1], `"id":7,"canonical":"b","story":"1","with":"b","reason":"same text"`) {
				t.Errorf("stdout %q", lines)
			}
		})
	}
}
