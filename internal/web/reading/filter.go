package reading

import (
	"net/url"
	"slices"
	"strings"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// maxKeywords bounds the keywords field in bytes.
const maxKeywords = 4000

// ReadFilter reads which stories are asked for by the fields town, topic and keywords. wrong, never nil, says of the
// fields that cannot be understood why, in the page's language.
func ReadFilter(v *visit.Visit, values url.Values) (f audience.Filter, wrong map[string]string) {
	f = audience.Filter{Towns: values["town"], Topics: values["topic"], Keywords: keywordLines(values.Get("keywords"))}
	wrong = map[string]string{}
	if why := wrongKeywords(v, f.Keywords); why != "" {
		wrong["keywords"] = why
	}
	towns, topics := v.Offered(v.Digests)
	if !allIn(f.Towns, towns) {
		wrong["town"] = v.Loc.T("form_error_choice")
	}
	if !allIn(f.Topics, topics) {
		wrong["topic"] = v.Loc.T("form_error_choice")
	}
	return f, wrong
}

// keywordLines gives the keywords of the field, one a line.
func keywordLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// wrongKeywords says which keywords cannot be understood, or that they are too many; "" when they are fine.
func wrongKeywords(v *visit.Visit, keywords []string) string {
	var bad []string
	for _, k := range keywords {
		if _, err := digest.ParseKeywords([]string{k}); err != nil && len(bad) < 3 {
			bad = append(bad, templates.Truncate(k, 40))
		}
	}
	if len(bad) > 0 {
		return v.Loc.T("form_error_keyword", v.Loc.Join(bad))
	}
	if _, err := digest.ParseKeywords(keywords); err != nil || len(strings.Join(keywords, "\n")) > maxKeywords {
		return v.Loc.T("form_error_keywords")
	}
	return ""
}

// Within keeps of a filter what digest d covers: who asks for two digests and a town of one gets all of the other.
func Within(v *visit.Visit, f audience.Filter, d news.Digest) audience.Filter {
	towns, topics := v.Offered([]news.Digest{d})
	f.Towns, f.Topics = common(f.Towns, towns), common(f.Topics, topics)
	return f
}

// allIn reports whether all of a are in b.
func allIn(a, b []string) bool { return len(common(a, b)) == len(a) }

// common gives those of a that are in b.
func common(a, b []string) []string {
	var out []string
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}
