package dedup

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// colophon holds words that stand in the frame of a page rather than in what it tells, in any town. Extraction takes
// most of the frame away; what it left must not make strangers alike or copies different. Those of ASCII letters stand
// apart, in plainColophon: in a line of such letters the others need not be looked for.
var colophon = []string{
	"责任编辑", "责编", "浏览次数", "阅读次数", "点击数", "当前位置", "您现在的位置", "相关阅读", "相关链接", "上一篇", "下一篇",
	"打印本页", "关闭窗口", "分享到", "网站地图", "备案号", "icp备", "网站标识码", "公网安备", "主办单位", "版权所有", "联系我们", "扫一扫",
}

var plainColophon = []string{
	"all rights reserved", "privacy policy", "terms of use", "skip to main content", "related stories",
	"related articles", "read more", "share this", "copyright", "cookie", "sign up for", "site map",
}

// body gives the part of text without the frame around it: lines at either end that carry a colophon's words or do not
// end like a sentence. Where nothing would be left the text stays whole.
func body(text string) string {
	rest := text
	for line := range strings.Lines(text) {
		if !isFrame(line) {
			break
		}
		rest = rest[len(line):]
	}
	if rest == "" {
		return text
	}
	for {
		line := rest[strings.LastIndexByte(strings.TrimSuffix(rest, "\n"), '\n')+1:]
		if !isFrame(line) { // as is the first line, at the latest
			return rest
		}
		rest = rest[:len(rest)-len(line)]
	}
}

// isFrame reports whether line looks like part of a page's frame.
func isFrame(line string) bool {
	line = strings.TrimSpace(line)
	end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, "\"'”’」』》)）]】 "))
	if line == "" || !strings.ContainsRune(".!?。！？．…；;", end) {
		return true
	}
	low := strings.ToLower(line)
	in := func(cue string) bool { return strings.Contains(low, cue) }
	return slices.ContainsFunc(plainColophon, in) || !isASCII(low) && slices.ContainsFunc(colophon, in)
}
