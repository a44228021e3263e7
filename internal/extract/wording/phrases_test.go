package wording

import "testing"

func TestPhraseKey(t *testing.T) {
	for in, want := range map[string]string{
		"— Share This:  ": "share this", "12 Comments": "# comments", "【打印】【关闭】": "打印 关闭", "Don’t miss!": "dont miss", "***": "",
	} {
		if got := Key(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
