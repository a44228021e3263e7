package visit

import "testing"

func TestRelink(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"https://a.example":            "http://l",
		"https://a.example/x":          "http://l/x",
		`<a href="https://a.example">`: `<a href="http://l">`,
		"https://a.example.evil/ https://a.example:8/ (https://a.example)": "https://a.example.evil/ https://a.example:8/ (http://l)",
	} {
		if got := relink(text, "https://a.example", "http://l"); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
