package digest

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/templates"
)

// Render makes the mail of an issue. When the HTML part would pass the budget, whole stories are left out, the last
// ranked first, from both parts alike; Rendered.Left names them and both parts say how many stand on the web.
func Render(set *templates.Set, in Issue) (Rendered, error) {
	in, err := prepare(in)
	if err != nil {
		return Rendered{}, err
	}
	loc := set.Locale(in.Lang)
	keep, body, err := fit(set, loc, in)
	if err != nil {
		return Rendered{}, fault.Wrap(err, "render edition of %s", in.Digest.ID)
	}
	view := newSheet(loc, in, keep)
	out := Rendered{Subject: view.Title, Preheader: view.Preheader, HTML: body}
	for _, s := range in.Stories[keep:] {
		out.Left = append(out.Left, s.ID)
	}
	if out.Text, err = set.MailText("edition", in.Lang, view); err != nil {
		return Rendered{}, fault.Wrap(err, "render edition of %s", in.Digest.ID)
	}
	if err := out.illustrate(set, loc, in, keep); err != nil {
		return Rendered{}, fault.Wrap(err, "render edition of %s", in.Digest.ID)
	}
	return out, nil
}

// illustrate decides which pictures of the first keep stories go with the mail, and takes the others out of its HTML.
func (out *Rendered) illustrate(set *templates.Set, loc *templates.Locale, in Issue, keep int) (err error) {
	stories, shown := carry(in.Stories[:keep], EncodedSize(out.HTML)+EncodedSize(out.Text))
	if pictures(in.Stories[:keep]) == len(shown) {
		out.Pictures = shown
		return nil
	}
	in.Stories = append(stories, in.Stories[keep:]...)
	out.Pictures = shown
	out.HTML, err = set.MailHTML("edition", in.Lang, newSheet(loc, in, keep))
	return err
}

// prepare sets what the issue leaves open and puts all times into the reader's zone.
func prepare(in Issue) (Issue, error) {
	if in.Lang == "" {
		in.Lang = in.Digest.Language
	}
	if in.Zone == "" {
		in.Zone = in.Digest.Zone
	}
	if in.Zone == "" {
		in.Zone = "UTC"
	}
	if in.Budget <= 0 {
		in.Budget = Budget
	}
	zone, err := time.LoadLocation(in.Zone)
	if err != nil {
		return in, fault.New(fault.Invalid, "zone %q of digest %s: %w", in.Zone, in.Digest.ID, err)
	}
	in.Start, in.End = in.Start.In(zone), in.End.In(zone)
	if !in.Next.IsZero() {
		in.Next = in.Next.In(zone)
	}
	in.Stories = cleanStories(in.Stories)
	return in, nil
}

// fit gives how many stories, best first, the budget has room for, and the HTML part that tells them.
func fit(set *templates.Set, loc *templates.Locale, in Issue) (keep int, body string, err error) {
	try := func(n int) bool {
		if err == nil {
			body, err = set.MailHTML("edition", in.Lang, newSheet(loc, in, n))
		}
		return EncodedSize(body) <= in.Budget
	}
	all := len(in.Stories)
	if try(all) || err != nil {
		return all, body, err
	}
	keep = sort.Search(all, func(n int) bool { return !try(n + 1) })
	try(keep)
	return keep, body, err
}

// subjectWidth is how many columns a subject may take: phones show 40 to 50, the rest is for searching.
const subjectWidth = 78

// subject says the news: the top story's town, the day, its headline. Editions that follow each other within a day
// carry the hour too, so that no two of a subscription are alike.
func subject(loc *templates.Locale, in Issue) string {
	name := Clean(in.Digest.Name)
	if len(in.Stories) == 0 {
		return templates.Truncate(loc.T("subject", name, loc.ShortDate(in.End), loc.N("stories", 0)), subjectWidth)
	}
	top := in.Stories[0]
	headline := calm(top.Headline)
	if in.Welcome {
		return templates.Truncate(loc.T("subject_welcome", name, headline), subjectWidth)
	}
	place := loc.Town(top.Town)
	if place == "" {
		place = name
	}
	when := loc.ShortDate(in.End)
	if in.End.Sub(in.Start) < 20*time.Hour {
		when += " " + loc.Clock(in.End)
	}
	return templates.Truncate(loc.T("subject", place, when, headline), subjectWidth)
}

// calm takes the shouting out of a headline: no doubled exclamation marks.
func calm(headline string) string {
	for _, mark := range []string{"!", "！"} {
		for strings.Contains(headline, mark+mark) {
			headline = strings.ReplaceAll(headline, mark+mark, mark)
		}
	}
	return headline
}

// preheaderWidth is about what a message list shows beside the subject.
const preheaderWidth = 140

// preheader tells what else the edition holds; with one story only, its first sentence.
func preheader(loc *templates.Locale, in Issue) string {
	const shown = 3
	var parts []string
	for _, s := range in.Stories[min(1, len(in.Stories)):] {
		if len(parts) == shown {
			break
		}
		parts = append(parts, templates.Truncate(s.Headline, preheaderWidth/2))
	}
	if more := len(in.Stories) - 1 - len(parts); more > 0 {
		parts = append(parts, loc.N("preheader_more", more))
	}
	line := strings.Join(parts, " · ")
	if templates.Width(line) < 30 && len(in.Stories) > 0 {
		line = strings.TrimPrefix(line+" · "+strings.Join(in.Stories[0].Sentences, " "), " · ")
	}
	if templates.Width(line) < 30 {
		line = strings.TrimSpace(fmt.Sprintf("%s · %s", line, windowLine(loc, in)))
	}
	return templates.Truncate(line, preheaderWidth)
}

// windowLine names the stretch of time the edition covers.
func windowLine(loc *templates.Locale, in Issue) string {
	if in.Start.IsZero() || in.Start.Year() < 2 {
		return loc.FullDate(in.End)
	}
	from, to := moment(loc, in.Start), moment(loc, in.End)
	return loc.T("window", from, to)
}

// moment is a short date with the time of day.
func moment(loc *templates.Locale, at time.Time) string {
	return loc.T("at_time", loc.ShortDate(at), loc.Clock(at))
}
