package templates

import (
	"errors"
	"fmt"
	"io"
)

// Check renders every page in every language with invented data, so that a mistake in an operator's template is found
// when the program starts and not when a reader comes. The errors name file and line.
func (s *Set) Check() error {
	var errs []error
	for _, lang := range s.Languages() {
		for name, pages := range SamplePages(s, lang) {
			for _, page := range pages {
				if err := s.Page(io.Discard, name, lang, page); err != nil {
					errs = append(errs, fmt.Errorf("check page: %w", err))
				}
			}
		}
	}
	return errors.Join(errs...)
}

// SamplePages gives invented data for every page template, by template name, with every branch taken at least once.
func SamplePages(s *Set, lang string) map[string][]any {
	p := samplePage(s, lang)
	form := sampleForm(s.Locale(lang))
	story, found := sampleStory(), sampleStory()
	found.HeadlinePieces, found.TextLang = []Piece{{"Swing ", false}, {"bridge", true}}, "en"
	found.TextPieces = []Piece{{"The swing ", false}, {"bridge", true}}
	button := &ButtonForm{Label: s.Locale(lang).T("page_undo_button"), Action: "/undo/1", Token: "t"}
	pages := map[string][]any{
		"subscribe": {
			PageSubscribe{Page: p, Form: form, Action: "/", Preview: "/preview", Token: "t", Latest: "/edition/1"},
			PageSubscribe{Page: p, Form: withErrors(form), Action: "/", Address: "reader@mail.example", Sample: &Sample{
				PerWeek: 12, Stories: []StoryRow{story}, Feeds: p.Feeds}},
		},
		"request": {
			PageRequest{Page: p, Action: "/preferences", Token: "t"},
			PageRequest{Page: p, Address: "reader", Errors: map[string]string{"address": "address?", "form": "form?"}},
		},
		"preferences": {
			PagePreferences{Page: p, Address: "reader@mail.example", Token: "t", Saved: true, PausedUntil: "2026-12-01",
				Paused:      "1 December",
				Errors:      map[string]string{"until": "until?"},
				PauseAction: "/pause", ExportURL: "/export", LeaveURL: "/leave", EraseURL: "/erase", AddURL: "/",
				Subscriptions: []PreferenceForm{{Form: form, Name: "The Harbour Daily", Next: "2026-11-23 07:30", Action: "/p",
					LeaveURL: "/leave/1"}}},
			PagePreferences{Page: p, Address: "reader@mail.example"},
		},
		"archive": {
			PageArchive{Page: p, Search: sampleSearch(),
				Digests: []PageLink{{Label: "The Harbour Daily", URL: "/archive/harbour"}},
				Editions: []EditionRow{{Title: story.Headline, URL: "/edition/1", Date: "2026-11-22", Digest: "The Harbour Daily",
					Stories: 1204}}, Older: "?page=3", Newer: "?page=1"},
			PageArchive{Page: p, Name: "临河每日摘要", Search: SearchForm{Action: "/search"}},
			PageArchive{Page: p},
		},
		"search": {
			PageSearch{Page: p, Search: sampleSearch(), Line: "12", Found: []StoryRow{found},
				Older: "?page=3", Newer: "?page=1"},
			PageSearch{Page: p, Search: SearchForm{Action: "/search"}, Line: "0"},
		},
		"edition": {PageEdition{Page: p, Name: "The Harbour Daily", Day: "Sunday, 22 November 2026", Window: "21–22 Nov",
			Groups: []StoryGroup{{Title: "Still time", Act: true, Stories: []StoryRow{story}},
				{Title: "Port Ellery", Lang: "en-IE", Stories: []StoryRow{story, story}}},
			Receipt: "11 of 12 sources read", Troubled: []string{"Ashby Parish Council: refuses to be read"}, Older: "/e/1"},
			PageEdition{Page: p, Name: "The Harbour Daily"}},
		"story": {PageStory{Page: p, Story: story,
			Editions: []PageLink{{Label: "The Harbour Daily, 22 Nov", URL: "/edition/1"}},
			Also:     "also in 3 sources", Sentences: []SentenceRow{{story.Text, 1}, {story.Text, 0}},
			History: []HistoryRow{{Date: "2026-11-21", Text: "The weight limit was added.", Member: 1, Lang: "en-IE"}},
			Members: []MemberRow{{Number: 1, Title: story.Headline, Lang: "en-IE", URL: "https://council.example/1",
				Source: "Port Ellery Town Council", SourceLang: "en-IE", Date: "2026-11-21",
				Why: "97% of the shorter text is in the other", Copy: true},
				{Number: 2, Title: story.Headline, URL: "https://gazette.example/2", Source: "Ellery Gazette"}}},
			PageStory{Page: p, Story: story}},
		"about": {PageAbout{Page: p, Agent: "tidings"}},
		"status": {PageStatus{Page: p, Line: "11 of 12 sources read", At: "2026-11-22 07:30", Sources: []SourceRow{
			{Name: "Port Ellery Town Council", Town: "Port Ellery", URL: "https://council.example/", State: "fine",
				Since: "2026-10-01", LastRead: "2026-11-22 07:10", LastNew: "2026-11-21 16:30"},
			{Name: "Ashby Parish Council", Town: "Ashby", State: "blocked", Trouble: true, Since: "2026-11-19"}}}},
		"inbox": {PageInbox{Page: p, Mails: []MailRow{sampleMail()}}, PageInbox{Page: p}},
	}
	for _, kind := range []string{"sent", "linked", "confirmed", "left", "leftone", "undone", "saved", "erased", "blocked"} {
		pages["note"] = append(pages["note"], PageNote{Page: p, Kind: kind, Address: "reader@mail.example",
			Details: []string{"2026-11-23 07:30"}, Form: button,
			Links: []PageLink{{Label: "The Harbour Daily", URL: "/archive"}}})
	}
	for _, kind := range []string{"confirm", "unsubscribe", "undo", "renew", "erase", "block"} {
		pages["act"] = append(pages["act"], PageAct{Page: p, Kind: kind, Action: "/act", Token: "t",
			Address: "reader@mail.example", Digests: []string{"The Harbour Daily"}, Choices: form.Frequencies[:2]})
	}
	for _, kind := range []string{"notfound", "gone", "denied", "invalid", "busy", "internal"} {
		pages["error"] = append(pages["error"], PageError{Page: p, Code: 404, Kind: kind, Detail: "…"})
	}
	for _, view := range []string{"html", "text", "headers"} {
		pages["mail"] = append(pages["mail"], samplePageMail(p, s.Locale(lang), view))
	}
	return pages
}

func sampleSearch() SearchForm {
	return SearchForm{
		Action: "/search", Query: "大桥 bridge", From: "2026-01-01", To: "2026-02-01", Lang: "en", Narrowed: true,
		Towns: []Choice{{Label: "All"}, {Value: "临河市", Label: "临河市", Checked: true}},
	}
}

func samplePage(s *Set, lang string) Page {
	p := Page{
		Lang: lang, Site: "Riverside Tidings", Home: "/", Archive: "/archive", Status: "/status", Style: "/style.css",
		Preferences: "/preferences", About: "/about",
		Feeds: []FeedLink{
			{"Atom", "/feed.xml", "application/atom+xml"}, {"JSON Feed", "/feed.json", "application/feed+json"},
		},
		Contact: "contact@tidings.example", Postal: "Harbour News Club, 4 Quay Street, Port Ellery",
	}
	for _, tag := range s.Languages() {
		p.Languages = append(p.Languages, LanguageLink{
			Tag: tag, Name: s.Locale(tag).T("language_name"), URL: "?lang=" + tag, Current: tag == lang})
	}
	return p
}

func sampleForm(loc *Locale) Form {
	f := Form{
		ID: "1",
		Digests: []Choice{
			{Value: "harbour", Label: "The Harbour Daily", Note: "≈ 12", Checked: true}, {Value: "linhe", Label: "临河每日摘要"},
		},
		Towns:    []Choice{{Value: "Port Ellery", Label: "Port Ellery"}, {Value: "临河市", Label: "临河市", Lang: "zh"}},
		Topics:   []Choice{{Value: "transport", Label: "Transport"}, {Value: "water", Label: "Water", Checked: true}},
		Keywords: "bridge\n+harbour\n!football", Time: "07:30", Schedule: "", Zone: "Europe/Dublin",
		ZoneNow: "It is 14:05 there now.",
		Zones:   []string{"Asia/Shanghai", "Europe/Dublin"},
		Lengths: []Choice{{Value: "10", Label: loc.N("stories", 10)}, {Value: "20", Label: "20", Checked: true}},

		PicturesOffered: true, Pictures: true,
	}
	for _, name := range []string{"daily", "weekdays", "weekly", "immediate", "custom"} {
		f.Frequencies = append(f.Frequencies, Choice{
			Value: name, Label: loc.T("form_every_" + name), Checked: name == "daily"})
	}
	for day := range 7 {
		f.Weekdays = append(f.Weekdays, Choice{Value: fmt.Sprint(day), Label: nth(loc.T("weekdays"), day), Checked: day == 1})
	}
	f.Languages = []Choice{{Value: loc.Tag, Label: loc.T("language_name"), Checked: true}}
	return f
}

// withErrors marks every field as wrong.
func withErrors(f Form) Form {
	f.Errors = map[string]string{}
	for _, name := range []string{
		"digest", "town", "topic", "keywords", "frequency", "weekday", "time", "schedule", "zone", "language", "stories",
		"address",
	} {
		f.Errors[name] = name + "?"
		f.Wrong = append(f.Wrong, PageLink{Label: name + "?", URL: "#" + name})
	}
	return f
}

func sampleStory() StoryRow {
	return StoryRow{
		Headline: "Swing bridge reopens two weeks early after repairs", URL: "https://council.example/1", Lang: "en-IE",
		Text: "The swing bridge over the inner harbour opened to traffic again on Saturday, two weeks ahead of plan.",
		Meta: "21 Nov, 11:30 · Inner Harbour", Act: "Until 30 November 2026",
		Calendar: "/story/1.ics", Update: "the weight limit was added",
		Machine: true, Sources: []PageLink{
			{Label: "Port Ellery Town Council", URL: "https://council.example/1", Lang: "en-IE"},
			{Label: "Ellery Gazette", URL: "https://gazette.example/2"}},
	}
}

func sampleMail() MailRow {
	return MailRow{Subject: "Port Ellery, 22 Nov: Swing bridge reopens", URL: "/inbox/1", From: "news@tidings.example",
		To: "reader@mail.example", At: "2026-11-22 07:30"}
}

func samplePageMail(p Page, loc *Locale, view string) PageMail {
	m := PageMail{Page: p, MailRow: sampleMail(), Back: "/inbox", View: view, Frame: "about:blank", Text: "The news\n",
		Headers: []Header{{Name: "List-Id", Value: "The Harbour Daily <harbour.tidings.example>"}}, Raw: "/inbox/1/raw"}
	for _, name := range []string{"html", "text", "headers"} {
		m.Tabs = append(m.Tabs, TabLink{Label: loc.T("page_mail_" + name), URL: "?view=" + name, Current: name == view})
	}
	return m
}
