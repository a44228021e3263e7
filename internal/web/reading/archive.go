package reading

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/web/visit"
	"tidings/templates"
)

const (
	archiveDays = 14      // on one page of the archive
	archiveYear = 2 * 366 // how many days back there are pages
)

// showArchive shows the days of one public digest or of all, fourteen to a page. Editions are personal; what everyone
// may read is what a digest had to tell on each day.
func showArchive(v *view) error {
	if err := v.Costly(); err != nil {
		return err
	}
	page := templates.PageArchive{Page: v.Page()}
	page.Feeds = Feeds(v.Visit, nil)
	var err error
	if page.Search, err = v.searchForm(url.Values{}); err != nil {
		return err
	}
	digests := v.Public()
	for _, d := range digests {
		page.Digests = append(page.Digests, templates.PageLink{
			Label: d.Name, URL: v.Link("/archive/" + d.ID), Lang: v.Tongue(d.Language),
		})
	}
	path := "/archive"
	if id := v.R.PathValue("digest"); id != "" {
		d, err := v.publicDigest(id)
		if err != nil {
			return err
		}
		digests, page.Name, path = []news.Digest{d}, d.Name, path+"/"+d.ID
		page.Feeds = Feeds(v.Visit, url.Values{"digest": {d.ID}})
	}
	if err := v.archiveOf(digests, path, &page); err != nil {
		return err
	}
	if len(page.Digests) < 2 {
		page.Digests = nil
	}
	return v.Show(http.StatusOK, "archive", page)
}

// archiveOf adds the days of digests, the newest first, and the links to the pages before and after.
func (v *view) archiveOf(digests []news.Digest, path string, page *templates.PageArchive) error {
	last, err := v.lastDay()
	if err != nil {
		return err
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
		page.Editions[i].Date = v.Loc.FullDate(day)
	}
	return v.turn(digests, path, last, page)
}

// lastDay gives the newest day of the page of the archive that is asked for: today, or the day its address names.
func (v *view) lastDay() (time.Time, error) {
	now := today(v.Now(), v.Zone())
	text := v.R.URL.Query().Get("before")
	if text == "" {
		return now, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, v.Zone())
	if err != nil || day.After(now) || !v.archived(day, v.Zone()) {
		return day, fault.New(fault.NotFound, "no days before %q", text)
	}
	return day, nil
}

// turn adds the links to the pages of the archive round the one that ends at last: the first has no day in its address,
// and before the first day that had anything to tell there is none.
func (v *view) turn(digests []news.Digest, path string, last time.Time, page *templates.PageArchive) error {
	now := today(v.Now(), v.Zone())
	if newer := last.AddDate(0, 0, archiveDays); newer.Before(now) {
		page.Newer = v.Link(path + "?before=" + newer.Format(time.DateOnly))
	} else if last.Before(now) {
		page.Newer = v.Link(path)
	}
	before := last.AddDate(0, 0, -archiveDays)
	older, err := v.anyBefore(digests, before.AddDate(0, 0, 1))
	if older && v.archived(before, v.Zone()) {
		page.Older = v.Link(path + "?before=" + before.Format(time.DateOnly))
	}
	return err
}

// archived reports whether the archive has a page for a day.
func (v *view) archived(day time.Time, zone *time.Location) bool {
	return !day.Before(today(v.Now(), zone).AddDate(0, 0, -archiveYear))
}

// anyBefore reports whether one of the digests had anything to tell before a day.
func (v *view) anyBefore(digests []news.Digest, day time.Time) (bool, error) {
	sources, err := v.Sources()
	if err != nil {
		return false, err
	}
	var ids []string
	for _, d := range digests {
		for _, s := range visit.Covered(sources, d) {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return false, nil
	}
	first, err := v.Store.FirstJoined(v.Ctx, ids)
	return !first.IsZero() && first.Before(day), err
}

// addDays adds the days of one digest up to last that have something to tell, dated so that they can be sorted.
func (v *view) addDays(d news.Digest, last time.Time, named bool, page *templates.PageArchive) error {
	zone := visit.DigestZone(d)
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
				Title: digest.Clean(story.Headline), Lang: v.Tongue(story.Lang), URL: v.Link("/archive/" + d.ID + "/" + date),
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

func (v *view) publicDigest(id string) (news.Digest, error) {
	d, err := v.Reader.Digest(id)
	if err == nil && !d.Public {
		return d, fault.New(fault.NotFound, "digest %s is not public", id)
	}
	return d, err
}

// showDay shows what a public digest had to tell on one day.
func showDay(v *view) error {
	d, err := v.publicDigest(v.R.PathValue("digest"))
	if err != nil {
		return err
	}
	zone := visit.DigestZone(d)
	start, err := time.ParseInLocation(time.DateOnly, v.R.PathValue("day"), zone)
	now := v.Now()
	if err != nil || start.After(now) || !v.archived(start, zone) {
		return fault.New(fault.NotFound, "no day %q in the archive", v.R.PathValue("day"))
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
	page.Feeds = Feeds(v.Visit, url.Values{"digest": {d.ID}})
	page.Older = v.Link("/archive/" + d.ID + "/" + start.AddDate(0, 0, -1).Format(time.DateOnly))
	if end.Before(now) {
		page.Newer = v.Link("/archive/" + d.ID + "/" + end.Format(time.DateOnly))
	}
	return v.Show(http.StatusOK, "edition", page)
}
