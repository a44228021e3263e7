package reading

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// StoryPath is the path of a story's own page.
func StoryPath(id int64) string { return "/story/" + strconv.FormatInt(id, 10) }

// openStory gives the story asked for, if everyone may read it, with the sources it may be read from.
func (v *view) openStory() (news.FullStory, []news.Source, error) {
	id, err := strconv.ParseInt(v.R.PathValue("id"), 10, 64)
	if err != nil {
		return news.FullStory{}, nil, fault.New(fault.NotFound, "no story %q", v.R.PathValue("id"))
	}
	full, err := v.Store.FullStory(v.Ctx, id)
	if err != nil {
		return full, nil, err
	}
	open, err := v.openSources()
	if err == nil && len(sourcesOf(open, full)) == 0 {
		err = fault.New(fault.NotFound, "story %d is of no public digest", id)
	}
	return full, open, err
}

// showStory shows one story with its sources, what became of it and where it was told.
func showStory(v *view) error {
	full, _, err := v.openStory()
	if err != nil {
		return err
	}
	if v.R.PathValue("id") != strconv.FormatInt(full.Story.ID, 10) { // merged since the link was made
		http.Redirect(v.W, v.R, v.Link(StoryPath(full.Story.ID)), http.StatusMovedPermanently)
		return nil
	}
	rows, err := v.rows([]news.FullStory{full})
	if err != nil {
		return err
	}
	full = v.spoken(full, v.Loc.Tag)
	sources, err := v.Store.Sources(v.Ctx)
	if err != nil {
		return err
	}
	page := templates.PageStory{Page: v.Page(), Story: rows[0], Members: v.members(full, sources)}
	page.Sentences = sentencesOf(full)
	if n := len(sourcesOf(sources, full)); n > 1 {
		page.Also = v.Loc.N("also_in", n-1)
	}
	page.History = v.history(full)
	if page.Editions, err = v.toldIn(full); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "story", page)
}

// members lists a story's articles.
func (v *view) members(full news.FullStory, sources []news.Source) []templates.MemberRow {
	reasons := map[int64]news.Member{}
	for _, m := range full.Story.Members {
		reasons[m.ArticleID] = m
	}
	var out []templates.MemberRow
	for i, a := range full.Articles {
		row := templates.MemberRow{
			Number: i + 1, Title: digest.Clean(a.Title), Lang: v.Tongue(a.Lang), URL: a.URL, Source: a.Outlet,
			Date: v.dated(a),
		}
		for _, s := range sources {
			if s.ID == a.SourceID {
				row.Source, row.SourceLang = s.Name, v.Tongue(s.Language)
			}
		}
		m := reasons[a.ID]
		row.Copy = m.Canonical != 0 && m.Canonical != a.ID
		if i > 0 {
			row.Why, row.WhyLang = v.why(m.Reason, full.Articles)
		}
		out = append(out, row)
	}
	return out
}

// why words the reason of a membership in the page's language. What it says of articles names them as the page numbers
// them. A reason that is worded in another way is shown as it is, and lang says that it is English.
func (v *view) why(reason string, articles []news.Article) (words, lang string) {
	with, grounds, ok := news.ReadReason(reason)
	if !ok {
		return reason, v.Tongue("en")
	}
	parts := make([]string, len(grounds))
	for i, g := range grounds {
		parts[i] = v.Loc.T("ground_"+string(g.Kind), g.Said)
	}
	words = strings.Join(parts, v.Loc.T("semicolon"))
	if n := slices.IndexFunc(articles, func(a news.Article) bool { return a.ID == with }); n >= 0 {
		words = v.Loc.T("ground_with", n+1, words)
	}
	return words, ""
}

// dated writes when an article came out, as exactly as it is known.
func (v *view) dated(a news.Article) string {
	at, seen := a.When()
	words := v.Moment(at.Time)
	if !at.Clock {
		words = v.Loc.Date(at.Time) // a bare date is not moved into another zone
	}
	if seen {
		return v.Loc.T("first_seen", words)
	}
	return words
}

// sentencesOf gives a summary's sentences, each with the number of the article it stands in.
func sentencesOf(full news.FullStory) []templates.SentenceRow {
	var out []templates.SentenceRow
	for _, s := range full.Summary.Sentences {
		row := templates.SentenceRow{Text: digest.Clean(s.Text)}
		if s.Offset >= 0 {
			row.Member = 1 + slices.IndexFunc(full.Articles, func(a news.Article) bool { return a.ID == s.ArticleID })
		}
		out = append(out, row)
	}
	return out
}

// history tells what later articles added to the first one, in the order they came; nil when they added nothing.
func (v *view) history(full news.FullStory) []templates.HistoryRow {
	if v.Reader.Send.News == nil {
		return nil
	}
	came := slices.Clone(full.Articles)
	slices.SortStableFunc(came, func(a, b news.Article) int { return a.FirstSeen.Compare(b.FirstSeen) })
	var out []templates.HistoryRow
	for n := 1; n < len(came); n++ {
		until := full
		until.Articles = came[:n+1]
		added := v.Reader.Send.News(until, n, v.Loc.Tag)
		if added == "" {
			continue
		}
		out = append(out, templates.HistoryRow{
			Date: v.dated(came[n]), Text: digest.Clean(added), Lang: v.Tongue(came[n].Lang),
			Member: 1 + slices.IndexFunc(full.Articles, func(a news.Article) bool { return a.ID == came[n].ID }),
		})
	}
	return out
}

// toldIn links the days of public digests that told a story, where the archive shows them.
func (v *view) toldIn(full news.FullStory) ([]templates.PageLink, error) {
	var out []templates.PageLink
	for _, d := range v.Public() {
		zone := visit.DigestZone(d)
		var days []time.Time
		for _, a := range full.Articles {
			days = append(days, today(a.FirstSeen, zone))
		}
		slices.SortFunc(days, time.Time.Compare)
		for _, day := range slices.CompactFunc(days, time.Time.Equal) {
			if !v.archived(day, zone) {
				continue
			}
			picks, err := v.day(d, day)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(picks, func(p digest.Pick) bool { return p.Candidate.Story.Story.ID == full.Story.ID }) {
				out = append(out, templates.PageLink{
					Label: fmt.Sprintf("%s, %s", d.Name, v.Loc.FullDate(day)),
					URL:   v.Link("/archive/" + d.ID + "/" + day.Format(time.DateOnly)),
				})
			}
		}
	}
	return out[:min(len(out), maxToldIn)], nil
}

// maxToldIn is how many days of digests a story's page links.
const maxToldIn = 5

// showStoryCalendar gives what can be acted on in one story, for a calendar.
func showStoryCalendar(v *view) error {
	full, open, err := v.openStory()
	if err != nil {
		return err
	}
	full = v.spoken(full, v.Loc.Tag)
	c := digest.Candidate{Story: full, Sources: sourcesOf(open, full)}
	return v.calendar("story-"+strconv.FormatInt(full.Story.ID, 10), digest.Choose(digest.Selection{
		Candidates: []digest.Candidate{c}, End: v.Now(),
	}).Picks)
}

// calendar answers with the iCalendar file of what can be acted on in the picks.
func (v *view) calendar(name string, picks []digest.Pick) error {
	var stories []digest.Story
	var changed time.Time
	for _, p := range picks {
		story := digest.StoryOf(p)
		if !story.Act.At.Known() {
			continue
		}
		stories = append(stories, story)
		if at := p.Candidate.Story.Story.Changed; at.After(changed) {
			changed = at
		}
	}
	body := digest.Calendar(stories, cmp.Or(v.Host, "localhost"), changed)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+`.ics"`)
	return v.Serve("text/calendar; charset=utf-8", changed, body)
}
