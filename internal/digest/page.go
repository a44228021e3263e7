package digest

import (
	"tidings/templates"
)

// EditionPage puts an issue into the data of the edition's page: all its stories, whatever the mail had to leave out.
// The caller fills Page, Older and Newer.
func EditionPage(set *templates.Set, in Issue) (templates.PageEdition, error) {
	in, err := prepare(in)
	if err != nil {
		return templates.PageEdition{}, err
	}
	v := newSheet(set.Locale(in.Lang), in, len(in.Stories))
	page := templates.PageEdition{
		Name: v.Name, Day: v.Day, Window: v.Window, Receipt: v.Receipt.Line, Troubled: v.Receipt.Troubled,
	}
	for _, g := range v.Groups {
		rows := templates.StoryGroup{Title: g.Title, Act: g.Act}
		for _, s := range g.Stories {
			rows.Stories = append(rows.Stories, storyRow(s))
		}
		page.Groups = append(page.Groups, rows)
	}
	return page, nil
}

// StoryRows puts single stories into the data of pages: search results, a sample, a story's own page. Of the issue only
// language, zone and end count; dates are written as seen from its end.
func StoryRows(set *templates.Set, in Issue) ([]templates.StoryRow, error) {
	in, err := prepare(in)
	if err != nil {
		return nil, err
	}
	loc := set.Locale(in.Lang)
	rows := make([]templates.StoryRow, 0, len(in.Stories))
	for _, s := range in.Stories {
		row := storyRow(storyWords(loc, in, s, true))
		if !s.Act.At.Known() {
			row.Act = ""
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func storyRow(s storyView) templates.StoryRow {
	row := templates.StoryRow{
		ID: s.ID, Headline: s.Headline, URL: s.URL, Lang: s.Lang, Text: s.Text, Meta: s.Meta, Act: s.Act, Calendar: s.Calendar,
		Update: s.Update, Machine: s.Machine,
	}
	if p := s.Picture; p != nil {
		row.Picture = &templates.RowPicture{Data: p.Web, Alt: p.Alt, Width: p.Width, Height: p.Height}
	}
	for _, src := range s.Sources {
		row.Sources = append(row.Sources, templates.PageLink{Label: src.Name, URL: src.URL})
	}
	if s.More != "" {
		row.Sources = append(row.Sources, templates.PageLink{Label: s.More, URL: s.Page})
	}
	return row
}
