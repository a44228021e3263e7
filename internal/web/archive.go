package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/token"
	"tidings/templates"
)

const (
	archiveDays = 14      // on one page of the archive
	archiveYear = 2 * 366 // how many days back there are pages
)

// showArchive shows the days of one public digest or of all, fourteen to a page. Editions are personal; what everyone
// may read is what a digest had to tell on each day.
func (s *site) showArchive(v *visit) error {
	if err := v.costly(); err != nil {
		return err
	}
	page := templates.PageArchive{Page: v.page()}
	page.Feeds = v.feeds(nil)
	var err error
	if page.Search, err = v.searchForm(url.Values{}); err != nil {
		return err
	}
	digests := s.public()
	for _, d := range digests {
		page.Digests = append(page.Digests, templates.PageLink{
			Label: d.Name, URL: v.link("/archive/" + d.ID), Lang: v.tongue(d.Language),
		})
	}
	path := "/archive"
	if id := v.r.PathValue("digest"); id != "" {
		d, err := s.publicDigest(id)
		if err != nil {
			return err
		}
		digests, page.Name, path = []news.Digest{d}, d.Name, path+"/"+d.ID
		page.Feeds = v.feeds(url.Values{"digest": {d.ID}})
	}
	if err := v.archiveOf(digests, path, &page); err != nil {
		return err
	}
	if len(page.Digests) < 2 {
		page.Digests = nil
	}
	return v.show(http.StatusOK, "archive", page)
}

// archiveOf adds the days of digests, the newest first, and the links to the pages before and after.
func (v *visit) archiveOf(digests []news.Digest, path string, page *templates.PageArchive) error {
	last, first := today(v.Now(), v.zone()), today(v.Now(), v.zone())
	if text := v.r.URL.Query().Get("before"); text != "" {
		day, err := time.ParseInLocation(time.DateOnly, text, v.zone())
		if err != nil || day.After(last) || !v.archived(day, v.zone()) {
			return fault.New(fault.NotFound, "no days before %q", text)
		}
		last = day
	}
	for _, d := range digests {
		if err := v.addDays(d, last, len(digests) > 1, page); err != nil {
			return err
		}
	}
	slices.SortStableFunc(page.Editions, func(a, b templates.EditionRow) int { return cmp.Compare(b.Date, a.Date) })
	for i, row := range page.Editions {
		day, err := time.Parse(time.DateOnly, row.Date)
		if err != nil {
			return err
		}
		page.Editions[i].Date = v.loc.FullDate(day)
	}
	if newer := last.AddDate(0, 0, archiveDays); last.Before(first) {
		page.Newer = v.link(path + "?before=" + newer.Format(time.DateOnly))
		if !newer.Before(first) {
			page.Newer = v.link(path)
		}
	}
	before := last.AddDate(0, 0, -archiveDays)
	older, err := v.anyBefore(digests, before.AddDate(0, 0, 1))
	if older && v.archived(before, v.zone()) {
		page.Older = v.link(path + "?before=" + before.Format(time.DateOnly))
	}
	return err
}

// archived reports whether the archive has a page for a day.
func (v *visit) archived(day time.Time, zone *time.Location) bool {
	return !day.Before(today(v.Now(), zone).AddDate(0, 0, -archiveYear))
}

// anyBefore reports whether one of the digests had anything to tell before a day.
func (v *visit) anyBefore(digests []news.Digest, day time.Time) (bool, error) {
	sources, err := v.sources()
	if err != nil {
		return false, err
	}
	var ids []string
	for _, d := range digests {
		for _, s := range covered(sources, d) {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return false, nil
	}
	first, err := v.Store.FirstJoined(v.ctx, ids)
	return !first.IsZero() && first.Before(day), err
}

// addDays adds the days of one digest up to last that have something to tell, dated so that they can be sorted.
func (v *visit) addDays(d news.Digest, last time.Time, named bool, page *templates.PageArchive) error {
	zone := digestZone(d)
	start := time.Date(last.Year(), last.Month(), last.Day(), 0, 0, 0, 0, zone)
	for range archiveDays {
		picks, err := v.day(d, start)
		if err != nil {
			return err
		}
		if len(picks) > 0 {
			date := start.Format(time.DateOnly)
			story := digest.StoryOf(picks[0])
			row := templates.EditionRow{
				Title: digest.Clean(story.Headline), Lang: v.tongue(story.Lang), URL: v.link("/archive/" + d.ID + "/" + date),
				Date: date, Stories: len(picks),
			}
			if named {
				row.Digest = d.Name
			}
			page.Editions = append(page.Editions, row)
		}
		start = start.AddDate(0, 0, -1)
	}
	return nil
}

func (s *site) publicDigest(id string) (news.Digest, error) {
	d, err := s.Reader.Digest(id)
	if err == nil && !d.Public {
		return d, fault.New(fault.NotFound, "digest %s is not public", id)
	}
	return d, err
}

// showDay shows what a public digest had to tell on one day.
func (s *site) showDay(v *visit) error {
	d, err := s.publicDigest(v.r.PathValue("digest"))
	if err != nil {
		return err
	}
	zone := digestZone(d)
	start, err := time.ParseInLocation(time.DateOnly, v.r.PathValue("day"), zone)
	now := v.Now()
	if err != nil || start.After(now) || !v.archived(start, zone) {
		return fault.New(fault.NotFound, "no day %q in the archive", v.r.PathValue("day"))
	}
	picks, err := v.day(d, start)
	if err != nil {
		return err
	}
	end := start.AddDate(0, 0, 1)
	page, err := v.editionPage(digest.Issue{Digest: d, Start: start, End: end.Add(-time.Second), Zone: d.Zone}, picks, "")
	if err != nil {
		return err
	}
	page.Feeds = v.feeds(url.Values{"digest": {d.ID}})
	page.Older = v.link("/archive/" + d.ID + "/" + start.AddDate(0, 0, -1).Format(time.DateOnly))
	if end.Before(now) {
		page.Newer = v.link("/archive/" + d.ID + "/" + end.Format(time.DateOnly))
	}
	return v.show(http.StatusOK, "edition", page)
}

// editionPage puts picks into the data of the edition page. Stories of a public digest lead to their own pages; those
// of another have none, and their dates are behind the edition's own link, own. What was read on a
// day is not kept, only what an edition was made from: the status page says how the sources are now.
func (v *visit) editionPage(issue digest.Issue, picks []digest.Pick, own string) (templates.PageEdition, error) {
	issue.Lang = v.loc.Tag
	for _, p := range picks {
		issue.Stories = append(issue.Stories, digest.StoryOf(p))
	}
	for i := range issue.Stories {
		story := &issue.Stories[i]
		story.Calendar = v.link(storyPath(story.ID) + "/calendar.ics")
		if !issue.Digest.Public {
			story.Calendar = v.link(own + "/calendar.ics?story=" + strconv.FormatInt(story.ID, 10))
		}
	}
	page, err := digest.EditionPage(v.Templates, issue)
	page.Page = v.page()
	if issue.Receipt.Sources == 0 {
		page.Receipt, page.Troubled = "", nil
	}
	if err != nil {
		return page, err
	}
	sources, err := v.Store.Sources(v.ctx)
	page.NameLang = v.tongue(cmp.Or(issue.Digest.Language, v.loc.Tag))
	for g, group := range page.Groups {
		page.Groups[g].Lang = v.townTongue(group.Title, sources)
		for i := range group.Stories {
			row := &group.Stories[i]
			v.tongues(row.Sources, sources)
			if issue.Digest.Public {
				row.URL = v.link(storyPath(row.ID))
			}
		}
	}
	return page, err
}

// edition gives the edition a reader's own link leads to, and the stories it told.
func (v *visit) edition() (e news.Edition, sub audience.Subscription, d news.Digest, picks []digest.Pick, err error) {
	v.private()
	id, err := v.Keys.Verify(token.Edition, v.r.PathValue("token"), v.Now())
	if err != nil {
		return e, sub, d, nil, err
	}
	if e, err = v.Store.Edition(v.ctx, id); err != nil {
		return e, sub, d, nil, gone(err)
	}
	if sub, err = v.Store.Subscription(v.ctx, e.SubscriptionID); err != nil {
		return e, sub, d, nil, gone(err)
	}
	v.speak(sub.Language)
	if d, err = v.Reader.Digest(e.DigestID); err != nil {
		d = news.Digest{ID: e.DigestID, Name: e.DigestID} // no longer configured, still readable
	}
	picks, err = v.editionPicks(e, d, cmp.Or(sub.Language, d.Language))
	return e, sub, d, picks, err
}

// showEdition shows one edition whole, with what its mail had to leave out. Its link is the reader's own.
func (s *site) showEdition(v *visit) error {
	e, sub, d, picks, err := v.edition()
	if err != nil {
		return err
	}
	if e.Start.IsZero() {
		e.Start = e.End.AddDate(0, 0, -7) // the first edition looks back over a week
	}
	issue := digest.Issue{Digest: d, Start: e.Start, End: e.End, Zone: cmp.Or(e.Zone, sub.Zone)}
	if kept, err := digest.Recall(e.Issue); err == nil { // as it was told, with what was read for it
		issue.Stories, issue.Receipt, picks = kept.Stories, kept.Receipt, nil
	}
	page, err := v.editionPage(issue, picks, "/edition/"+v.r.PathValue("token"))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "edition", page)
}

// showEditionCalendar gives what could be acted on in an edition, or in one story of it (?story=).
func (s *site) showEditionCalendar(v *visit) error {
	e, _, _, picks, err := v.edition()
	if err != nil {
		return err
	}
	if only := v.r.URL.Query().Get("story"); only != "" {
		picks = slices.DeleteFunc(picks, func(p digest.Pick) bool {
			return strconv.FormatInt(p.Candidate.Story.Story.ID, 10) != only
		})
	}
	return v.calendar("edition-"+strconv.FormatInt(e.ID, 10), picks)
}

// editionPicks gives the stories an edition told, in its order.
func (v *visit) editionPicks(e news.Edition, d news.Digest, lang string) ([]digest.Pick, error) {
	sources, err := v.Store.Sources(v.ctx)
	if err != nil {
		return nil, err
	}
	in := digest.Selection{
		Subscription: audience.Subscription{Stories: len(e.Stories), Language: lang}, Digest: d, End: e.End,
	}
	in.Digest.Towns, in.Digest.Topics = nil, nil
	picks := make([]digest.Pick, 0, len(e.Stories))
	for _, t := range e.Stories {
		full, err := v.Store.FullStory(v.ctx, t.StoryID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		full = v.spoken(full, lang)
		c := digest.Candidate{Story: full, Sources: sourcesOf(sources, full)}
		in.Candidates = append(in.Candidates, c)
		picks = append(picks, digest.Pick{Candidate: c, Rank: t.Rank, Update: t.Update})
	}
	// Choosing again finds what could be acted on as of then; order and updates stay as they were told.
	for _, again := range digest.Choose(in).Picks {
		for i := range picks {
			if picks[i].Candidate.Story.Story.ID == again.Candidate.Story.Story.ID {
				picks[i].Act = again.Act
			}
		}
	}
	return picks, nil
}
