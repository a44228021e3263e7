package reading

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/token"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// editionPage puts picks into the data of the edition page. Stories of a public digest lead to their own pages; those
// of another have none, and their dates are behind the edition's own link, own. What was read on a
// day is not kept, only what an edition was made from: the status page says how the sources are now.
func (v *view) editionPage(issue digest.Issue, picks []digest.Pick, own string) (templates.PageEdition, error) {
	issue.Lang = v.Loc.Tag
	for _, p := range picks {
		issue.Stories = append(issue.Stories, digest.StoryOf(p))
	}
	for i := range issue.Stories {
		story := &issue.Stories[i]
		story.Calendar = v.Link(StoryPath(story.ID) + "/calendar.ics")
		if !issue.Digest.Public {
			story.Calendar = v.Link(own + "/calendar.ics?story=" + strconv.FormatInt(story.ID, 10))
		}
	}
	page, err := digest.EditionPage(v.Templates, issue)
	page.Page = v.Page()
	if issue.Receipt.Sources == 0 {
		page.Receipt, page.Troubled = "", nil
	}
	if err != nil {
		return page, err
	}
	sources, err := v.Store.Sources(v.Ctx)
	page.NameLang = v.Tongue(cmp.Or(issue.Digest.Language, v.Loc.Tag))
	for g, group := range page.Groups {
		page.Groups[g].Lang = v.TownTongue(group.Title, sources)
		for i := range group.Stories {
			row := &group.Stories[i]
			v.tongues(row.Sources, sources)
			if issue.Digest.Public {
				row.URL = v.Link(StoryPath(row.ID))
			}
		}
	}
	return page, err
}

// edition gives the edition a reader's own link leads to, and the stories it told.
func (v *view) edition() (e news.Edition, sub audience.Subscription, d news.Digest, picks []digest.Pick, err error) {
	v.Private()
	id, err := v.Keys.Verify(token.Edition, v.R.PathValue("token"), v.Now())
	if err != nil {
		return e, sub, d, nil, err
	}
	if e, err = v.Store.Edition(v.Ctx, id); err != nil {
		return e, sub, d, nil, visit.Gone(err)
	}
	if sub, err = v.Store.Subscription(v.Ctx, e.SubscriptionID); err != nil {
		return e, sub, d, nil, visit.Gone(err)
	}
	v.Speak(sub.Language)
	if d, err = v.Reader.Digest(e.DigestID); err != nil {
		d = news.Digest{ID: e.DigestID, Name: e.DigestID} // no longer configured, still readable
	}
	picks, err = v.editionPicks(e, d, cmp.Or(sub.Language, d.Language))
	return e, sub, d, picks, err
}

// showEdition shows one edition whole, with what its mail had to leave out. Its link is the reader's own.
func showEdition(v *view) error {
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
	page, err := v.editionPage(issue, picks, "/edition/"+v.R.PathValue("token"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, "edition", page)
}

// showEditionCalendar gives what could be acted on in an edition, or in one story of it (?story=).
func showEditionCalendar(v *view) error {
	e, _, _, picks, err := v.edition()
	if err != nil {
		return err
	}
	if only := v.R.URL.Query().Get("story"); only != "" {
		picks = slices.DeleteFunc(picks, func(p digest.Pick) bool {
			return strconv.FormatInt(p.Candidate.Story.Story.ID, 10) != only
		})
	}
	return v.calendar("edition-"+strconv.FormatInt(e.ID, 10), picks)
}

// editionPicks gives the stories an edition told, in its order.
func (v *view) editionPicks(e news.Edition, d news.Digest, lang string) ([]digest.Pick, error) {
	sources, err := v.Store.Sources(v.Ctx)
	if err != nil {
		return nil, err
	}
	in := digest.Selection{
		Subscription: audience.Subscription{Stories: len(e.Stories), Language: lang}, Digest: d, End: e.End,
	}
	in.Digest.Towns, in.Digest.Topics = nil, nil
	picks := make([]digest.Pick, 0, len(e.Stories))
	for _, t := range e.Stories {
		full, err := v.Store.FullStory(v.Ctx, t.StoryID)
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
