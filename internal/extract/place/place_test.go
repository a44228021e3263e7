package place

import "testing"

// TestCutFrame: the element is found in the bytes as the parser would find it.
func TestCutFrame(t *testing.T) {
	frame := Place{Tag: "div", Classes: []string{"a"}}
	for in, want := range map[string]string{
		`<head>h</head><body x><div class=b>1</div><div class="a c">2<div>3</div>4</div>5`: `<head>h</head><body><div class="a c">2<div>3</div>4</div>`,
		`<!-- <div class=a> --><script>"<div class=a>"</script><DIV CLASS='a'>x</DIV >y`:   `<!-- <div class=a> --><script>"<div class=a>"</script><body><DIV CLASS='a'>x</DIV >`,
		`<div class=a>never closed`: `<body><div class=a>never closed`,
		`<div class=b>none</div>`:   ``,
		`<div`:                      ``,
	} {
		got, ok := frame.Cut([]byte(in))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%s: %t %s", in, ok, got)
		}
	}
}
