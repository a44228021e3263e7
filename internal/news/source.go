// Package news holds the values that flow from a town's site to a reader: Source, Link, Page, Article, Fingerprint,
// Story, Summary, Digest, Edition. They are plain data: no clock, no network, no database, standard library only.
// The stages give them meaning; the store keeps them; nothing here imports anything of ours.
package news

import "time"

// Source is a publisher we watch, with its ways in.
type Source struct {
	ID       string   // stable, lower case: "huaibei"
	Name     string   // as readers see it: "淮北市人民政府"
	Town     string   // the town whose news this is: "Huaibei"; stories are grouped by it
	Region   string   // province or state, may be empty
	Country  string   // ISO 3166-1 alpha-2, may be empty
	Language string   // BCP 47, the language most articles are in
	Zone     string   // IANA zone of the times printed on the site
	URL      string   // home, listing page, feed or sitemap to start from
	Way      Way      // "" lets discovery choose
	Rule     *Rule    // explicit way in, nil for none
	Hosts    []string // further hosts whose links belong to it, beside the registrable domain of URL
	Topics   []string // topics every article of it carries
	Schedule string   // cron expression, interpreted in Zone
	Backfill int      // how many articles of the first crawl readers may get; 0 = silent baseline
	Pages    int      // how many further listing pages to follow; 0 = only the first
	Enabled  bool

	TLSInsecure bool // its certificate is not checked; an operator's choice for a site whose own is broken

	Attachments string // what becomes of PDF files on its listing: "" and AttachmentsNamed, AttachmentsRead
}

// What becomes of the PDF files a listing links to. Others' servers are spared: they are read only when asked for.
const (
	AttachmentsNamed = "name" // they are named
	AttachmentsRead  = "read" // each is read as an article
)

// Location gives the source's time zone; UTC when Zone is empty or unknown (config refuses unknown zones).
func (s Source) Location() *time.Location {
	if loc, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		return loc
	}
	return time.UTC
}

// Way is how links were found. The order of the constants is the order in which discovery tries them.
type Way string

// The ways in, best first.
const (
	WayRule     Way = "rule"     // an explicit Rule of the operator
	WayFeed     Way = "feed"     // RSS, Atom or JSON Feed
	WaySitemap  Way = "sitemap"  // news sitemap
	WayEmbedded Way = "embedded" // a list hidden in CDATA, a script or JSON
	WayDated    Way = "dated"    // a repeated block of links with dates beside them
	WayDatedURL Way = "dated-url"
	WayUndated  Way = "undated" // only after the operator confirmed a preview
)

// Rule is an operator's explicit way into a listing: CSS selectors, or path expressions when JSON is set.
type Rule struct {
	List       string   `yaml:"list,omitempty" json:"list,omitempty"`               // the container; empty = the document
	Item       string   `yaml:"item,omitempty" json:"item,omitempty"`               // one row in it
	Title      string   `yaml:"title,omitempty" json:"title,omitempty"`             // in the row; empty = the link's text
	Link       string   `yaml:"link,omitempty" json:"link,omitempty"`               // in the row; empty = the first a[href]
	Date       string   `yaml:"date,omitempty" json:"date,omitempty"`               // in the row; empty = any date in its text
	DateFormat string   `yaml:"date_format,omitempty" json:"date_format,omitempty"` // Go layout, empty = recognised
	Next       string   `yaml:"next,omitempty" json:"next,omitempty"`               // the next listing page's link
	Body       string   `yaml:"body,omitempty" json:"body,omitempty"`               // the article's text on its page
	Remove     []string `yaml:"remove,omitempty" json:"remove,omitempty"`           // what to cut from the article's page
	JSON       bool     `yaml:"json,omitempty" json:"json,omitempty"`               // List … Next are dotted paths into JSON
}

// ForListing reports whether a rule says how the listing is read. One that speaks only of further pages or of the articles'
// own pages leaves it to discovery; so does none at all.
func (r *Rule) ForListing() bool {
	return r != nil && (r.JSON || r.List != "" || r.Item != "" || r.Link != "" || r.Title != "" || r.Date != "")
}

// LinkKind says what a link leads to.
type LinkKind string

// The link kinds.
const (
	LinkPage     LinkKind = "page"     // a page of the source's own
	LinkDocument LinkKind = "document" // PDF or office file
	LinkExternal LinkKind = "external" // another publisher's host: titled, not crawled
	LinkInline   LinkKind = "inline"   // a row without an address: a place on the listing itself, not crawled
)

// Link is a URL found on a feed, sitemap or listing page, not read yet.
type Link struct {
	URL       string // absolute and canonical
	FoundOn   string // the listing's URL
	Title     string // as the listing gives it, whole where a title attribute has it whole
	Published Date   // as the listing gives it
	Kind      LinkKind
	Baseline  bool // found by a source's first crawl: its article is told to nobody
}

// Newest gives the newest date of links, zero when none is dated.
func Newest(links []Link) time.Time {
	var at time.Time
	for _, l := range links {
		if l.Published.Time.After(at) {
			at = l.Published.Time
		}
	}
	return at
}

// Date is a point in time as precisely as it was printed: a date without a clock time stays a date.
type Date struct {
	Time  time.Time // midnight in the source's zone when Clock is false
	Clock bool      // a time of day was given
}

// Known reports whether there is a date at all.
func (d Date) Known() bool { return !d.Time.IsZero() }

// String gives "2023-08-07" or, with a clock time, RFC 3339; "" when unknown.
func (d Date) String() string {
	switch {
	case !d.Known():
		return ""
	case d.Clock:
		return d.Time.Format(time.RFC3339)
	}
	return d.Time.Format(time.DateOnly)
}

// Day makes a date without clock time in loc.
func Day(year int, month time.Month, day int, loc *time.Location) Date {
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, loc)}
}
