package dates

import "strings"

// monthTable holds the names of the months as Unicode CLDR has them, wide and abbreviated, in the forms dates are
// written in (genitives included), folded as [fold] folds. Months are parted by "|";
// a language has one line or two.
const monthTable = `
january jan|february feb febr|march mar|april apr|may|june jun||||||
||||||july jul|august aug|september sept sep|october oct|november nov|december dec
januar janner jaenner|februar feber|marz maerz mrz||mai|juni|juli|||oktober okt||dezember dez
janvier janv|fevrier fevr fev|mars|avril avr||juin|juillet juil|aout|septembre|octobre|novembre|decembre
enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre set|octubre|noviembre|diciembre dic
janeiro|fevereiro|marco||maio|junho|julho||setembro|outubro out|novembro|dezembro
gennaio gen|febbraio|||maggio mag|giugno giu|luglio lug||settembre|ottobre ott||dicembre
januari|februari|maart mrt||mei|||augustus|||
stycznia styczen sty|lutego luty lut|marca marzec|kwietnia kwiecien kwi|maja maj|czerwca czerwiec cze||||||
||||||lipca lipiec lip|sierpnia sierpien sie|wrzesnia wrzesien wrz|||
|||||||||pazdziernika pazdziernik paz|listopada listopad lis|grudnia grudzien gru
ledna leden|unora unor|brezna brezen|dubna duben|kvetna kveten|||||||
|||||cervna cerven|cervence cervenec|srpna srpen|zari|rijna rijen||prosince prosinec
januara|februara||aprila|maja|juna|jula|augusta|septembra|oktobra|novembra|decembra
januarja|februarja|marec|||junija|julija|avgusta avgust||||
sijecnja|veljace|ozujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna||studenoga studenog|
||||maj|||augusti||||desember des
tammikuuta tammikuu|helmikuuta helmikuu|maaliskuuta maaliskuu|||||||||
|||huhtikuuta huhtikuu|toukokuuta toukokuu|kesakuuta kesakuu||||||
||||||heinakuuta heinakuu|elokuuta elokuu|syyskuuta syyskuu|||
|||||||||lokakuuta lokakuu|marraskuuta marraskuu|joulukuuta joulukuu
jaanuar|veebruar|marts|aprill||juuni|juuli||||
|||aprilis||junius|julius|augusztus|szeptember|||
ianuarie ian|februarie|martie|aprilie|mai|iunie iun|iulie iul||septembrie|octombrie|noiembrie noi|decembrie
ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik
января янв|февраля фев|марта мар|апреля апр|мая|июня июн||||||
||||||июля июл|августа авг|сентября сен сент|октября окт|ноября ноя|декабря дек
январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь
січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня
януари|февруари||април||юни|юли||септември|октомври|ноември|декември
ιανουαριου ιαν|φεβρουαριου φεβ|μαρτιου μαρ|απριλιου απρ|μαιου μαι|ιουνιου ιουν||||||
||||||ιουλιου ιουλ|αυγουστου αυγ|σεπτεμβριου σεπ|οκτωβριου οκτ|νοεμβριου νοε|δεκεμβριου δεκ
januari|februari|maret||mei|juni|juli|agustus agt|||nopember|desember
gener|febrer|marc|||juny|juliol|agost|setembre||novembre|desembre
xaneiro|febreiro|||||xullo|||outubro||decembro
||marcius||majus|||||||
sausio|vasario|kovo|balandzio|geguzes|birzelio|liepos|rugpjucio|rugsejo|spalio|lapkricio|gruodzio
janvaris janvari|februaris februari||aprili|maijs maija|junijs|julijs|augusts|septembris|oktobris|novembris|decembris
||||maig|||||||
janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nentor|dhjetor
јануар јануари јан|фебруар|март мар|април|мај|јун јуни|јул јули|август|септембар|октобар|новембар|децембар
қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан
ינואר בינואר|פברואר בפברואר|מרץ במרץ מרס במרס|אפריל באפריל|מאי במאי|יוני ביוני||||||
||||||יולי ביולי|אוגוסט באוגוסט|ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר
يناير جانفي|فبراير فيفري شباط|مارس آذار|أبريل ابريل إبريل أفريل نيسان|مايو ماي أيار ايار|يونيو يونيه جوان حزيران||||||
||||||يوليو يوليه جويلية تموز|أغسطس اغسطس أوت آب|سبتمبر أيلول|أكتوبر اكتوبر|نوفمبر|ديسمبر
جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر
जनवरी|फरवरी फ़रवरी|मार्च|अप्रैल|मई मे|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर अक्तूबर|नवंबर नवम्बर|दिसंबर दिसम्बर
জানুয়ারি জানুয়ারী|ফেব্রুয়ারি ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট আগষ্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর
ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|ஆகஸ்ட்|செப்டம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்
มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม
იანვარი|თებერვალი|მარტი|აპრილი|მაისი|ივნისი|ივლისი|აგვისტო|სექტემბერი|ოქტომბერი|ნოემბერი|დეკემბერი
հունվարի|փետրվարի|մարտի|ապրիլի|մայիսի|հունիսի|հուլիսի|օգոստոսի|սեպտեմբերի|հոկտեմբերի|նոյեմբերի|դեկտեմբերի
មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ
ionawr|chwefror|mawrth|ebrill||mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr
`

// folded gives a name as a word of a text is kept.
func folded(name string) string {
	p := parser{text: name}
	return p.word(0, false).name
}

// months maps a folded name to its month.
var months = func() map[string]int {
	m := map[string]int{}
	for line := range strings.Lines(strings.TrimSpace(monthTable)) {
		for i, names := range strings.Split(strings.TrimSpace(line), "|") {
			for _, name := range strings.Fields(names) {
				if name = folded(name); m[name] == 0 {
					m[name] = i + 1
				}
			}
		}
	}
	return m
}()

// monthOf gives the month a word names, 0 for none. Two languages share a word for two months: "listopada" is
// October in Croatian and November in Polish and Czech, "srpnja"/"srpna" and "lipnja"/"lipca" stay apart.
func monthOf(t token) int {
	if t.kind != word || len(t.name) < 3 {
		return 0
	}
	return months[t.name]
}

// links are the words that may stand between the parts of a date: "7th of July", "18 de julio de 2025", "19 tháng 8".
func linking(t token) bool {
	switch t.name {
	case "of", "de", "del", "di", "d", "do", "den", "the", "year", "roku", "г", "r", "year's", "da":
		return t.kind == word
	}
	return false
}

// ranging reports what stands between the first and the last day of a range.
func ranging(t token) bool {
	switch t.name {
	case "and", "to", "through", "thru", "und", "bis", "et", "au", "y", "al":
		return t.kind == word
	}
	return t.is('-') || t.is('&') || t.is('/')
}

// ordinal reports endings of a day: 1st, 7th, 1er, 1º, 3rd; the English ones also when they are set apart.
func ordinal(t token) bool {
	switch t.name {
	case "st", "nd", "rd", "th":
		return t.kind == word
	}
	switch t.name {
	case "er", "e", "ste", "de", "º", "ª", "o", "a", "eme", "ain", "af", "fed", "il":
		return t.kind == word && !t.spaced
	}
	return t.is('°')
}

// eras are the calendar eras of East Asia and the year before their first (Japan's Cabinet Office; ROC calendar).
var eras = [...]struct {
	name string
	base int
}{
	{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911},
}
