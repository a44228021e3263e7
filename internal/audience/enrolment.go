package audience

import "time"

// Enrolment is one subscription of one reader with all that a move to another system must keep; see package roster.
type Enrolment struct {
	Line        int // of the file it was read from
	Address     string
	Status      Status // "" = active
	Digest      string // "" = the only one there is
	Frequency   Frequency
	Hour        int
	Minute      int
	Timed       bool // Hour and Minute were given
	Schedule    string
	Zone        string
	Language    string
	Stories     int
	Pictures    bool
	Filter      Filter
	ConsentAt   time.Time
	ConsentFrom string
	PausedUntil time.Time
	EndedAt     time.Time // when its reader left, or the address was suppressed; such a row starts nothing
	EndedBy     string    // how, or why
}
