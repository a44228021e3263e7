package pdf

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// radicals are the characters of the block CJK Radicals Supplement, each with the character it looks like, after
// Unicode's EquivalentUnifiedIdeograph.txt. Programs that know a glyph only by its shape write them in its place.
const radicals = "⺁厂⺄乙⺅亻⺆冂⺇几⺉刂⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬" +
	"⺧牛⺨犭⺩王⺫罒⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺶羊⺹耂⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶" +
	"⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯" +
	"⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟" + "⼾户" // the form of most fonts, where compatibility has the traditional 戶

var likeRadicals = func() *strings.Replacer {
	var pairs []string
	for _, r := range radicals {
		pairs = append(pairs, string(r))
	}
	return strings.NewReplacer(pairs...)
}()

// plain gives s with radicals and ligatures written as the characters a reader would type.
func plain(s string) string {
	if strings.IndexFunc(s, shaped) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range likeRadicals.Replace(s) {
		if shaped(r) {
			b.WriteString(norm.NFKC.String(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shaped reports whether r stands for the shape of other characters: radicals and ligatures.
func shaped(r rune) bool { return r >= 0x2e80 && r <= 0x2fdf || r >= 0xfb00 && r <= 0xfb06 }
