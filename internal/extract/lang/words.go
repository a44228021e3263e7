package lang

import (
	"strings"
	"sync"
)

// latinLangs are the languages in Latin letters told by their most frequent small words.
var latinLangs = []struct{ lang, words string }{
	{"en", "the of and to in is that for it with as was on are by be this have from at not or which"},
	{"de", "der die und das den von zu mit ist des im für auf ein eine nicht dem sich auch werden es als"},
	{"fr", "le la les de des et du en un une est dans pour que qui sur au par plus pas avec ce il"},
	{"es", "el la los las de del y en que un una es por con para se no su como al lo más"},
	{"pt", "o a os as de do da dos das e em que um uma no na por com para não se mais foi ao"},
	{"it", "il la di che e del della un una in per con non è sono dei delle al dal gli nel anche"},
	{"nl", "de het een en van in is dat op te voor met zijn niet aan er om ook als bij door worden"},
	{"sv", "och att det som en på är av för med till den i har inte om ett han men sig från"},
	{"da", "og at det er en på til af for med den i har ikke der de som et fra var blev vil"},
	{"no", "og det er en på til av for med den i har ikke som at et fra var ble vil han også"},
	{"fi", "ja on ei että se oli hän mutta kun myös ovat tai kuin sen ole joka mukaan jo"},
	{"pl", "i w na z się nie do to że jest o jak po za od dla przez ale co tym oraz"},
	{"cs", "a v se na je že s z do i o k ve pro za by ale jako po jsou jeho také"},
	{"sk", "a v sa na je že s z do o ako pre za by ale po sú jeho aj tiež ktoré"},
	{"hu", "a az és hogy nem is egy meg van volt ez csak de már mint el még szerint"},
	{"ro", "de și în la a cu pe care nu din o un pentru mai este sunt au ce fost prin"},
	{"hr", "i je u se da na za su od s o koji ne kao što će iz bi ali nakon"},
	{"tr", "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra ise en ama ne olduğu"},
	{"vi", "và của là có trong được cho không một các với đã người để những này khi đến từ"},
	{"id", "yang dan di dengan untuk dari pada ini itu dalam tidak akan ke adalah juga oleh ada saat"},
	{"ca", "el la de que i a en un una els les per amb és del no ha al més dels"},
}

// smallWords gives the languages each small word belongs to.
var smallWords = sync.OnceValue(func() map[string][]string {
	m := make(map[string][]string, 400)
	for _, l := range latinLangs {
		for w := range strings.FieldsSeq(l.words) {
			m[w] = append(m[w], l.lang)
		}
	}
	return m
})
