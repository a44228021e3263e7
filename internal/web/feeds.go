package web

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/feed"
	"tidings/internal/news"
	"tidings/templates"
)

// maxFeed is how many stories a feed holds.
const maxFeed = 50

// feeds announces the feeds of what values choose: the fields digest, town, topic and keywords of the form. All public
// digests when values are nil.
func (v *visit) feeds(values url.Values) []templates.FeedLink {
	query := url.Values{"language": {v.loc.Tag}}
	for _, name := range []string{"digest", "town", "topic", "keywords"} {
		for _, value := range values[name] {
			if value != "" {
				query.Add(name, value)
			}
		}
	}
	to := func(path string) string { return v.prefix + path + "?" + query.Encode() }
	return []templates.FeedLink{
		{Title: "Atom", URL: to("/feed.atom"), Type: feed.AtomType},
		{Title: "JSON Feed", URL: to("/feed.json"), Type: feed.JSONType},
		{Title: v.loc.T("page_feed_calendar"), URL: to("/feed.ics"), Type: "text/calendar"},
	}
}

// costly refuses one who asks too often for what costs us work.
func (v *visit) costly() error {
	if !v.reads.pass(network(clientOf(v.r))) {
		return errBusy
	}
	return nil
}

// fed is one story of a feed: what is told, and of which digest.
type fed struct {
	digest.Pick
	of news.Digest
}

// fed gives what the feed's address asks for, the stories that came last first.
func (v *visit) fed() ([]fed, []news.Digest, error) {
	if err := v.costly(); err != nil {
		return nil, nil, err
	}
	query := v.r.URL.Query()
	if lang := query.Get("language"); slices.Contains(v.tags, lang) {
		v.loc = v.Templates.Locale(lang)
	}
	filter := audience.Filter{
		Towns: query["town"], Topics: query["topic"], Keywords: keywordLines(query.Get("keywords")),
	}
	r := reading{visit: v, form: query, wrong: wrongs{}}
	r.readFilter(filter)
	digests := v.asked(query["digest"])
	if len(r.wrong) > 0 || len(digests) == 0 {
		return nil, nil, fault.New(fault.Invalid, "a feed of %s", v.r.URL.RawQuery)
	}
	var out []fed
	seen := map[int64]bool{}
	for _, d := range digests {
		picks, err := v.lastWeek(d, audience.Subscription{Filter: v.within(filter, d), Language: v.loc.Tag})
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
func (v *visit) asked(ids []string) []news.Digest {
	public := v.public()
	if len(ids) == 0 {
		return public
	}
	return slices.DeleteFunc(public, func(d news.Digest) bool { return !slices.Contains(ids, d.ID) })
}

// showFeed gives a handler of one form of the feed.
func showFeed(write func(feed.Feed) ([]byte, error), kind string) handler {
	return func(v *visit) error {
		stories, digests, err := v.fed()
		if err != nil {
			return err
		}
		out := feed.Feed{
			Title: v.Service, Lang: v.loc.Tag, Author: v.Service, Home: v.BaseURL + "/archive",
			Self:    v.BaseURL + v.r.URL.Path + "?" + v.r.URL.Query().Encode(),
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
		return v.serve(kind+"; charset=utf-8", out.Updated, []byte(v.local(string(body))))
	}
}

// fedStory puts one story into the form of feeds.
func (v *visit) fedStory(p fed) feed.Story {
	full := p.Candidate.Story
	told := digest.StoryOf(p.Pick)
	out := feed.Story{
		ID: v.BaseURL + storyPath(told.ID), Headline: digest.Clean(told.Headline), Lang: told.Lang,
		Text: digest.Clean(full.Summary.Text()), Published: told.Date.Time, Updated: full.Story.Changed,
		Towns: []string{full.Story.Town},
	}
	if out.Updated.Before(out.Published) {
		out.Updated = out.Published
	}
	if told.Machine {
		out.Note = v.loc.T("machine")
	}
	rows, err := digest.StoryRows(v.Templates, digest.Issue{
		Digest: p.of, Lang: v.loc.Tag, Stories: []digest.Story{told}, End: v.Now(),
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
func (s *site) showCalendar(v *visit) error {
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

// serve answers with a file that programs ask for again and again: unchanged, it is not sent twice.
func (v *visit) serve(kind string, changed time.Time, body []byte) error {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+version(body)+`"`)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "public, max-age=300")
	}
	http.ServeContent(v.w, v.r, "", changed, bytes.NewReader(body))
	return nil
}
