package discover

import (
	"slices"
	"strings"

	"tidings/internal/dates"
	"tidings/internal/news"
)

// The names under which JSON answers of town sites, of their meeting and calendar systems and of schema.org keep a
// row's parts, best first; lower case, without hyphens and underscores.
var (
	urlNames = []string{"url", "link", "href", "permalink", "linkurl", "articleurl", "docpuburl", "pageurl", "fullurl",
		"htmllink", "weburl", "eventinsiteurl", "detailsurl", "detailurl", "path"}
	titleNames = []string{"title", "headline", "doctitle", "showtitle", "subject", "name", "summary", "eventname",
		"eventbodyname", "meetingname"}
	dateNames = []string{"datepublished", "pubdate", "publishedtimestr", "publishedtime", "pubtime", "publishdate",
		"published", "publishedat", "publicationdate", "publishon", "docreltime", "releasedate", "displaytime", "date",
		"startdate", "startdatetime", "start", "eventdate", "meetingdate", "datetime", "createdate", "created", "time"}
)

// The ends of names that say as much where nothing better is known, and the names of what an object says in one value.
var (
	urlEnds    = []string{"url", "link", "href", "file", "uri"}
	titleEnds  = []string{"title", "name", "subject", "headline"}
	dateEnds   = []string{"date", "datetime", "time"}
	innerNames = []string{"rendered", "value", "datetime", "date", "alias", "url", "href", "text"}
)

// rowFinder looks for objects that have a title, a date and an address.
type rowFinder struct {
	site  *site
	loose bool // the JSON is the answer itself: names are read by their ends, a file in a row may be its address
	links []news.Link
	html  strings.Builder // strings that hold markup with links
}

// walk looks at one value.
func (f *rowFinder) walk(v any, depth int) {
	if depth > maxDepth || len(f.links) >= MaxLinks {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			f.walk(e, depth+1)
		}
	case map[string]any:
		if f.row(v) {
			return
		}
		for _, name := range sortedNames(v) {
			f.walk(v[name], depth+1)
		}
	case string:
		if strings.Contains(v, "<a ") && f.html.Len() < MaxBody {
			f.html.WriteString(v)
		}
	}
}

// row takes an object that is a row.
func (f *rowFinder) row(v map[string]any) bool {
	plainly := make(map[string]any, len(v))
	for name, value := range v {
		plainly[strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))] = value
	}
	title := plain(f.first(plainly, titleNames, titleEnds))
	date, ok := dates.Parse(f.first(plainly, dateNames, dateEnds), f.site.options())
	if title == "" || !ok {
		return false
	}
	address := f.first(plainly, urlNames, urlEnds)
	if address == "" && f.loose {
		address = f.file(v, 0)
	}
	l, ok := f.site.link(address, title)
	if !ok {
		return false
	}
	l.Published = date
	f.links = append(f.links, l)
	return true
}

// first gives the first of the names that says something, else what a name with one of the ends does.
func (f *rowFinder) first(v map[string]any, names, ends []string) string {
	for _, name := range names {
		if s := said(v[name]); s != "" {
			return s
		}
	}
	if !f.loose {
		return ""
	}
	for _, end := range ends {
		for _, name := range sortedNames(v) {
			if s := scalar(v[name]); s != "" && strings.HasSuffix(name, end) {
				return s
			}
		}
	}
	return ""
}

// said gives a value as text: a scalar, or an object's own, as in {"rendered": "…"} and {"dateTime": "…"}.
func said(v any) string {
	object, ok := v.(map[string]any)
	if !ok {
		return scalar(v)
	}
	for _, name := range sortedNames(object) {
		if s := scalar(object[name]); s != "" && slices.Contains(innerNames, strings.ToLower(name)) {
			return s
		}
	}
	return ""
}

// file gives the first address of a document in a value.
func (f *rowFinder) file(v any, depth int) string {
	switch v := v.(type) {
	case string:
		if address := f.site.Resolve(v); address != "" && f.site.Kind(address) == news.LinkDocument {
			return v
		}
	case []any:
		for _, e := range v[:min(len(v), maxRowLinks)] {
			if s := f.file(e, depth+1); s != "" && depth < 4 {
				return s
			}
		}
	case map[string]any:
		for _, name := range sortedNames(v) {
			if s := f.file(v[name], depth+1); s != "" && depth < 4 {
				return s
			}
		}
	}
	return ""
}
