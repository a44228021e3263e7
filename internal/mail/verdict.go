package mail

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"tidings/internal/audience"
)

// Policy bounds the retries of a delivery. The zero value is the default.
type Policy struct {
	MaxAttempts int           // 0 = 20
	MaxAge      time.Duration // 0 = 3 days: older news is no news
	FirstDelay  time.Duration // 0 = 5 min
	MaxDelay    time.Duration // 0 = 4 h
}

// Attempt is what the delivery's row knows when a send returned.
type Attempt struct {
	Attempts int // tries so far, this one included
	Created  time.Time
	Now      time.Time
}

// Verdict is what becomes of a delivery.
type Verdict struct {
	State    audience.DeliveryState // empty = leave the row alone, it is another's
	NextTry  time.Time              // for deferred
	Code     int
	Enhanced string
	Reply    string
	Stage    Stage  // how far it came
	Stop     string // not empty = stop sending and tell the operator why: the fault is ours, not the reader's
	Setup    bool   // with Stop: no relay took us at all, and the mail is not at fault
	Busy     bool   // the recipient's whole domain puts us off, not one mailbox
	Close    bool   // use fewer connections for a while: the relay said 421 or fell silent
}

// Decide gives the next state of a delivery from what [Conn.Send] or [Transport.Open] returned. It is pure: the clock
// is in a, the chance in rnd.
func Decide(reply Reply, err error, a Attempt, p Policy, rnd *rand.Rand) Verdict {
	if err == nil {
		text := strings.TrimSpace(reply.Enhanced + " " + reply.Text)
		return Verdict{
			State: audience.DeliverySent, Stage: StageDot, Code: reply.Code, Enhanced: reply.Enhanced, Reply: text,
		}
	}
	e, ok := asSendError(err)
	if !ok {
		e = &SendError{Stage: StageDial, Temporary: true, Err: err}
	}
	v := Verdict{Stage: e.Stage, Code: e.Code, Enhanced: e.Enhanced, Reply: cut(cleanLine(e.Error()), 500)}
	switch {
	case errors.Is(err, ErrTaken):
		return Verdict{}
	case errors.Is(err, ErrSuppressed):
		v.State = audience.DeliverySuppressed
	case e.Uncertain:
		v.State, v.Close = audience.DeliveryUnknown, true
	case e.Setup:
		v.Stop, v.Setup = e.Error(), true
		v.deferOrFail(e, a, p, rnd)
	case e.Temporary:
		v.Busy = e.domainWide()
		v.deferOrFail(e, a, p, rnd)
	default:
		v.refuse(e)
	}
	return v
}

func asSendError(err error) (*SendError, bool) { return errors.AsType[*SendError](err) }

// refuse decides a 5xx to this mail. What it means for the address is judged where bounces are.
func (v *Verdict) refuse(e *SendError) {
	switch e.Stage {
	case StageMail:
		v.Stop = e.Error()
	case StageRcpt, StageDot:
		if AboutSender(e.Enhanced) {
			v.Stop = e.Error()
		}
	}
	v.State = audience.DeliveryFailed
}

// domainWide tells a domain that puts everybody off (greylisting, limits, trouble of its own) from a mailbox that is
// full or away: 4.1.x and 4.2.x are about the address (RFC 3463), 421 about the connection.
func (e *SendError) domainWide() bool {
	about := strings.HasPrefix(e.Enhanced, "4.1.") || strings.HasPrefix(e.Enhanced, "4.2.")
	return (e.Stage == StageRcpt || e.Stage == StageDot) && e.Code/100 == 4 && e.Code != 421 && !about
}

// deferOrFail says when a passing failure is tried again; it is final after too many tries, or when the next would come
// too late to be news.
func (v *Verdict) deferOrFail(e *SendError, a Attempt, p Policy, rnd *rand.Rand) {
	v.Close = e.Code == 0 || e.Code == 421
	if errors.Is(e, context.Canceled) { // we were told to stop: that is nobody's failure
		v.State, v.NextTry = audience.DeliveryDeferred, a.Now
		return
	}
	next := a.Now.Add(p.Backoff(a.Attempts, rnd))
	tries, age := orInt(p.MaxAttempts, 20), orDuration(p.MaxAge, 3*24*time.Hour)
	if a.Attempts >= tries || next.Sub(a.Created) > age {
		v.State = audience.DeliveryFailed
		return
	}
	v.State, v.NextTry = audience.DeliveryDeferred, next
}

// Backoff gives how long to wait after so many attempts: it doubles with each up to the maximum and varies by a quarter
// either way, so that a relay that comes back does not meet everybody at once.
func (p Policy) Backoff(attempts int, rnd *rand.Rand) time.Duration {
	d, most := orDuration(p.FirstDelay, 5*time.Minute), orDuration(p.MaxDelay, 4*time.Hour)
	for range attempts - 1 {
		if d *= 2; d >= most {
			break
		}
	}
	d = min(d, most)
	return d - d/4 + time.Duration(rnd.Int64N(int64(d/2)+1))
}

func orInt(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
