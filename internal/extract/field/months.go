package field

import (
	"strings"
	"sync"

	"tidings/internal/dates"
	"tidings/internal/extract/lang"
	"tidings/internal/extract/wording"
)

// foreignMonths are the months in scripts package dates does not read, each with its English name. Where a language
// writes a preposition into the word, that form comes too.
var foreignMonths = [12]struct{ english, names string }{
	{"January", "يناير كانون_الثاني ژانویه جنوری בינואר ינואר जनवरी জানুয়ারি"},
	{"February", "فبراير شباط فوریه فروری בפברואר פברואר फरवरी ফেব্রুয়ারি"},
	{"March", "مارس آذار مارچ במרץ מרץ मार्च মার্চ"},
	{"April", "أبريل ابريل إبريل نيسان آوریل اپریل באפריל אפריל अप्रैल এপ্রিল"},
	{"May", "مايو أيار ايار مئی במאי מאי मई"},
	{"June", "يونيو يونيه حزيران ژوئن جون ביוני יוני जून জুন"},
	{"July", "يوليو يوليه تموز ژوئیه جولائی ביולי יולי जुलाई জুলাই"},
	{"August", "أغسطس اغسطس آب اوت اگست באוגוסט אוגוסט अगस्त আগস্ট"},
	{"September", "سبتمبر أيلول سپتامبر ستمبر בספטמבר ספטמבר सितंबर सितम्बर সেপ্টেম্বর"},
	{"October", "أكتوبر اكتوبر تشرين_الأول اکتبر اکتوبر באוקטובר אוקטובר अक्टूबर অক্টোবর"},
	{"November", "نوفمبر تشرين_الثاني نوامبر نومبر בנובמבר נובמבר नवंबर नवम्बर নভেম্বর"},
	{"December", "ديسمبر كانون_الأول دسامبر دسمبر בדצמבר דצמבר दिसंबर दिसम्बर ডিসেম্বর"},
}

// foreignDigits are the zeros of scripts with figures of their own.
var foreignDigits = [...]rune{'٠', '۰', '०', '০'}

// plainer replaces those months by their English names and those figures by Latin ones. The Levant prints both of its
// names for a month, parted by a stroke.
var plainer = sync.OnceValue(func() *strings.Replacer {
	var twice, pairs []string // the first of two that fit is taken
	for _, m := range foreignMonths {
		names := strings.Fields(m.names)
		for i, name := range names {
			names[i] = strings.ReplaceAll(name, "_", " ")
		}
		for _, a := range names {
			pairs = append(pairs, a, " "+m.english+" ")
			for _, b := range names {
				twice = append(twice, a+" / "+b, " "+m.english+" ", a+"/"+b, " "+m.english+" ")
			}
		}
	}
	for _, zero := range foreignDigits {
		for i := range rune(10) {
			pairs = append(pairs, string(zero+i), string('0'+i))
		}
	}
	pairs = append(pairs, "،", ",")
	return strings.NewReplacer(append(twice, pairs...)...)
})

// partedFigures are a date in figures set apart for looks: "26 | 01 | 2022", "26 · 01 · 2022", "26 . 01 . 2022".
var partedFigures = wording.Pattern(`\b(\d\d) ?[|·•./-] ?(\d\d) ?[|·•./-] ?(\d{4})\b`)

// plainDates makes the dates of s readable for package dates, where their script or their setting needs it.
func plainDates(s string) string {
	if wording.HoldsAny(s, "|", "·", "•", " . ", " / ") {
		s = partedFigures().ReplaceAllString(s, "$1.$2.$3")
	}
	if mayHoldForeign(s) {
		return plainer().Replace(s)
	}
	return s
}

// mayHoldForeign is a quick look at the first bytes of characters: those of foreignMonths and foreignDigits stand in
// U+0590 to U+06FF and U+0900 to U+09FF.
func mayHoldForeign(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0xd6 && c <= 0xdb || c == 0xe0 {
			return true
		}
	}
	return false
}

// dayFirstHosts are the endings of hosts in countries that write English and put the day before the month (Unicode
// CLDR). Their pages often declare the English of the United States, as their systems do unasked.
var dayFirstHosts = map[string]bool{
	"uk": true, "ie": true, "au": true, "nz": true, "in": true, "za": true, "sg": true, "hk": true, "mt": true,
	"ke": true, "ng": true, "lk": true,
}

// yearLast is a date in figures as no Chinese writes it but that of Hong Kong, Macau and Singapore: day first (CLDR).
var yearLast = wording.Pattern(`\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b`)

// dateOrder gives the order of dates in figures: as those testify that can be read in one way only, else by the host's
// country where the language leaves it open.
func (p *Page) dateOrder() dates.Order {
	var b strings.Builder
	for i := range p.Blocks {
		if t := p.Blocks[i].Text; len(t) < 200 && mayHoldDate(t) && b.Len() < 20000 {
			b.WriteString(t)
			b.WriteByte('\n')
		}
	}
	if o := dates.OrderIn(b.String()); o != dates.ByLanguage {
		return o
	}
	if lang.Base(p.lang) == "zh" && yearLast().MatchString(b.String()) {
		return dates.DayFirst
	}
	host := p.url.Hostname()
	if lang.Base(p.lang) == "en" && dayFirstHosts[host[strings.LastIndexByte(host, '.')+1:]] {
		return dates.DayFirst
	}
	return dates.ByLanguage
}
