package digest

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/news"
	"tidings/templates"
)

// sheet is the data of mail/edition.*.tmpl: an issue in words.
type sheet struct {
	Title     string // the subject
	Preheader string
	Name      string // of the digest
	Day       string // "Sunday, 22 November 2026"
	Hour      string // "07:30 (Asia/Shanghai)"
	Window    string // "News from 21 Nov, 07:30 to 22 Nov, 07:30"
	Counts    string // "6 stories · 11 of 12 sources read"
	Welcome   bool
	Groups    []group
	Left      int // stories on the web only
	Receipt   receiptView
	Next      string
	Why       string
	Links     Links
	Contact   contactView
	Postal    string
}

// group is stories under one heading: what can be acted on first, then town by town.
type group struct {
	Title   string
	Act     bool
	Stories []storyView
}

// storyView is one story in words.
type storyView struct {
	ID       int64
	First    bool // of its group
	Headline string
	URL      string // of the representative article
	Lang     string // set where it differs from the mail's
	Text     string
	IsUpdate bool
	Update   string // "What is new: …"
	Facts    string // "When: Saturday, 9 a.m. · Where: Town Hall"
	Act      string // "Until 30 November 2026"
	Meta     string // "22 Nov, 09:30 · Huaibei"
	Sources  []sourceView
	AlsoIn   string // "also in 3 sources"
	More     string // "2 more sources on the web"
	Page     string
	Calendar string
	Machine  bool
	Picture  *pictureView // nil = none
}

// sourceView is one linked source.
type sourceView struct {
	Name, URL, Copies string
}

// receiptView is the coverage of the edition in words.
type receiptView struct {
	Line     string
	Trouble  string // the sentence before the troubled sources; "" when there are none
	Troubled []string
}

// contactView is how to reach the operator.
type contactView struct {
	Label, URL string
}

// newSheet puts the first keep stories of a prepared issue into words.
func newSheet(loc *templates.Locale, in Issue, keep int) sheet {
	name := Clean(in.Digest.Name)
	v := sheet{
		Title: subject(loc, in), Preheader: preheader(loc, in), Name: name,
		Day: loc.FullDate(in.End), Hour: loc.Clock(in.End) + " (" + in.Zone + ")", Window: windowLine(loc, in),
		Counts: loc.N("stories", len(in.Stories)), Welcome: in.Welcome,
		Groups: groups(loc, in, in.Stories[:keep]), Left: len(in.Stories) - keep,
		Receipt: receipt(loc, in), Links: in.Links, Postal: Clean(in.Postal), Contact: contact(in.Contact),
		Next: loc.T("next_none"),
	}
	if !in.Next.IsZero() {
		v.Next = loc.T("next_at", loc.FullDate(in.Next), loc.Clock(in.Next), in.Zone)
	}
	v.Why = why(loc, in, name)
	return v
}

// why says why this mail came: to which address, by which digest, how often.
func why(loc *templates.Locale, in Issue, name string) string {
	schedule := in.Schedule
	if schedule == "" {
		schedule = loc.T("every_custom")
	}
	if in.Recipient == "" {
		return loc.T("why_text", name, schedule)
	}
	return loc.T("why_address", Clean(in.Recipient), name, schedule)
}

// contact makes a link of a mail address or an https URL.
func contact(s string) contactView {
	s = Clean(s)
	if strings.Contains(s, "@") && !strings.Contains(s, "://") {
		return contactView{Label: s, URL: "mailto:" + strings.TrimPrefix(s, "mailto:")}
	}
	return contactView{Label: strings.TrimPrefix(s, "https://"), URL: s}
}

// groups keeps the order of rank, a town standing where its best story stands; what can be acted on goes by its day.
func groups(loc *templates.Locale, in Issue, stories []Story) []group {
	var out []group
	index := map[string]int{}
	add := func(key, title string, act bool, s Story) {
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			out = append(out, group{Title: title, Act: act})
		}
		view := storyWords(loc, in, s, act)
		view.First = len(out[i].Stories) == 0
		out[i].Stories = append(out[i].Stories, view)
	}
	soonest := slices.SortedStableFunc(slices.Values(stories), func(a, b Story) int {
		return a.Act.At.Time.Compare(b.Act.At.Time)
	})
	for _, s := range soonest {
		if s.Act.At.Known() {
			add("\x00act", loc.T("act_title"), true, s)
		}
	}
	for _, s := range stories {
		title := loc.Town(s.Town)
		if title == "" {
			title = loc.T("other_news")
		}
		if !s.Act.At.Known() {
			add(s.Town, title, false, s)
		}
	}
	return out
}

// linkedSources is how many sources of one story a mail links; the rest is on the story's page.
const linkedSources = 8

// storyWords puts a story into the words of the edition. With act it is told among those by which a reader can do
// something. Its language is named only where it is not the edition's, for screen readers and fonts.
func storyWords(loc *templates.Locale, in Issue, s Story, act bool) storyView {
	v := storyView{
		ID: s.ID, Headline: s.Headline, Text: join(s.Sentences), Page: s.Page, Machine: s.Machine, IsUpdate: s.Update != "",
		Picture: s.Picture.view(),
	}
	if s.Lang != "" && loc.Tag != strings.ToLower(s.Lang) {
		v.Lang = s.Lang
	}
	if s.Update != "" {
		v.Update = loc.T("update_new", s.Update)
	}
	v.Facts = factLine(loc, s)
	if act {
		v.Act, v.Calendar = actLine(loc, in, s.Act), s.Calendar
	}
	for i, src := range s.Sources {
		if i == 0 {
			v.URL = secure(src.URL, s.Page)
		}
		if i == linkedSources && s.Page != "" {
			v.More = loc.N("more_sources", len(s.Sources)-linkedSources)
			break
		}
		view := sourceView{Name: src.Name, URL: secure(src.URL, s.Page)}
		if src.Copies > 0 {
			view.Copies = loc.N("copies", src.Copies)
		}
		v.Sources = append(v.Sources, view)
	}
	if len(s.Sources) > 1 {
		v.AlsoIn = loc.N("also_in", len(s.Sources)-1)
	}
	v.Meta = meta(loc, in, s, act)
	return v
}

// factLine is the key facts that the sentences do not say already, in the mail's labels and the source's words.
func factLine(loc *templates.Locale, s Story) string {
	text, parts := join(s.Sentences), []string{}
	for _, f := range s.Facts {
		if words := Clean(f.Text); !strings.Contains(text, words) {
			parts = append(parts, loc.T("fact_"+string(f.Kind))+loc.T("colon")+words)
		}
	}
	return strings.Join(parts, " · ")
}

// meta is "22 Nov, 09:30 · Huaibei · your keyword: bridge", with the town where the heading does not say it.
func meta(loc *templates.Locale, in Issue, s Story, act bool) string {
	var parts []string
	if s.Date.Known() {
		when := dateWords(loc, in, s.Date)
		if s.Seen {
			when = loc.T("first_seen", when)
		}
		parts = append(parts, when)
	}
	if act && s.Town != "" {
		parts = append(parts, loc.Town(s.Town))
	}
	if s.Place != "" && s.Place != s.Town {
		parts = append(parts, loc.Town(s.Place))
	}
	if words := matched(s); len(words) > 0 {
		parts = append(parts, loc.N("matched", len(words), strings.Join(words, loc.T("join_comma"))))
	}
	return strings.Join(parts, " · ")
}

// mostMatched is how many of a reader's keywords a story names.
const mostMatched = 3

// matched gives the keywords that brought a story, without the marks they were written with. An expression is none of a
// reader's words and says nothing to most.
func matched(s Story) (words []string) {
	for _, k := range s.Matched {
		if k = Clean(strings.TrimPrefix(k, "+")); k != "" && !strings.HasPrefix(k, "/") && len(words) < mostMatched {
			words = append(words, k)
		}
	}
	return words
}

// dateWords writes a date as exactly as it is known. A bare date is not moved into another zone: it would change the
// day. The year is named only where it is not the edition's.
func dateWords(loc *templates.Locale, in Issue, d news.Date) string {
	at := d.Time
	if d.Clock {
		at = at.In(in.End.Location())
	}
	day := loc.ShortDate(at)
	if at.Year() != in.End.Year() {
		day = loc.Date(at)
	}
	if !d.Clock {
		return day
	}
	return loc.T("at_time", day, loc.Clock(at))
}

// actLine says until when, or at which time, readers can act, in the zone of the edition.
func actLine(loc *templates.Locale, in Issue, a Act) string {
	key := "act_on"
	if a.Until {
		key = "act_until"
	}
	at := a.At.Time
	if a.At.Clock {
		at = at.In(in.End.Location())
		return loc.T(key, loc.T("at_time", loc.FullDate(at), loc.Clock(at)))
	}
	return loc.T(key, loc.FullDate(at))
}

// receipt says how many sources were read and which could not be.
func receipt(loc *templates.Locale, in Issue) receiptView {
	r := in.Receipt
	var v receiptView
	v.Line = loc.N("sources_read", r.Read, loc.Number(r.Sources))
	if len(r.Troubled) == 0 {
		return v
	}
	v.Trouble = loc.N("receipt_trouble", len(r.Troubled))
	for _, t := range r.Troubled {
		since := loc.ShortDate(t.Since.In(in.End.Location()))
		if t.Since.Year() != in.End.Year() {
			since = loc.Date(t.Since.In(in.End.Location()))
		}
		v.Troubled = append(v.Troubled, loc.T("receipt_line", Clean(t.Name), loc.T("state_"+string(t.State)), since))
	}
	return v
}

// secure gives the address a mail links to. Mail programs and gateways distrust plain http in mail, so such a source is
// linked by way of the story's own page, where all its sources stand; without such a page it is linked as it is.
func secure(raw, page string) string {
	u, err := url.Parse(raw)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Host == "":
		return page
	case u.Scheme == "http" && page != "":
		return page
	}
	return raw
}

// join sets sentences as running text.
func join(sentences []string) string {
	var s news.Summary
	for _, text := range sentences {
		s.Sentences = append(s.Sentences, news.Sentence{Text: text})
	}
	return s.Text()
}

// What a crawled string may take at most, in columns: beyond it is no headline, sentence or name.
const (
	headlineWidth = 240
	sentenceWidth = 900
	nameWidth     = 120
)

// cleanStories copies the stories with every string cleaned and held to its width.
func cleanStories(in []Story) []Story {
	out := make([]Story, 0, len(in))
	for _, s := range in {
		s.Headline = templates.Truncate(Clean(s.Headline), headlineWidth)
		s.Town, s.Place = templates.Truncate(Clean(s.Town), nameWidth), templates.Truncate(Clean(s.Place), nameWidth)
		s.Update = templates.Truncate(Clean(s.Update), sentenceWidth)
		if s.Picture != nil {
			pic := *s.Picture
			pic.Alt = templates.Truncate(Clean(pic.Alt), nameWidth)
			s.Picture = &pic
		}
		sentences := make([]string, 0, len(s.Sentences))
		for _, text := range s.Sentences {
			if text = templates.Truncate(Clean(text), sentenceWidth); text != "" {
				sentences = append(sentences, text)
			}
		}
		s.Sentences = sentences
		sources := make([]SourceLink, 0, len(s.Sources))
		for _, src := range s.Sources {
			src.Name = templates.Truncate(Clean(src.Name), nameWidth)
			if u, err := url.Parse(src.URL); src.Name == "" && err == nil {
				src.Name = u.Host
			}
			sources = append(sources, src)
		}
		s.Sources = sources
		out = append(out, s)
	}
	return out
}

// zoneOf loads a zone, UTC when it is empty.
func zoneOf(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	return time.LoadLocation(name)
}
