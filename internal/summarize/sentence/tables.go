package sentence

// set is a table of words.
type set map[string]struct{}

func wordSet(ws ...string) set {
	out := make(set, len(ws))
	for _, w := range ws {
		out[w] = struct{}{}
	}
	return out
}

// alwaysShort are abbreviations (lower case, without the last full stop) that do not end a sentence even when a
// capital follows: titles, addresses, "versus". From general knowledge of the languages; kept short on purpose.
var alwaysShort = wordSet(
	"mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "gov", "sen", "rep", "gen", "col", "capt", "lt", "sgt",
	"cmdr", "supt", "dept", "insp", "st", "ste", "mt", "ft", "messrs", "vs", "v", "cf", "e.g", "i.e", "approx", "est",
	"jan", "feb", "aug", "sept", "oct", "nov", "dec", // May, Mar and Jun end sentences too often
	"mme", "mlle", "me", "sr", "sra", "srta", "dña", "núm", "av", "avda", "hr", "fr", "bzw", "z.b", "d.h", "u.a",
	"nr", "str", "ca", "zzgl", "inkl", "г", "ул", "им", "д", "просп", "пл", "т.е", "т.к",
)

// shortBeforeNumber are abbreviations that do not end a sentence when a number follows.
var shortBeforeNumber = wordSet("no", "nos", "art", "sec", "sect", "ch", "fig", "vol", "p", "pp", "par", "rd", "rt",
	"rte", "hwy", "bldg", "apt", "jun", "jul", "mar", "apr", "abs", "kap", "n", "nº", "№", "с", "стр", "ст")

// calendarWords are what may follow "3." or "7 p.m." within a sentence.
var calendarWords = wordSet(
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "eastern", "central", "pacific",
	"est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "gmt", "bst", "utc", "januar", "jänner", "februar",
	"märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember", "klasse",
	"liga", "bundesliga", "jahrhundert",
)

// sentenceOpeners are words a new sentence, rather than a name after an abbreviation, begins with.
var sentenceOpeners = wordSet("the", "a", "an", "he", "she", "it", "they", "we", "you", "i", "this", "that",
	"these", "those", "in", "on", "at", "for", "but", "and", "however", "after", "before", "when", "if", "as", "his",
	"her", "its", "their", "our", "there", "more", "residents", "officials", "police")
