package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/token"
	"tidings/templates"
)

// archiveDays is how far back the archive shows days.
const archiveDays = 14

// showArchive shows the last days of one public digest or of all. Editions are personal; what everyone may read is
// what a digest had to tell on each day.
func (s *site) showArchive(v *visit) error {
	page := templates.PageArchive{Page: v.page()}
	digests := s.public()
	for _, d := range digests {
		page.Digests = append(page.Digests, templates.PageLink{Label: d.Name, URL: v.link("/archive/" + d.ID)})
	}
	if id := v.r.PathValue("digest"); id != "" {
		d, err := s.publicDigest(id)
		if err != nil {
			return err
		}
		digests, page.Name = []news.Digest{d}, d.Name
	}
	for _, d := range digests {
		if err := v.archiveOf(d, &page); err != nil {
			return err
		}
	}
	slices.SortStableFunc(page.Editions, func(a, b templates.EditionRow) int { return cmp.Compare(b.Date, a.Date) })
	for i := range page.Editions {
		day, err := time.Parse(time.DateOnly, page.Editions[i].Date)
		if err != nil {
			return err
		}
		page.Editions[i].Date = v.loc.FullDate(day)
		if page.Name != "" || len(page.Digests) < 2 {
			page.Editions[i].Digest = ""
		}
	}
	if len(page.Digests) < 2 {
		page.Digests = nil
	}
	return v.show(http.StatusOK, "archive", page)
}

// archiveOf adds the days of one digest that have something to tell, dated so that they can be sorted.
func (v *visit) archiveOf(d news.Digest, page *templates.PageArchive) error {
	start := today(v.Now(), digestZone(d))
	for range archiveDays {
		picks, err := v.day(d, start)
		if err != nil {
			return err
		}
		if len(picks) > 0 {
			date := start.Format(time.DateOnly)
			page.Editions = append(page.Editions, templates.EditionRow{
				Title: digest.StoryOf(picks[0]).Headline, URL: v.link("/archive/" + d.ID + "/" + date), Date: date,
				Digest: d.Name, Stories: len(picks),
			})
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
	if err != nil || start.After(now) || start.Before(today(now, zone).AddDate(0, 0, -archiveDays)) {
		return fault.New(fault.NotFound, "no day %q in the archive", v.r.PathValue("day"))
	}
	picks, err := v.day(d, start)
	if err != nil {
		return err
	}
	end := start.AddDate(0, 0, 1)
	page, err := v.editionPage(digest.Issue{Digest: d, Start: start, End: end.Add(-time.Second), Zone: d.Zone}, picks)
	if err != nil {
		return err
	}
	page.Older = v.link("/archive/" + d.ID + "/" + start.AddDate(0, 0, -1).Format(time.DateOnly))
	if end.Before(now) {
		page.Newer = v.link("/archive/" + d.ID + "/" + end.Format(time.DateOnly))
	}
	return v.show(http.StatusOK, "edition", page)
}

// editionPage puts picks into the data of the edition page. What was read that day is not kept: the status page says
// how the sources are now.
func (v *visit) editionPage(issue digest.Issue, picks []digest.Pick) (templates.PageEdition, error) {
	issue.Lang = v.loc.Tag
	for _, p := range picks {
		issue.Stories = append(issue.Stories, digest.StoryOf(p))
	}
	page, err := digest.EditionPage(v.Templates, issue)
	page.Page, page.Receipt, page.Troubled = v.page(), "", nil
	return page, err
}

// showEdition shows one edition whole, with what its mail had to leave out. Its link is the reader's own.
func (s *site) showEdition(v *visit) error {
	v.private()
	id, err := s.Keys.Verify(token.Edition, v.r.PathValue("token"), v.Now())
	if err != nil {
		return err
	}
	e, err := s.Store.Edition(v.ctx, id)
	if err != nil {
		return gone(err)
	}
	sub, err := s.Store.Subscription(v.ctx, e.SubscriptionID)
	if err != nil {
		return gone(err)
	}
	v.speak(sub.Language)
	d, err := s.Reader.Digest(e.DigestID)
	if err != nil {
		d = news.Digest{ID: e.DigestID, Name: e.DigestID} // no longer configured, still readable
	}
	picks, err := v.toldIn(e, d, cmp.Or(sub.Language, d.Language))
	if err != nil {
		return err
	}
	if e.Start.IsZero() {
		e.Start = e.End.AddDate(0, 0, -7) // the first edition looks back over a week
	}
	page, err := v.editionPage(digest.Issue{Digest: d, Start: e.Start, End: e.End, Zone: sub.Zone}, picks)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "edition", page)
}

// toldIn gives the stories an edition told, in its order.
func (v *visit) toldIn(e news.Edition, d news.Digest, lang string) ([]digest.Pick, error) {
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
