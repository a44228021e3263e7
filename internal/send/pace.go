package send

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// Pace is how many mails a minute one recipient domain gets. Zero = as many as there are.
type Pace struct {
	Domain int
	Of     map[string]int // for single domains, in lower case
}

// pace holds deliveries to their domains' rates.
type pace struct {
	Pace
	now      func() time.Time
	limiters map[string]*rate.Limiter
	until    map[string]time.Time // a domain has no token before
}

func newPace(p Pace, now func() time.Time) *pace {
	return &pace{Pace: p, now: now, limiters: make(map[string]*rate.Limiter), until: make(map[string]time.Time)}
}

// take reports whether a mail may go to a domain now, and counts it.
func (p *pace) take(domain string) bool {
	limiter := p.limiter(domain)
	if limiter == nil {
		return true
	}
	now := p.now()
	if p.until[domain].After(now) {
		return false
	}
	delete(p.until, domain)
	r := limiter.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		p.until[domain] = now.Add(wait)
		return false
	}
	return true
}

// limiter gives a domain's token bucket, one second deep; nil when it has no limit.
func (p *pace) limiter(domain string) *rate.Limiter {
	perMinute, own := p.Of[domain]
	if !own {
		perMinute = p.Domain
	}
	if perMinute <= 0 {
		return nil
	}
	if p.limiters[domain] == nil {
		p.limiters[domain] = rate.NewLimiter(rate.Limit(float64(perMinute)/60), max(1, perMinute/60))
	}
	return p.limiters[domain]
}

// busy lists the domains that have to wait.
func (p *pace) busy() []string {
	var out []string
	for domain, until := range p.until {
		if until.After(p.now()) {
			out = append(out, domain)
		}
	}
	return out
}

// mostWait bounds a wait for a domain: others may have mail by then.
const mostWait = time.Second

// wait waits until a domain may be mailed again, for a second at most. It reports whether there was one to wait for.
func (p *pace) wait(ctx context.Context, halted <-chan struct{}) bool {
	if len(p.until) == 0 {
		return false
	}
	pause := mostWait
	for _, until := range p.until {
		pause = min(pause, until.Sub(p.now()))
	}
	timer := time.NewTimer(max(pause, time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-halted:
	case <-ctx.Done():
	}
	for domain, until := range p.until {
		if !until.After(p.now()) {
			delete(p.until, domain)
		}
	}
	return true
}
