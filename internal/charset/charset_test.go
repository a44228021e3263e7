package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

const (
	zhText = "淮河边的小城昨日举行新闻发布会，市政府有关负责人介绍今年前三季度经济运行情况，并回答记者提问。"
	twText = "本市昨日舉行記者會，市政府相關人員說明今年前三季經濟情形，並回答記者提問。"
	jaText = "市長は昨日の記者会見で、来年度の予算案について説明しました。新しい図書館は春に開館します。"
	koText = "시는 어제 기자회견을 열고 내년도 예산안을 설명했다. 새 도서관은 봄에 문을 연다."
	ruText = "Администрация города сообщила о ремонте моста."
	frText = "La mairie a annoncé hier la réouverture du marché d'été, après des années."
	plText = "Urząd miasta ogłosił wczoraj, że most będzie zamknięty."
)

// in gives text as the bytes of the named encoding.
func in(t testing.TB, name, text string) string {
	t.Helper()
	enc, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecode(t *testing.T) {
	far := strings.Repeat("<link rel=stylesheet href=/a.css>\n", 60) // 2 KB of markup before the meta
	html := func(s string) string { return "<!DOCTYPE html><html><head>" + s }
	tests := []struct {
		name, body, header, lang string
		want, contains           string
	}{
		{"header", in(t, "gb18030", zhText), "text/html; charset=gb2312", "", "gb18030", zhText},
		{"header unquoted sloppy", in(t, "gb18030", zhText), "text/html;;charset = GBK;", "", "gb18030", zhText},
		{"bom", "\uFEFF" + zhText, "", "", "utf-8", zhText},
		{"utf-16 bom", in(t, "utf-16le", "\uFEFF<p>"+zhText), "", "", "utf-16le", zhText},
		{"utf-16 no bom", in(t, "utf-16be", "<p>"+zhText), "", "", "utf-16be", zhText},
		{"xml declaration",
			"<?xml version='1.0' encoding='Shift_JIS'?><a>" + in(t, "shift_jis", jaText), "", "", "shift_jis", jaText},
		{"xml euc-jp",
			"<?xml version=\"1.0\" encoding=\"EUC-JP\" ?><a>" + in(t, "euc-jp", jaText), "text/xml", "", "euc-jp", jaText},
		{"xml header default", "<?xml version=\"1.0\" encoding=\"GB2312\"?><a>" + in(t, "gb18030", zhText),
			"text/xml; charset=ISO-8859-1", "", "gb18030", zhText},
		{"late meta",
			html(far + `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">` + in(t, "gb18030", zhText)),
			"", "", "gb18030", zhText},
		{"late meta, header says latin, four bytes",
			html(far + "<meta charset=gb2312><p>" + in(t, "gb18030", zhText+"𠮷㐂")),
			"text/html; charset=ISO-8859-1", "", "gb18030", "𠮷㐂"},
		{"meta in comment",
			html("<!-- <meta charset=big5> --><meta charset='gbk'>" + in(t, "gb18030", zhText)), "", "", "gb18030", zhText},
		{"utf-8 undeclared", html(zhText), "", "zh", "utf-8", zhText},
		{"says gb2312, is utf-8", html("<meta charset=gb2312>" + zhText), "", "zh", "utf-8", zhText},
		{"says latin, is utf-8", html(zhText), "text/html; charset=iso-8859-1", "zh", "utf-8", zhText},
		{"says utf-8, is gb",
			html("<meta charset=utf-8>" + in(t, "gb18030", zhText)), "text/html; charset=utf-8", "zh-CN", "gb18030", zhText},
		{"archive's meta first",
			html("<meta charset=utf-8><meta charset=gb2312>" + in(t, "gb18030", zhText)), "", "", "gb18030", zhText},
		{"utf-8 cut in a character",
			html(strings.Repeat(zhText, 3)) + "\xe6\xb7", "text/html; charset=utf-8", "zh", "utf-8", zhText},
		{"says gb2312, four characters valid as utf-8 by chance",
			"<meta charset=gb2312>\xc2\xb7\xcf\xa6", "", "zh", "gb18030", "路夕"},
		{"guess gb", in(t, "gb18030", zhText), "", "zh", "gb18030", zhText},
		{"guess big5 by language", in(t, "big5", twText), "", "zh-TW", "big5", twText},
		{"guess big5 against tag", in(t, "big5", twText), "", "zh", "big5", twText},
		{"guess sjis", in(t, "shift_jis", jaText), "", "ja", "shift_jis", jaText},
		{"guess euc-jp", in(t, "euc-jp", jaText), "", "ja-JP", "euc-jp", jaText},
		{"guess iso-2022-jp", in(t, "iso-2022-jp", jaText), "", "ja", "iso-2022-jp", jaText},
		{"guess korean", in(t, "euc-kr", koText), "", "ko", "euc-kr", koText},
		{"guess without language", in(t, "gb18030", zhText), "", "", "gb18030", zhText},
		{"guess by html lang", `<html lang="ru">` + in(t, "windows-1251", ruText), "", "", "windows-1251", ruText},
		{"guess russian", in(t, "windows-1251", ruText), "", "ru", "windows-1251", ruText},
		{"guess polish", in(t, "windows-1250", plText), "", "pl", "windows-1250", plText},
		{"guess french", in(t, "windows-1252", frText), "", "fr", "windows-1252", frText},
		{"french without anything", in(t, "windows-1252", frText), "", "", "windows-1252", frText},
		{"latin widened", "“" + "x", "text/html; charset=iso-8859-1", "", "utf-8", "“x"},
		{"windows quotes in latin",
			"\x93hello\x94 caf\xe9", "text/html; charset=iso-8859-1", "en", "windows-1252", "“hello” café"},
		{"unknown label", in(t, "gb18030", zhText), "text/html; charset=none", "zh", "gb18030", zhText},
		{"ascii", "<p>plain", "text/html; charset=gb2312", "", "utf-8", "<p>plain"},
		{"empty", "", "", "", "utf-8", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, name := Decode([]byte(tt.body), tt.header, tt.lang)
			if name != tt.want {
				t.Errorf("name = %q, want %q", name, tt.want)
			}
			if !strings.Contains(string(got), tt.contains) || strings.HasPrefix(string(got), "\uFEFF") {
				t.Errorf("text = %q, want it to contain %q", got, tt.contains)
			}
		})
	}
}

func TestStripXMLDeclaration(t *testing.T) {
	tests := []struct{ in, want string }{
		{"<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<rss/>", "<rss/>"},
		{"\uFEFF \n<?XML version='1.0'?><rss/>", "<rss/>"},
		{"<?xml-stylesheet href='a'?><rss/>", "<?xml-stylesheet href='a'?><rss/>"},
		{"<?xml version", "<?xml version"},
		{"<rss/>", "<rss/>"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := string(StripXMLDeclaration([]byte(tt.in))); got != tt.want {
			t.Errorf("StripXMLDeclaration(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestEveryCandidateIsAnEncoding(t *testing.T) {
	for lang, names := range candidates {
		for _, name := range names {
			if got := canonical(name); got != name {
				t.Errorf("candidate %q of %q is canonically %q", name, lang, got)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(zhText), "text/html; charset=gbk", "zh")
	f.Add([]byte(in(f, "gb18030", zhText)), "", "ja")
	f.Add([]byte("<?xml encoding='utf-16'?>\xff\xfe"), "text/xml; charset=\"", "zh-Hant-HK")
	f.Add([]byte("<meta charset=utf-7><!-- <meta"), "; charset", "x")
	f.Fuzz(func(t *testing.T, body []byte, header, lang string) {
		text, name := Decode(body, header, lang)
		if !utf8.Valid(text) {
			t.Errorf("text is not UTF-8: %q", text)
		}
		if canonical(name) != name {
			t.Errorf("name %q is not canonical", name)
		}
		StripXMLDeclaration(text)
	})
}

func BenchmarkDecodeUTF8(b *testing.B) {
	body := []byte("<html><head><meta charset=utf-8></head>" + strings.Repeat("<p>"+zhText+"</p>\n", 400))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Decode(body, "text/html; charset=utf-8", "zh")
	}
}
