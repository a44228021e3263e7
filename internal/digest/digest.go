// Package digest decides when an edition is due, which stories it tells, and what it looks like.
//
// Three pure steps, each a function of values: [Next] gives the instant after which a subscription's next edition is
// due; [Choose] picks and ranks the stories of a window for one subscription and gives the reason of every decision;
// [Render] turns an [Issue] into subject, HTML and text within the size budget. [RenderNotice] does the same for the
// small mails around a subscription. [StoryOf] leads from what was chosen to what is rendered.
//
// The package knows no clock, database or network: instants are parameters, templates come as a templates.Set. It
// writes nothing; package app keeps the edition and package mail sends it.
package digest

import (
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
)

// Budget is the most bytes the HTML part may take as it is sent (EncodedSize). Gmail clips messages above 102 KB; the
// difference is kept for what forwarders and scanners add.
const Budget = 90_000

// Issue is all that one edition says. Every string may come from a crawled page; Render cleans them.
type Issue struct {
	Digest    news.Digest
	Start     time.Time // window [Start, End)
	End       time.Time
	Lang      string  // BCP 47 of headings and dates; "" = the digest's language
	Zone      string  // IANA zone of dates; "" = the digest's zone
	Stories   []Story // ranked, best first
	Receipt   Receipt
	Links     Links
	Next      time.Time // when the next edition is due; zero = unknown
	Schedule  string    // in plain words, see [Schedule]
	Recipient string    // the address, shown in the foot; "" on the web
	Welcome   bool      // the first edition of a subscription: the last seven days
	Contact   string    // mail address or https URL of the operator
	Postal    string    // postal line of the operator
	Budget    int       // bytes of HTML as sent (EncodedSize); 0 = Budget
}

// Story is one story as an edition tells it.
type Story struct {
	ID        int64
	Town      string // stories are grouped by it; "" = elsewhere
	Headline  string
	Sentences []string
	Lang      string // BCP 47 of headline and sentences
	Date      news.Date
	Seen      bool // Date is only when we first saw it
	Place     string
	Facts     []news.Fact  // key facts in a source's words
	Sources   []SourceLink // the first is the representative article
	Update    string       // what is new since it was told; "" the first time
	Machine   bool         // written by a language model and checked
	Act       Act          // zero when there is nothing to act on
	Page      string       // https URL of the story on our own pages, may be empty
	Picture   *Picture     `json:",omitempty"` // nil = none
	Calendar  string       // https URL of the .ics of Act, may be empty
	Matched   []string     `json:",omitempty"` // the reader's keywords that stand in it, as they wrote them
}

// SourceLink is one source of a story.
type SourceLink struct {
	Name   string // of the source, or of the outlet it took the text from
	URL    string // of the article
	Copies int    // further copies of the same text on the same source
}

// Act is something a reader can still do or must reckon with: a deadline, a hearing, a closure.
type Act struct {
	At    news.Date
	Until bool // a deadline: "until"; otherwise an event: "on"
}

// Receipt says what was read for the window.
type Receipt struct {
	Read     int
	Sources  int
	Troubled []Trouble
}

// Trouble is a source that could not be read well.
type Trouble struct {
	Name  string
	State news.State
	Since time.Time
}

// Links are the https URLs of an edition's foot. Empty ones are left out.
type Links struct {
	Preferences string
	Unsubscribe string
	Edition     string // this edition on the web
	Archive     string // earlier editions
	Status      string // the state of every source
}

// Rendered is a mail without its headers.
type Rendered struct {
	Subject   string
	Preheader string
	HTML      string
	Text      string
	Left      []int64   // stories left to the web page by the size budget, best first
	Pictures  []Inlined // that the HTML part shows
}

// Candidate is a story that may be told, with what a decision about it needs.
type Candidate struct {
	Story    news.FullStory
	Sources  []news.Source // of its articles, in any order
	Topics   []string      // topics of the story beyond those of its sources
	Told     *news.Told    // how this subscription was told of it last; nil = never
	NewFacts string        // what is new since then, one line; "" = nothing
	Page     string        // https URL of the story on our own pages
	Picture  *Picture      // nil = none
}

// Selection is what Choose decides over.
type Selection struct {
	Subscription audience.Subscription
	Digest       news.Digest
	Candidates   []Candidate
	End          time.Time // the window's end: freshness and deadlines are reckoned from it
}

// Chosen is what an edition tells, best first, and why.
type Chosen struct {
	Picks     []Pick
	Decisions []Decision // one for every candidate, taken ones first in rank order
}

// Pick is a chosen candidate.
type Pick struct {
	Candidate Candidate
	Rank      int // from 1
	Score     float64
	Act       Act
	Update    string
	Matched   []string // the keywords of the subscription that stand in it
}

// Decision is the reason why a story is or is not told, in words for the operator.
type Decision struct {
	StoryID int64
	Taken   bool
	Rank    int // 0 when not taken
	Score   float64
	Reason  string
}
