package fetch

import "testing"

func TestMetaRefresh(t *testing.T) {
	const base = "http://paper.example/epaper/index.htm"
	tests := []struct{ body, want string }{
		{`<META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2026-03/02/node_1.htm">`,
			"http://paper.example/epaper/html/2026-03/02/node_1.htm"},
		{`<meta http-equiv="refresh" content="0;url='/a.htm'">`, "http://paper.example/a.htm"},
		{`<meta content="1,https://town.example/" http-equiv=refresh />`, "https://town.example/"},
		{`<meta http-equiv="refresh" content="0; &quot;b.htm&quot;">`, "http://paper.example/epaper/b.htm"},
		{`<meta http-equiv="refresh" content="300">`, ""},
		{`<meta http-equiv="refresh" content="0">`, ""},
		{`<meta http-equiv="refresh" content="300;url=/later.htm">`, ""},
		{`<meta http-equiv="refresh" content="0;url=index.htm">`, ""},
		{`<!-- <meta http-equiv="refresh" content="0;url=/a"> --><p>refresh`, ""},
		{`<body><meta http-equiv="refresh" content="0;url=/a">`, ""},
		{`<noscript><meta http-equiv="refresh" content="0;url=/noscript"></noscript>`, ""},
		{`<meta name=description content="0;url=/refresh">`, ""},
		{``, ""},
	}
	for _, tt := range tests {
		got, ok := MetaRefresh([]byte(tt.body), base)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("MetaRefresh(%s) = %q, want %q", tt.body, got, tt.want)
		}
	}
}

func FuzzMetaRefresh(f *testing.F) {
	f.Add([]byte(`<meta http-equiv="refresh" content="0;url='/a.htm'">`), "http://a.example/")
	f.Fuzz(func(t *testing.T, body []byte, base string) {
		if target, ok := MetaRefresh(body, base); ok != (target != "") {
			t.Errorf("target %q but ok %v", target, ok)
		}
	})
}
