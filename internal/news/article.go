package news

import "time"

// Page is what the crawl got for one URL: the raw body as it came, or why there is none.
type Page struct {
	ID          int64
	SourceID    string
	URL         string // as asked for
	FinalURL    string // after redirects
	Status      int    // HTTP status, 0 when no answer came
	ContentType string // the header's value
	ETag        string
	Modified    string // Last-Modified as sent
	Body        []byte // undecoded bytes
	Link        Link   // what the listing said of it
	FetchedAt   time.Time
	Err         string // why it could not be read; "" = it was
}

// ArticleKind says what extraction took the page for.
type ArticleKind string

// The article kinds. Only KindArticle goes on to become part of a story.
const (
	KindArticle ArticleKind = "article"
	KindListing ArticleKind = "listing"
	KindError   ArticleKind = "error" // "page not found", a bot wall, a login, a broken file
	KindEmpty   ArticleKind = "empty"
	KindScan    ArticleKind = "scan"   // a document whose pages are pictures
	KindLocked  ArticleKind = "locked" // a document that asks for a password
)

// Article is what extraction read from a Page.
type Article struct {
	ID          int64
	PageID      int64
	SourceID    string
	URL         string // canonical
	Kind        ArticleKind
	Title       string
	Text        string // paragraphs separated by one blank line
	Lang        string // BCP 47 of the text
	Published   Date   // zero when unknown: then FirstSeen stands in, marked
	Updated     Date
	Event       Date // when the text says it happened; never taken for Published
	FirstSeen   time.Time
	Byline      Byline
	Outlet      string // the paper the text came from (来源, "Source:")
	Place       string // dateline
	Image       Image
	Attachments []Attachment
	Baseline    bool // found by a source's first crawl: told to nobody
}

// When gives the date to order and show by, and whether it is only the time of first sight.
func (a Article) When() (at Date, seen bool) {
	if a.Published.Known() {
		return a.Published, false
	}
	return Date{Time: a.FirstSeen, Clock: true}, true
}

// Byline names who wrote an article, reporters and correspondents (通讯员) apart.
type Byline struct {
	Reporters      []string `json:"reporters,omitempty"`
	Correspondents []string `json:"correspondents,omitempty"`
}

// Names gives all names, reporters first.
func (b Byline) Names() []string {
	return append(append([]string(nil), b.Reporters...), b.Correspondents...)
}

// Image is an article's lead image.
type Image struct {
	URL string `json:"url,omitempty"`
	Alt string `json:"alt,omitempty"`
}

// Attachment is a file an article links to.
type Attachment struct {
	URL   string `json:"url"`
	Title string `json:"title,omitempty"`
}
