package bounce

import (
	"fmt"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
)

// An address whose mail failed on restAfter different days within restWithin is given a rest of restFor: a full mailbox
// or a server in trouble is no reason to lose a reader, and none to knock every day either.
const (
	restAfter  = 3
	restWithin = 14 * 24 * time.Hour
	restFor    = 7 * 24 * time.Hour
)

// Since is how far back [Judge] wants to know an address's bounces.
func Since(b audience.Bounce) time.Time { return b.At.Add(-restWithin) }

// Judge says whether and for how long b's address must not be mailed: for good after a complaint or when the mailbox
// does not exist (5.1.x), for a week when mail failed on three days of a fortnight. earlier are the address's bounces
// since [Since]. A refusal by policy (5.7.x) is about us, not about the address, and never counts.
func Judge(b audience.Bounce, earlier []audience.Bounce) (s audience.Suppression, yes bool) {
	s = audience.Suppression{Address: b.Address, At: b.At}
	if s.Reason, yes = Suppress(b); yes {
		return s, true
	}
	days := map[string]bool{}
	for _, e := range append(earlier, b) {
		if !aboutUs(e) && e.At.After(Since(b)) {
			days[e.At.UTC().Format(time.DateOnly)] = true
		}
	}
	if aboutUs(b) || len(days) < restAfter {
		return s, false
	}
	s.Reason = fmt.Sprintf("mail failed on %d days, last: %s", len(days), strings.TrimSpace(b.Status+" "+b.Detail))
	s.Expires = b.At.Add(restFor)
	return s, true
}

// aboutUs reports whether a bounce tells of our mail or our standing (RFC 3463, classes 5 to 7) rather than the mailbox.
func aboutUs(b audience.Bounce) bool {
	_, rest, _ := strings.Cut(b.Status, ".")
	return mail.AboutSender(b.Status) || strings.HasPrefix(rest, "5.") || strings.HasPrefix(rest, "6.") || strings.HasPrefix(rest, "7.")
}
