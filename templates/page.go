package templates

import "html/template"

// The data of the pages, one struct for each template of web/. They hold words, links and flags only: package web
// decides, these say it. Every URL is absolute or begins with "/"; an empty one leaves its link out. All forms POST.

// Page is what every page has. Embed it first.
type Page struct {
	Lang    string // as given to Set.Page
	Title   string // of the browser tab; "" = the heading of the page's own messages
	Site    string // the operator's name for the service
	Home    string // the subscribe page
	Archive string
	Status  string
	Style   string // URL of the style sheet

	Preferences string // the page that mails a reader their link
	About       string // what the service does, keeps and asks for
	Feeds       []FeedLink
	Languages   []LanguageLink // other languages this page can be had in
	Contact     string         // mail address or https URL
	Postal      string
}

// FeedLink announces a feed of what the page shows.
type FeedLink struct{ Title, URL, Type string }

// LanguageLink leads to the same page in another language.
type LanguageLink struct {
	Tag, Name, URL string
	Current        bool
}

// Choice is one option of a form.
type Choice struct {
	Value, Label, Note string
	Lang               string // of Label where it differs from the page's
	Checked            bool
}

// Form is the choices of one subscription, on the subscribe and preferences pages. Field names in POST:
// digest, town, topic (repeated), keywords (one a line), frequency, weekday, time ("07:30"), schedule, zone, language,
// stories.
type Form struct {
	ID          string // sets apart the fields of several forms of one page
	Digests     []Choice
	Towns       []Choice
	Topics      []Choice
	Keywords    string
	Frequencies []Choice // values as audience.Frequency
	Weekdays    []Choice
	Time        string
	Schedule    string // cron, for the custom frequency
	Zone        string
	Zones       []string // suggestions
	Languages   []Choice
	Lengths     []Choice
	ZoneNow     string            // what time it is in Zone; "" when it is none
	Errors      map[string]string // by field name, in the reader's language
	Wrong       []PageLink        // the same, leading to the fields

	Pictures        bool // asked for
	PicturesOffered bool // the operator allows them
}

// PageSubscribe is web/subscribe: the front page.
type PageSubscribe struct {
	Page
	Form
	Action  string // where the form is sent
	Preview string // where the same form is sent for a preview
	Address string
	Token   string // signed time of the form, hidden field "token"
	Known   bool   // the address is known: only a further digest is chosen
	Sample  *Sample
	Latest  string // the newest public edition
}

// PageRequest is web/request: the form that mails a reader the link to their preferences.
type PageRequest struct {
	Page
	Action, Address, Token string
	Errors                 map[string]string // of "address" and "form"
}

// Sample shows what the choices of a form would have brought.
type Sample struct {
	PerWeek int
	Stories []StoryRow
	Feeds   []FeedLink // feeds of the same filter
}

// PageNote is web/note: something was done, or what to do next. Kind is one of sent, linked, confirmed, left, leftone,
// undone, saved, erased, blocked; its words are the messages page_<kind>_title and page_<kind>_text.
type PageNote struct {
	Page
	Kind    string
	Address string
	Details []string // further sentences: "Next digest: …"
	Links   []PageLink
	Form    *ButtonForm // an undo, say
}

// PageLink is a link with its words.
type PageLink struct {
	Label, URL string
	Lang       string // of Label where it differs from the page's
}

// ButtonForm is a form that is only a button.
type ButtonForm struct{ Label, Action, Token string }

// PageAct is web/act: one big button. GET shows it, its POST acts. Kind is one of confirm, unsubscribe, undo, renew,
// erase, block; its words are the messages page_<kind>_title, page_<kind>_text and page_<kind>_button.
type PageAct struct {
	Page
	Kind    string
	Action  string
	Token   string
	Address string
	Digests []string
	Choices []Choice // radio field "what": from this digest or from all
}

// PagePreferences is web/preferences: all subscriptions of one address.
type PagePreferences struct {
	Page
	Address       string
	Token         string // hidden field "token" of every form
	Saved         bool
	Subscriptions []PreferenceForm
	PausedUntil   string // YYYY-MM-DD, "" = not paused
	Paused        string // "No mail until 1 December"; "" = not paused
	PauseAction   string // field "until"
	Errors        map[string]string
	ExportURL     string
	LeaveURL      string // the unsubscribe page, for all
	EraseURL      string // the erase page
	AddURL        string // the subscribe page
}

// PreferenceForm is one subscription on the preferences page.
type PreferenceForm struct {
	Form
	Name     string // of the digest
	Next     string // "Monday, 23 November 2026, 07:30 (Europe/Dublin)"
	Action   string
	LeaveURL string
}

// PageArchive is web/archive: the days of one digest or of all public ones, and the search over all stories.
type PageArchive struct {
	Page
	Name     string // of the digest; "" = all public digests
	Search   SearchForm
	Digests  []PageLink
	Editions []EditionRow
	Older    string
	Newer    string
}

// SearchForm is the search over all stories. Field names in GET: q, town, from, to (YYYY-MM-DD).
type SearchForm struct {
	Action   string
	Query    string
	Towns    []Choice // the first is all of them; none = there is but one town
	From, To string
	Lang     string // hidden field "lang": the language asked for, kept
	Narrowed bool   // more than the words is asked for
}

// PageSearch is web/search: what was found.
type PageSearch struct {
	Page
	Search SearchForm
	Line   string // "12 stories found", or why there are none
	Found  []StoryRow
	Older  string
	Newer  string
}

// EditionRow is one edition in the archive.
type EditionRow struct {
	Title, URL, Date, Digest string
	Lang                     string // of Title where it differs from the page's
	Stories                  int
}

// PageEdition is web/edition: one edition, whole, whatever the mail had to leave out.
type PageEdition struct {
	Page
	Name     string // of the digest
	NameLang string // of Name where it differs from the page's
	Day      string // "Sunday, 22 November 2026"
	Window   string
	Groups   []StoryGroup
	Receipt  string   // "11 of 12 sources read"
	Troubled []string // "Ashby Parish Council: refuses to be read since 19 Nov"
	Older    string
	Newer    string
}

// StoryGroup is the stories of one town, or those that can be acted on.
type StoryGroup struct {
	Title   string
	Lang    string // of Title where it differs from the page's
	Act     bool
	Stories []StoryRow
}

// StoryRow is one story on a page.
type StoryRow struct {
	ID       int64
	Headline string
	URL      string // where the headline leads
	Lang     string // where it differs from the page's
	Text     string
	Meta     string // "22 Nov, 09:30 · Huaibei"
	Act      string // "Until 30 November 2026"
	Calendar string // .ics of Act
	Update   string
	Machine  bool
	Sources  []PageLink
	Picture  *RowPicture // nil = none

	HeadlinePieces, TextPieces []Piece // instead of Headline and Text, where something in them was looked for
	TextLang                   string  // of Text where it differs from Lang
}

// RowPicture is the small picture of a story, within the page: nothing is loaded from elsewhere.
type RowPicture struct {
	Data          template.URL
	Alt           string
	Width, Height int
}

// Piece is a piece of a text, and whether it was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// PageStory is web/story: one story with all its sources and why they were joined.
type PageStory struct {
	Page
	Story     StoryRow
	Sentences []SentenceRow // of Story.Text
	Also      string        // "also in 3 sources"
	Members   []MemberRow
	History   []HistoryRow // what later articles added, the first one's own row first; empty when nothing was added
	Editions  []PageLink
}

// SentenceRow is one sentence of a summary and the number of the member it stands in, 0 when a machine wrote it.
type SentenceRow struct {
	Text   string
	Member int
}

// MemberRow is one article of a story.
type MemberRow struct {
	Number                                          int
	Title, Lang, URL, Source, SourceLang, Date, Why string
	WhyLang                                         string // of Why, where it is not in the page's language
	Copy                                            bool
}

// HistoryRow is one step of a story.
type HistoryRow struct {
	Date, Text, Lang string
	Member           int
}

// PageStatus is web/status: the state of every source.
type PageStatus struct {
	Page
	Line    string // "11 of 12 sources read"
	Sources []SourceRow
	At      string // when this was so
}

// PageAbout is web/about: how the news is made, what is kept of readers, and how a site is left alone.
type PageAbout struct {
	Page
	Agent string // what our reader of sites is called in robots.txt
}

// SourceRow is one source on the status page.
type SourceRow struct {
	Name, Town, URL          string
	State                    string // as news.State
	Trouble                  bool
	Since, LastRead, LastNew string
}

// PageError is web/error. Kind is one of notfound, gone, denied, invalid, busy, internal; its words are the messages
// page_error_<kind>_title and _text. Detail is shown as it is: only what the reader may know.
type PageError struct {
	Page
	Code   int
	Kind   string
	Detail string
}

// PageInbox is web/inbox: the mails of the demonstration.
type PageInbox struct {
	Page
	Mails []MailRow
}

// MailRow is one mail in the inbox.
type MailRow struct {
	Subject, URL, From, To, At string
}

// PageMail is web/mail: one mail of the inbox. View is html, text or headers.
type PageMail struct {
	Page
	MailRow
	Back    string
	View    string
	Tabs    []TabLink
	Frame   string // URL of the HTML part, shown in a sandboxed frame
	Text    string
	Headers []Header
	Raw     string // URL of the whole message
}

// TabLink is one way of looking at a mail.
type TabLink struct {
	Label, URL string
	Current    bool
}

// Header is one header field of a mail.
type Header struct{ Name, Value string }
