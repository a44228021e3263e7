package summarize

import (
	"regexp"
	"slices"
	"strings"

	"tidings/internal/news"
	"tidings/internal/summarize/sentence"
)

// factLabels are the words before a colon by which notices say when, where and who, in lower case, by language as
// published notices use them. A label that can mean two of these ("contact", 单位) is not among them.
var factLabels = map[string]news.FactKind{
	"时间": news.FactWhen, "日期": news.FactWhen, "活动时间": news.FactWhen, "会议时间": news.FactWhen, "举办时间": news.FactWhen,
	"停水时间": news.FactWhen, "停电时间": news.FactWhen, "施工时间": news.FactWhen, "报名时间": news.FactWhen, "開催日時": news.FactWhen,
	"日時": news.FactWhen, "時間": news.FactWhen, "期間": news.FactWhen, "일시": news.FactWhen, "기간": news.FactWhen,
	"when": news.FactWhen, "date": news.FactWhen, "date and time": news.FactWhen, "time": news.FactWhen, "dates": news.FactWhen,
	"wann": news.FactWhen, "datum": news.FactWhen, "termin": news.FactWhen, "zeit": news.FactWhen, "quand": news.FactWhen,
	"date et heure": news.FactWhen, "cuándo": news.FactWhen, "fecha": news.FactWhen, "fecha y hora": news.FactWhen,

	"地点": news.FactWhere, "活动地点": news.FactWhere, "会议地点": news.FactWhere, "举办地点": news.FactWhere, "停水范围": news.FactWhere,
	"停电范围": news.FactWhere, "影响范围": news.FactWhere, "施工地点": news.FactWhere, "会場": news.FactWhere, "場所": news.FactWhere,
	"장소": news.FactWhere, "where": news.FactWhere, "location": news.FactWhere, "venue": news.FactWhere, "place": news.FactWhere,
	"wo": news.FactWhere, "ort": news.FactWhere, "treffpunkt": news.FactWhere, "veranstaltungsort": news.FactWhere,
	"où": news.FactWhere, "lieu": news.FactWhere, "dónde": news.FactWhere, "lugar": news.FactWhere,

	"主办": news.FactWho, "主办单位": news.FactWho, "招聘对象": news.FactWho, "参加对象": news.FactWho, "适用对象": news.FactWho,
	"対象": news.FactWho, "主催": news.FactWho, "대상": news.FactWho, "주최": news.FactWho, "who": news.FactWho,
	"organiser": news.FactWho, "organizer": news.FactWho, "organised by": news.FactWho, "organized by": news.FactWho,
	"hosted by": news.FactWho, "wer": news.FactWho, "veranstalter": news.FactWho, "qui": news.FactWho,
	"organisateur": news.FactWho, "quién": news.FactWho, "organizador": news.FactWho,
}

// labelled is a line that says one thing: "地点：市体育馆", "2. Where: Town Hall", "● 日時：…".
var labelled = regexp.MustCompile(`^\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）).、．]\s*|[-–•●■◆○*・]\s*|[【\[])?` +
	`(\pL[\pL\s]{0,24}?)\s*[】\]]?\s*[:：]\s*(\S.*?)[\s。；;]*$`)

// longestFact bounds a fact, in words or characters as [Options.MaxWords] counts them: what is longer is no key fact.
const longestFact = 40

// Facts gives what a story's documents say of when, where and who on lines of their own under a plain label, word for
// word. A document that says it twice (two streets, two sittings) or documents that differ leave it unsaid: a key fact
// is certain or it is none.
func Facts(docs []Doc) []news.Fact {
	said := make([][]news.Fact, len(docs))
	for i, d := range docs {
		said[i] = stated(d)
	}
	var out []news.Fact
	for _, kind := range []news.FactKind{news.FactWhen, news.FactWhere, news.FactWho} {
		if f, ok := certain(docs, said, kind); ok {
			out = append(out, f)
		}
	}
	return out
}

// certain gives the one thing documents of one language say under labels of a kind; said is what each of them states.
func certain(docs []Doc, said [][]news.Fact, kind news.FactKind) (fact news.Fact, ok bool) {
	for i, d := range docs {
		found := ofKind(said[i], kind)
		switch {
		case len(found) == 0:
		case len(found) > 1, ok && plain(found[0].Text) != plain(fact.Text) && news.SameLanguage(d.Lang, docs[0].Lang):
			return news.Fact{}, false
		case !ok:
			fact, ok = found[0], true
		}
	}
	return fact, ok
}

// ofKind gives the different facts of a kind; none when all there is was too long to repeat.
func ofKind(said []news.Fact, kind news.FactKind) []news.Fact {
	var out []news.Fact
	for _, f := range said {
		same := func(g news.Fact) bool { return plain(g.Text) == plain(f.Text) }
		if f.Kind == kind && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	if len(out) == 1 && out[0].Text == "" {
		return nil
	}
	return out
}

// stated gives what a document says under labels, line by line.
func stated(d Doc) []news.Fact {
	var out []news.Fact
	for _, line := range sentence.Lines(d.Text) {
		in := line.In(d.Text)
		if !mayBeLabelled(in) {
			continue
		}
		m := labelled.FindStringSubmatchIndex(in)
		if m == nil {
			continue
		}
		kind, known := factLabels[strings.ToLower(strings.Join(strings.Fields(in[m[2]:m[3]]), " "))]
		if !known {
			continue
		}
		value := in[m[4]:m[5]]
		if sentence.Length(value) > longestFact {
			value = "" // said, but too long to repeat: no longer certain by another, shorter line
		}
		out = append(out, news.Fact{Kind: kind, Text: value, ArticleID: d.ID, Offset: line.Start + m[4]})
	}
	return out
}

// longestLabel is how many characters stand before the colon of a labelled line at most, white space aside: five of a
// number or bullet, twenty-five of the label, one that closes a bracket.
const longestLabel = 31

// mayBeLabelled reports whether a colon stands near enough to the beginning of a line. No labelled line lacks that, and
// to look for it first is much quicker.
func mayBeLabelled(line string) bool {
	n := 0
	for _, r := range line {
		switch r {
		case ':', '：':
			return true
		case ' ', '\t', '\n', '\f', '\r':
		default:
			if n++; n > longestLabel {
				return false
			}
		}
	}
	return false
}

// plain is a text without spaces and punctuation at its ends, to compare what two documents say.
func plain(s string) string {
	return strings.ToLower(strings.Trim(strings.Join(strings.Fields(s), ""), "。.；;，,"))
}
