package extract

import (
	"strings"
	"sync"
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

// plainer replaces those months by their English names and those figures by Latin ones.
var plainer = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, m := range foreignMonths {
		for name := range strings.FieldsSeq(m.names) {
			pairs = append(pairs, strings.ReplaceAll(name, "_", " "), " "+m.english+" ")
		}
	}
	for _, zero := range foreignDigits {
		for i := range rune(10) {
			pairs = append(pairs, string(zero+i), string('0'+i))
		}
	}
	pairs = append(pairs, "،", ",")
	return strings.NewReplacer(pairs...)
})

// plainDates makes the dates of s readable for package dates, if it is in a script that needs it.
func plainDates(s string) string {
	for _, r := range s {
		if r >= 0x590 && r <= 0x6ff || r >= 0x900 && r <= 0x9ff {
			return plainer().Replace(s)
		}
	}
	return s
}
