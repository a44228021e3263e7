package news

import (
	"strings"
	"time"
)

// Fingerprint is the compact similarity signature of an article's text. Package dedup makes and compares it; to all
// others it is opaque bytes and the keys under which an index finds it again.
type Fingerprint struct {
	Data []byte   // versioned encoding, owned by dedup
	Keys []uint64 // index keys: two articles that may belong together share at least one
}

// Story is a cluster of one or more articles on one event.
type Story struct {
	ID             int64
	Town           string // of the representative article's source
	Representative int64  // article id
	Members        []Member
	FirstPublished time.Time
	LastPublished  time.Time
	Changed        time.Time // when its members last changed
}

// Member is an article's place in a story and the reason for it.
type Member struct {
	ArticleID int64
	Canonical int64  // the article this one is a copy of; its own id when it is not a copy
	Reason    string // why it was joined: "same text", "with 12: same names 淮北, 政法委; same date 8月3日"
	Score     float64
}

// Summary is a few sentences derived from a story.
type Summary struct {
	StoryID   int64
	Headline  string
	Sentences []Sentence
	Facts     []Fact // key facts, where the sources state them plainly
	Method    string // "extractive", "llm:<model>"
	Lang      string
	MadeAt    time.Time
}

// Text joins the sentences as running text: spaced for scripts that space their words, unspaced for those that do not.
func (s Summary) Text() string {
	var out []byte
	for _, sentence := range s.Sentences {
		if len(out) > 0 && !endsWide(out) {
			out = append(out, ' ')
		}
		out = append(out, sentence.Text...)
	}
	return string(out)
}

// endsWide reports whether b ends in full-width punctuation, after which no space is set.
func endsWide(b []byte) bool {
	if len(b) < 3 {
		return false
	}
	switch string(b[len(b)-3:]) {
	case "。", "！", "？", "；", "”", "」", "』", "…", "）", "》":
		return true
	}
	return false
}

// Sentence is one sentence of a summary and the place in a source it stands in.
type Sentence struct {
	Text      string `json:"text"`
	ArticleID int64  `json:"article"`
	Offset    int    `json:"offset"` // byte offset into the article's Text; -1 when machine-written
}

// FactKind is which of a story's key facts one is.
type FactKind string

// The kinds of key facts.
const (
	FactWhen  FactKind = "when"
	FactWhere FactKind = "where"
	FactWho   FactKind = "who"
)

// Fact is one key fact in the words of a source, and the place it stands in.
type Fact struct {
	Kind      FactKind `json:"kind"`
	Text      string   `json:"text"`
	ArticleID int64    `json:"article"`
	Offset    int      `json:"offset"` // byte offset into the article's Text
}

// Digest is the recurring product a reader subscribes to.
type Digest struct {
	ID       string // "huaibei-daily"
	Name     string // per language falls back to this
	Towns    []string
	Topics   []string
	Language string // of headings and dates when the reader chose none
	Zone     string
	Schedule string // default cron expression for subscriptions that chose none
	Public   bool   // offered on the subscribe page
	Stories  int    // at most so many stories in one edition
	Policy   string // "resend" or "hold" for deliveries whose fate is unknown

	StillHere bool // a sign of life once a month when there was nothing to tell
}

// Edition is one issue of a digest for one subscription and the window [Start, End).
type Edition struct {
	ID             int64
	DigestID       string
	SubscriptionID int64
	Start, End     time.Time
	Subject        string // "" until its mail is made
	Issue          []byte // what it tells, with all that was true then; package digest wrote it and reads it
	Stories        []Told
	Skipped        string // why no mail was made of it: "nothing new"
	MadeAt         time.Time
	Zone           string    // IANA, of its dates
	Next           time.Time // when the one after it was due, as it said itself
}

// Told is a story's appearance in an edition.
type Told struct {
	StoryID  int64
	Rank     int
	Update   string // what is new since it was told before; "" the first time
	Left     bool   // cut for the size budget: on the web page only
	Articles int    // how many articles the story had when told
}

// SameLanguage reports whether two BCP 47 tags name one language, whatever their script and region.
func SameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}
