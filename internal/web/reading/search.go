package reading

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/search"
	"tidings/internal/store"
	"tidings/internal/web/visit"
	"tidings/templates"
)

const (
	searchPage  = 20 // stories on a page of results
	searchPages = 50
)

// openSources gives the sources whose stories everyone may read: those of public digests, disabled ones too, whose past
// stories stay.
func (v *view) openSources() ([]news.Source, error) {
	all, err := v.Store.Sources(v.Ctx)
	public := v.Public()
	return slices.DeleteFunc(all, func(s news.Source) bool {
		return !slices.ContainsFunc(public, func(d news.Digest) bool {
			return len(d.Towns) == 0 || slices.Contains(d.Towns, s.Town)
		})
	}), err
}

// searchForm gives the search as query fills it.
func (v *view) searchForm(query url.Values) (templates.SearchForm, error) {
	form := templates.SearchForm{
		Action: v.Prefix + "/search", Query: query.Get("q"), From: query.Get("from"), To: query.Get("to"), Lang: v.Lang,
	}
	sources, err := v.openSources()
	if err != nil {
		return form, err
	}
	var towns []string
	for _, s := range sources {
		towns = append(towns, s.Town)
	}
	slices.Sort(towns)
	if towns = slices.Compact(towns); len(towns) > 1 {
		form.Towns = visit.Choices(append([]string{""}, towns...), query["town"], func(t string) string {
			return cmp.Or(v.Loc.Town(t), v.Loc.T("page_search_towns"))
		})
	}
	form.Narrowed = query.Get("town") != "" || form.From != "" || form.To != ""
	return form, nil
}

// showSearch shows the stories a query finds, newest first.
func showSearch(v *view) error {
	if err := v.Costly(); err != nil {
		return err
	}
	query := v.R.URL.Query()
	page := templates.PageSearch{Page: v.Page()}
	page.Feeds = Feeds(v.Visit, nil)
	var err error
	if page.Search, err = v.searchForm(query); err != nil {
		return err
	}
	filter, wrong := v.searchFilter(query)
	if wrong != "" {
		page.Line = v.Loc.T(wrong)
		return v.Show(http.StatusOK, "search", page)
	}
	found, at, err := v.found(filter, query)
	if err != nil {
		return err
	}
	if page.Found, err = v.foundRows(found.IDs, filter.Query); err != nil {
		return err
	}
	page.Line = v.Loc.N("page_found", found.Total)
	if found.More {
		page.Line = v.Loc.T("page_found_more", v.Loc.Number(found.Total))
	}
	if at > 1 {
		page.Newer = v.searchLink(query, at-1)
	}
	if at < searchPages && at*searchPage < found.Total {
		page.Older = v.searchLink(query, at+1)
	}
	return v.Show(http.StatusOK, "search", page)
}

// searchFilter reads what is looked for; wrong is the message that says why it cannot be.
func (v *view) searchFilter(query url.Values) (f store.SearchFilter, wrong string) {
	f.Query, f.Town = search.Parse(query.Get("q")), query.Get("town")
	for name, into := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, text, v.Zone())
		if err != nil {
			return f, "page_search_wrong"
		}
		*into = day
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1) // the day itself is meant too
	}
	if f.Query.Empty() && (query.Get("q") != "" || f.Town == "" && f.From.IsZero() && f.To.IsZero()) {
		return f, "page_search_empty"
	}
	return f, ""
}

// found searches, and gives which page of the results is asked for.
func (v *view) found(f store.SearchFilter, query url.Values) (store.Found, int, error) {
	sources, err := v.openSources()
	if err != nil {
		return store.Found{}, 0, err
	}
	for _, s := range sources {
		f.Sources = append(f.Sources, s.ID)
	}
	at, err := strconv.Atoi(query.Get("page"))
	if err != nil {
		at = 1
	}
	at = max(1, min(at, searchPages))
	f.Limit, f.Offset = searchPage, (at-1)*searchPage
	found, err := v.Store.Search(v.Ctx, f)
	return found, at, err
}

// searchLink leads to another page of the same search.
func (v *view) searchLink(query url.Values, page int) string {
	query = url.Values{"page": {strconv.Itoa(page)}, "q": query["q"], "town": query["town"], "from": query["from"],
		"to": query["to"]}
	return v.Link("/search?" + query.Encode())
}

// foundRows tells the stories found, with what was looked for marked.
func (v *view) foundRows(ids []int64, q search.Query) ([]templates.StoryRow, error) {
	full, err := v.Store.FullStories(v.Ctx, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(full, func(a, b news.FullStory) int {
		return slices.Index(ids, a.Story.ID) - slices.Index(ids, b.Story.ID)
	})
	rows, err := v.rows(full)
	for i := range rows {
		mark(&rows[i], full[i], q)
	}
	return rows, err
}

// rows tells stories as of now, each leading to its own page.
func (v *view) rows(full []news.FullStory) ([]templates.StoryRow, error) {
	sources, err := v.Store.Sources(v.Ctx)
	if err != nil {
		return nil, err
	}
	now := v.Now()
	issue := digest.Issue{Lang: v.Loc.Tag, Zone: v.Zone().String(), End: now}
	for i := range full {
		full[i] = v.spoken(full[i], v.Loc.Tag)
		c := digest.Candidate{Story: full[i], Sources: sourcesOf(sources, full[i])}
		pick := digest.Pick{Candidate: c}
		for _, p := range digest.Choose(digest.Selection{Candidates: []digest.Candidate{c}, End: now}).Picks {
			pick.Act = p.Act
		}
		story := digest.StoryOf(pick)
		story.Calendar = v.Link(StoryPath(story.ID) + "/calendar.ics")
		issue.Stories = append(issue.Stories, story)
	}
	rows, err := digest.StoryRows(v.Templates, issue)
	for i := range rows {
		rows[i].URL = v.Link(StoryPath(rows[i].ID))
		v.tongues(rows[i].Sources, sources)
	}
	return rows, err
}

// tongues says of source names in which language they are, where it is not the page's.
func (v *view) tongues(links []templates.PageLink, sources []news.Source) {
	for i := range links {
		for _, s := range sources {
			if s.Name == links[i].Label {
				links[i].Lang = v.Tongue(s.Language)
			}
		}
	}
}

// mark marks what a query asks for in a row. Where neither headline nor summary has it, the row shows the passage of an
// article that does.
func mark(row *templates.StoryRow, full news.FullStory, q search.Query) {
	row.HeadlinePieces = pieces(row.Headline, q)
	row.TextPieces = pieces(row.Text, q)
	if q.Empty() || row.HeadlinePieces != nil || row.TextPieces != nil {
		return
	}
	for _, a := range full.Articles {
		for _, text := range []string{a.Text, a.Title} {
			if part := passage(text, q); part != "" {
				row.Text, row.TextPieces = part, pieces(part, q)
				if !news.SameLanguage(a.Lang, full.Summary.Lang) {
					row.TextLang = a.Lang
				}
				return
			}
		}
	}
}

// pieces parts a text at what a query asks for; nil when it has none of it.
func pieces(text string, q search.Query) []templates.Piece {
	marks := q.Marks(text)
	if len(marks) == 0 {
		return nil
	}
	var out []templates.Piece
	at := 0
	for _, m := range marks {
		if m.Start > at {
			out = append(out, templates.Piece{Text: text[at:m.Start]})
		}
		out = append(out, templates.Piece{Text: text[m.Start:m.End], Hit: true})
		at = m.End
	}
	if at < len(text) {
		out = append(out, templates.Piece{Text: text[at:]})
	}
	return out
}

// How many columns a passage shows before and after what was looked for.
const (
	passageBefore = 90
	passageAfter  = 210
)

// passage gives the part of a text around the first thing a query asks for: from the start of its sentence where that
// is near; "" when the text has none of it.
func passage(text string, q search.Query) string {
	marks := q.Marks(text)
	if len(marks) == 0 {
		return ""
	}
	before, after := text[:marks[0].Start], text[marks[0].Start:]
	begin := clipped(before)
	out := strings.Join(strings.Fields(begin+templates.Truncate(after, passageAfter)), " ")
	if len(begin) < len(before) && !startsSentence(before[:len(before)-len(begin)]) {
		out = "…" + out
	}
	return out
}

// clipped gives the end of a text: its last sentence begun, or as much of it as there is room for.
func clipped(text string) string {
	width, from := 0, len(text)
	for from > 0 && width < passageBefore {
		r, size := utf8.DecodeLastRuneInString(text[:from])
		if endsSentence(r) && (r != '.' || strings.HasPrefix(text[from:], " ")) {
			return text[from:]
		}
		width += templates.Width(string(r))
		from -= size
	}
	if from > 0 {
		if i := strings.IndexFunc(text[from:], unicode.IsSpace); i >= 0 && i < len(text[from:])/2 {
			from += i
		}
	}
	return text[from:]
}

func endsSentence(r rune) bool { return strings.ContainsRune("。！？!?.\n", r) }

// startsSentence reports whether a sentence begins after text.
func startsSentence(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, " "))
	return endsSentence(r)
}
