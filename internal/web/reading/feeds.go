package reading

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/feed"
	"tidings/internal/news"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// maxFeed is how many stories a feed holds.
const maxFeed = 50

// Feeds announces the feeds of what values choose: the fields digest, town, topic and keywords of the form. All public
// digests when values are nil.
func Feeds(v *visit.Visit, values url.Values) []templates.FeedLink {
	query := url.Values{"language": {v.Loc.Tag}}
	for _, name := range []string{"digest", "town", "topic", "keywords"} {
		for _, value := range values[name] {
			if value != "" {
				query.Add(name, value)
			}
		}
	}
	to := func(path string) string { return v.Prefix + path + "?" + query.Encode() }
	return []templates.FeedLink{
		{Title: "Atom", URL: to("/feed.atom"), Type: feed.AtomType},
		{Title: "JSON Feed", URL: to("/feed.json"), Type: feed.JSONType},
		{Title: v.Loc.T("page_feed_calendar"), URL: to("/feed.ics"), Type: "text/calendar"},
	}
}

// fed is one story of a feed: what is told, and of which digest.
type fed struct {
	digest.Pick
	of news.Digest
}

// fed gives what the feed's address asks for, the stories that came last first.
func (v *view) fed() ([]fed, []news.Digest, error) {
	if err := v.Costly(); err != nil {
		return nil, nil, err
	}
	query := v.R.URL.Query()
	if lang := query.Get("language"); slices.Contains(v.Tags, lang) {
		v.Loc = v.Templates.Locale(lang)
	}
	filter, wrong := ReadFilter(v.Visit, query)
	digests := v.asked(query["digest"])
	if len(wrong) > 0 || len(digests) == 0 {
		return nil, nil, fault.New(fault.Invalid, "a feed of %s", v.R.URL.RawQuery)
	}
	var out []fed
	seen := map[int64]bool{}
	for _, d := range digests {
		picks, err := v.LastWeek(v.Visit, d, audience.Subscription{Filter: Within(v.Visit, filter, d), Language: v.Loc.Tag})
		if err != nil {
			return nil, nil, err
		}
		for _, p := range picks {
			if id := p.Candidate.Story.Story.ID; !seen[id] {
				seen[id] = true
				out = append(out, fed{p, d})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b fed) int {
		x, y := a.Candidate.Story.Story, b.Candidate.Story.Story
		return cmp.Or(y.LastPublished.Compare(x.LastPublished), cmp.Compare(y.ID, x.ID))
	})
	return out[:min(len(out), maxFeed)], digests, nil
}

// asked gives the public digests with these ids; all when there are none.
func (v *view) asked(ids []string) []news.Digest {
	public := v.Public()
	if len(ids) == 0 {
		return public
	}
	return slices.DeleteFunc(public, func(d news.Digest) bool { return !slices.Contains(ids, d.ID) })
}

// showFeed gives a handler of one form of the feed.
func showFeed(write func(feed.Feed) ([]byte, error), kind string) func(*view) error {
	return func(v *view) error {
		stories, digests, err := v.fed()
		if err != nil {
			return err
		}
		out := feed.Feed{
			Title: v.Service, Lang: v.Loc.Tag, Author: v.Service, Home: v.BaseURL + "/archive",
			Self:    v.BaseURL + v.R.URL.Path + "?" + v.R.URL.Query().Encode(),
			Updated: today(v.Now(), time.UTC).AddDate(0, 0, -7),
		}
		if len(digests) == 1 {
			out.Title, out.Home = digests[0].Name, out.Home+"/"+digests[0].ID
		}
		for _, p := range stories {
			story := v.fedStory(p)
			out.Stories = append(out.Stories, story)
			if story.Updated.After(out.Updated) {
				out.Updated = story.Updated
			}
		}
		body, err := write(out)
		if err != nil {
			return err
		}
		return v.Serve(kind+"; charset=utf-8", out.Updated, []byte(v.Local(string(body))))
	}
}

// fedStory puts one story into the form of feeds.
func (v *view) fedStory(p fed) feed.Story {
	full := p.Candidate.Story
	told := digest.StoryOf(p.Pick)
	out := feed.Story{
		ID: v.BaseURL + StoryPath(told.ID), Headline: digest.Clean(told.Headline), Lang: told.Lang,
		Text: digest.Clean(full.Summary.Text()), Published: told.Date.Time, Updated: full.Story.Changed,
		Towns: []string{full.Story.Town},
	}
	if out.Updated.Before(out.Published) {
		out.Updated = out.Published
	}
	if told.Machine {
		out.Note = v.Loc.T("machine")
	}
	rows, err := digest.StoryRows(v.Templates, digest.Issue{
		Digest: p.of, Lang: v.Loc.Tag, Stories: []digest.Story{told}, End: v.Now(),
	})
	if err == nil && len(rows) == 1 { // the zone of a configured digest is known
		out.Act = rows[0].Act
	}
	for _, s := range told.Sources {
		out.Sources = append(out.Sources, feed.Source{Name: digest.Clean(s.Name), URL: s.URL})
	}
	for _, s := range p.Candidate.Sources {
		out.Towns = append(out.Towns, s.Topics...)
	}
	slices.Sort(out.Towns)
	out.Towns = slices.Compact(out.Towns)
	return out
}

// showCalendar gives all that can still be acted on, for a calendar program that asks again by itself.
func showCalendar(v *view) error {
	stories, _, err := v.fed()
	if err != nil {
		return err
	}
	picks := make([]digest.Pick, len(stories))
	for i, p := range stories {
		picks[i] = p.Pick
	}
	return v.calendar("tidings", picks)
}
