package news

import "time"

// State is what we can say of a source's silence.
type State string

// The source states. Fine and Quiet are no trouble.
const (
	StateNew         State = "new"         // never read
	StateFine        State = "fine"        // read, and new articles come in its rhythm
	StateQuiet       State = "quiet"       // read, nothing new, within its rhythm
	StateRedesigned  State = "redesigned"  // answers, but where many links were there are none
	StateBlocked     State = "blocked"     // a challenge page, a refusal, robots.txt
	StateFrozen      State = "frozen"      // answers and lists, but nothing new for far too long
	StateUnreachable State = "unreachable" // no usable answer
)

// Trouble reports whether readers must be told that the source could not be read.
func (s State) Trouble() bool {
	switch s {
	case StateRedesigned, StateBlocked, StateFrozen, StateUnreachable:
		return true
	}
	return false
}

// Health is a source's state and the facts behind it.
type Health struct {
	SourceID   string
	State      State
	Since      time.Time // when State began
	LastRead   time.Time // last time its listing was read well
	LastNew    time.Time // last time it brought a new article
	NextAt     time.Time // when its next crawl is due
	Baselined  bool      // its first crawl is done
	Way        Way       // how its links were found last
	Links      int       // how many links its listing had last
	Failures   int       // failed crawls in a row
	Err        string    // the last failure, "" after a good read
	ListingURL string    // where the links were found: the feed or listing discovery settled on
	Troubled   time.Time // since when it could not be read, whatever the trouble was at first; zero when it is well

	// What the operator was told last: the state, when that was, and how and where the links were found.
	Notified    State // "" when nothing was told yet
	NotifiedAt  time.Time
	NotifiedWay Way
	NotifiedURL string
}

// Evidence is what a source's listing answered: one of the last good read is kept, and one of the last failure.
type Evidence struct {
	SourceID string
	Good     bool
	At       time.Time
	Way      Way
	Page     Page   // the answer as it came, its body included
	Links    []Link // the first on it; none of a failure
	Count    int    // of all links on it
	Wall     string // the bot wall that was met, "" for none
	Err      string // why it was a failure
}

// Crawl is the record of one pass over one source.
type Crawl struct {
	ID         int64
	RunID      string // joins the crawls asked for together
	SourceID   string
	StartedAt  time.Time
	FinishedAt time.Time
	Way        Way
	Links      int // on the listing
	New        int // of them not seen before
	Pages      int // read well
	Articles   int // extracted from them
	Failed     int // pages that could not be read; they are retried
	Baseline   bool
	State      State
	Err        string
}

// Indexed is what an index knows of an article's fingerprint.
type Indexed struct {
	ArticleID int64
	StoryID   int64
	Canonical int64 // the article it is a copy of; its own id (or 0) when it is not a copy
	StorySize int   // how many articles its story has by now; 0 = not counted
	Published time.Time
	Data      []byte // Fingerprint.Data
}

// FullStory is a story with all that is needed to tell it.
type FullStory struct {
	Story    Story
	Summary  Summary
	Articles []Article // its members, representative first, then by date

	Translations []Summary // in languages that none of the articles is in, by language
}

// In gives the summary there is of the story in a language.
func (f FullStory) In(lang string) (s Summary, ok bool) {
	for _, s := range append([]Summary{f.Summary}, f.Translations...) {
		if !s.MadeAt.IsZero() && SameLanguage(s.Lang, lang) {
			return s, true
		}
	}
	return Summary{}, false
}
