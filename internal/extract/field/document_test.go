package field

import "testing"

// TestDocumentTitles: link texts that name the act, and titles that programs fill in, are none.
func TestDocumentTitles(t *testing.T) {
	for s, want := range map[string]bool{
		"Download": true, "Click here to view": true, "附件1": true, "点击下载": true, "PDF (1.2 MB)": true,
		"Downtown Plan Adopted": false, "Open Streets Return in May to the Old Town Square": false, "文件管理办法实施通知": false,
	} {
		if got := actOfLink().MatchString(s); got != want {
			t.Errorf("%q names the act: %t", s, got)
		}
	}
	for s, want := range map[string]bool{
		"Untitled": true, "agenda.docx": true, "20260807": true, "文档1": true, "Budget 2027": false, "河堤修缮通知": false,
	} {
		if got := filledTitle().MatchString(s); got != want {
			t.Errorf("%q is filled in: %t", s, got)
		}
	}
}
