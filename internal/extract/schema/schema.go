// Package schema reads what a page states of itself for machines: meta elements (Head), and what its JSON-LD says of
// its article in the vocabulary of schema.org (Data). It is lenient: broken JSON is mended or salvaged, and unknown
// shapes are passed over. Package field asks it first for most fields.
package schema

import (
	"encoding/json"
	"html"
	"slices"
	"strings"

	"tidings/internal/extract/wording"
)

// Data is what a page's JSON-LD (schema.org) says of its article. Values are as printed.
type Data struct {
	Headline  string
	Published string
	Modified  string
	Authors   []string
	Publisher string
	Body      string
	Image     string
	Lang      string
	Kind      string // the @type these came from

	things []map[string]any
	ids    map[string]map[string]any
}

// maxLinkedData bounds how much of one script is parsed, maxThings how many objects are looked at.
const (
	maxLinkedData = 1 << 20
	maxThings     = 2000
)

// Read takes in the text of one script element.
func (l *Data) Read(script string) {
	if len(script) > maxLinkedData {
		return
	}
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		if json.Unmarshal(mendJSON(script), &v) != nil {
			l.salvage(script)
			return
		}
	}
	l.collect(v, 0)
}

// collect gathers the objects in v, outermost first.
func (l *Data) collect(v any, depth int) {
	if depth > 6 || len(l.things) > maxThings {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			l.collect(e, depth+1)
		}
	case map[string]any:
		l.things = append(l.things, v)
		if id := str(v["@id"]); id != "" && len(v) > 1 {
			if l.ids == nil {
				l.ids = map[string]map[string]any{}
			}
			l.ids[id] = v
		}
		for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed"} {
			if v[key] != nil {
				l.collect(v[key], depth+1)
			}
		}
	}
}

// Settle picks the article among the objects read and takes its fields.
func (l *Data) Settle() {
	best, rank := map[string]any(nil), 0
	for _, t := range l.things {
		if r := articleRank(t); r > rank {
			best, rank = t, r
		}
	}
	if best == nil {
		return
	}
	l.Kind = firstStr(best["@type"])
	set := func(field *string, value string) {
		if value != "" {
			*field = value
		}
	}
	set(&l.Published, str(best["datePublished"]))
	if l.Published == "" {
		l.Published = str(best["dateCreated"])
	}
	set(&l.Modified, str(best["dateModified"]))
	set(&l.Lang, str(best["inLanguage"]))
	if rank > 1 {
		set(&l.Headline, Clean(firstStr(best["headline"], best["name"])))
		set(&l.Body, firstStr(best["articleBody"]))
	}
	set(&l.Publisher, Clean(l.name(best["publisher"])))
	set(&l.Image, l.imageOf(best["image"]))
	for _, key := range [...]string{"author", "creator"} {
		if names := l.names(best[key]); len(names) > 0 && !l.signed() {
			l.Authors = names
		}
	}
}

// signed reports whether somebody else than the publisher is named as an author.
func (l *Data) signed() bool {
	return slices.ContainsFunc(l.Authors, func(name string) bool { return name != l.Publisher })
}

// articleRank says how surely an object is the page's article: 3 an article, 2 something like it, 1 a dated page.
func articleRank(t map[string]any) int {
	rank := 0
	for _, kind := range strs(t["@type"]) {
		kind = kind[strings.LastIndexAny(kind, "/:")+1:]
		switch {
		case strings.HasSuffix(kind, "Article"), strings.HasSuffix(kind, "BlogPosting"), kind == "Report":
			rank = max(rank, 3)
		case kind == "Review", kind == "Recipe", kind == "HowTo", kind == "VideoObject", kind == "SocialMediaPosting",
			kind == "DiscussionForumPosting", kind == "LiveBlogPosting", kind == "Course", kind == "CreativeWork":
			rank = max(rank, 2)
		case strings.HasSuffix(kind, "Page") && str(t["datePublished"]) != "":
			rank = max(rank, 1)
		}
	}
	return rank
}

// names gives the names of the persons or organisations in v.
func (l *Data) names(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, l.names(e)...)
		}
	default:
		if n := Clean(l.name(v)); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// name gives the name of one person or organisation, followed through a reference.
func (l *Data) name(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return l.name(v[0])
		}
	case map[string]any:
		if n := firstStr(v["name"]); n != "" {
			return n
		}
		if ref := l.ids[str(v["@id"])]; ref != nil {
			return firstStr(ref["name"])
		}
	}
	return ""
}

// imageOf gives the address of an image value.
func (l *Data) imageOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return l.imageOf(v[0])
		}
	case map[string]any:
		if u := str(v["url"]); u != "" {
			return u
		}
		if ref := l.ids[str(v["@id"])]; ref != nil {
			return str(ref["url"])
		}
	}
	return ""
}

// str gives v if it is a string.
func str(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(s)
}

// strs gives the strings in v, one or many.
func strs(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s := str(e); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// firstStr gives the first string in the values.
func firstStr(values ...any) string {
	for _, v := range values {
		if s := strs(v); len(s) > 0 {
			return s[0]
		}
	}
	return ""
}

// Clean makes a value from JSON or an attribute readable: entities decoded once more, tags dropped.
func Clean(s string) string {
	if strings.ContainsAny(s, "&<") {
		s = tags().ReplaceAllString(html.UnescapeString(s), " ")
	}
	return strings.Join(strings.Fields(s), " ")
}

var tags = wording.Pattern(`<[^<>]*>`)

var (
	trailingComma = wording.Pattern(`,(\s*[}\]])`)
	wrappings     = strings.NewReplacer("<!--", "", "-->", "", "//<![CDATA[", "", "//]]>", "", "/*<![CDATA[*/", "",
		"/*]]>*/", "", "<![CDATA[", "", "]]>", "")
)

// mendJSON repairs the usual faults of hand-made JSON-LD: wrappings, raw control characters, trailing commas.
func mendJSON(s string) []byte {
	s = strings.TrimRight(strings.TrimSpace(wrappings.Replace(s)), ";")
	b := []byte(s)
	for i, c := range b {
		if c < ' ' {
			b[i] = ' '
		}
	}
	return trailingComma().ReplaceAll(b, []byte("$1"))
}

var (
	salvageDate     = wording.Pattern(`"(datePublished|dateModified)"\s*:\s*"([^"]{6,40})"`)
	salvageHeadline = wording.Pattern(`"headline"\s*:\s*"((?:[^"\\]|\\.){4,300})"`)
)

// salvage takes what it can from JSON-LD beyond repair.
func (l *Data) salvage(script string) {
	for _, m := range salvageDate().FindAllStringSubmatch(script, 4) {
		field := &l.Published
		if m[1] == "dateModified" {
			field = &l.Modified
		}
		if *field == "" {
			*field = m[2]
		}
	}
	if m := salvageHeadline().FindStringSubmatch(script); m != nil && l.Headline == "" {
		l.Headline = Clean(m[1])
	}
}
