package crawl

import (
	"bytes"
	"net/http"
	"strings"

	"tidings/internal/fault"
	"tidings/internal/fetch"
)

// wallHead is how much of an answer is searched for the marks of a bot wall.
const wallHead = 32 << 10

// walls are the marks by which challenge and refusal pages are known. Some stand on ordinary pages too, where the wall
// has put its script in; so for an answer of 200 the page must have next to nothing else on it.
var walls = []struct{ name, mark string }{
	{"Ruishu (瑞数)", "$_ts"},
	{"Ruishu (瑞数)", "_$_"},
	{"Imperva Incapsula", "_incapsula_resource"},
	{"Imperva Incapsula", "incapsula incident"},
	{"Cloudflare", "cf-chl-"},
	{"Cloudflare", "cf_chl_opt"},
	{"Cloudflare", "cdn-cgi/challenge-platform"},
	{"Cloudflare", "attention required! | cloudflare"},
	{"Jiasule (加速乐)", "__jsl_clearance"},
	{"Yunsuo (云锁)", "yunsuo_session"},
	{"Aliyun WAF", "acw_sc__v2"},
	{"Aliyun WAF", "aliyun_waf"},
	{"Tencent WAF", "waf.tencent"},
	{"Akamai", "errors.edgesuite.net"},
	{"Sucuri", "sucuri_cloudproxy"},
	{"DataDome", "captcha-delivery.com"},
	{"PerimeterX", "_pxcaptcha"},
	{"DDoS-Guard", "ddos-guard"},
	{"a security check", "安全验证"},
	{"a security check", "人机验证"},
	{"a security check", "访问验证"},
	{"a security check", "checking your browser"},
	{"a security check", "verify you are human"},
	{"a security check", "g-recaptcha"},
	{"a page for browsers with scripts", "enable javascript"},
	{"a page for browsers with scripts", "javascript is disabled"},
	{"a page for browsers with scripts", "requires javascript"},
}

// gone are the words of a "not found" that answers 200.
var gone = []string{
	"页面不存在", "页面没有找到", "找不到页面", "您访问的页面", "无法找到该页", "頁面不存在", "page not found", "not be found",
	"404 not found", "error 404", "ページが見つかりません", "페이지를 찾을 수 없", "seite nicht gefunden", "page introuvable",
}

const (
	wallText  = 600 // visible bytes beyond which an answer of 200 is a page, not a wall
	wallLinks = 3
)

// wall names the bot wall an answer is, "" when it is none.
func wall(a answer) string {
	if strings.EqualFold(a.header.Get("Cf-Mitigated"), "challenge") {
		return "Cloudflare"
	}
	refused := refusal(a.status)
	if !refused && (a.status >= 300 || !markup(a.contentType) || !bare(a.body)) {
		return ""
	}
	start := bytes.ToLower(a.body[:min(len(a.body), wallHead)])
	for _, w := range walls {
		if bytes.Contains(start, []byte(w.mark)) {
			return w.name
		}
	}
	if a.status == http.StatusPreconditionFailed { // no site answers so to a GET without preconditions of its own
		return "Ruishu (瑞数)"
	}
	return ""
}

// refusal reports a status walls answer with; 202 and 521 are those of two Chinese ones.
func refusal(status int) bool {
	switch status {
	case http.StatusForbidden, http.StatusPreconditionFailed, http.StatusTooManyRequests,
		http.StatusServiceUnavailable, 521:
		return true
	}
	return false
}

// bare reports markup with hardly any text and hardly any links.
func bare(body []byte) bool {
	return visible(body, wallText) < wallText &&
		bytes.Count(bytes.ToLower(body[:min(len(body), 4*wallHead)]), []byte("<a ")) <= wallLinks
}

// visible counts the bytes of text outside tags, scripts, styles and comments, up to enough.
func visible(body []byte, enough int) int {
	n := 0
	for len(body) > 0 && n < enough {
		open := bytes.IndexByte(body, '<')
		if open < 0 {
			return n + len(bytes.TrimSpace(body))
		}
		n += len(bytes.TrimSpace(body[:open]))
		body = skipTag(body[open:])
	}
	return n
}

// skipTag gives what follows the tag at the start of body, with the content of elements that show none.
func skipTag(body []byte) []byte {
	end := ">"
	switch {
	case hasTag(body, "<script"):
		end = "</script>"
	case hasTag(body, "<style"):
		end = "</style>"
	case bytes.HasPrefix(body, []byte("<!--")):
		end = "-->"
	}
	at := indexFold(body, end)
	if at < 0 {
		return nil
	}
	return body[at+len(end):]
}

func hasTag(body []byte, tag string) bool {
	return len(body) > len(tag) && strings.EqualFold(string(body[:len(tag)]), tag)
}

// indexFold finds an ASCII text in any case.
func indexFold(body []byte, text string) int {
	for from := 0; ; {
		at := bytes.IndexByte(body[from:], text[0])
		if at < 0 || from+at+len(text) > len(body) {
			return -1
		}
		from += at
		if strings.EqualFold(string(body[from:from+len(text)]), text) {
			return from
		}
		from++
	}
}

// softGone reports a short page that says it is not there. text is in UTF-8.
func softGone(text []byte) bool {
	if visible(text, 4*wallText) >= 4*wallText {
		return false
	}
	lower := bytes.ToLower(text[:min(len(text), wallHead)])
	for _, words := range gone {
		if bytes.Contains(lower, []byte(words)) {
			return true
		}
	}
	return false
}

// wallError is the error of a bot wall.
func wallError(name string, status int) error {
	return fault.As(fault.Denied, &fetch.Error{Trouble: fetch.TroubleStatus, Status: status,
		Err: errWall(name)})
}

// errWall is the name of a bot wall.
type errWall string

// Error says what was met.
func (e errWall) Error() string { return "met a bot wall: " + string(e) }
