package mail_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
)

func TestDecide(t *testing.T) {
	answer := func(stage mail.Stage, code int, enhanced string) error {
		return &mail.SendError{Stage: stage, Code: code, Enhanced: enhanced, Temporary: code < 500}
	}
	cases := []struct {
		name  string
		err   error
		state audience.DeliveryState
		stop  bool
	}{
		{"accepted", nil, audience.DeliverySent, false},
		{"address gone", answer(mail.StageRcpt, 550, "5.1.1"), audience.DeliveryFailed, false},
		{"domain gone", answer(mail.StageRcpt, 550, "5.1.2"), audience.DeliveryFailed, false},
		{"our address is bad", answer(mail.StageRcpt, 550, "5.1.8"), audience.DeliveryFailed, true},
		{"address gone, said late", answer(mail.StageDot, 550, "5.1.1"), audience.DeliveryFailed, false},
		{"5.1.1 to MAIL is not the reader's", answer(mail.StageMail, 550, "5.1.1"), audience.DeliveryFailed, true},
		{"policy", answer(mail.StageDot, 554, "5.7.1"), audience.DeliveryFailed, true},
		{"content", answer(mail.StageDot, 554, "5.6.0"), audience.DeliveryFailed, false},
		{"temporary policy", answer(mail.StageRcpt, 450, "4.7.1"), audience.DeliveryDeferred, false},
		{"our own check", &mail.SendError{Stage: mail.StageCheck}, audience.DeliveryFailed, false},
		{"no answer", &mail.SendError{Stage: mail.StageDot, Uncertain: true}, audience.DeliveryUnknown, false},
		{"no route", &mail.SendError{Stage: mail.StageDial, Temporary: true}, audience.DeliveryDeferred, false},
		{"bad certificate", &mail.SendError{Stage: mail.StageTLS, Setup: true}, audience.DeliveryDeferred, true},
		{"left meanwhile", &mail.SendError{Stage: mail.StageCommit, Err: mail.ErrSuppressed},
			audience.DeliverySuppressed, false},
		{"another's", &mail.SendError{Stage: mail.StageCommit, Err: mail.ErrTaken}, "", false},
		{"commit broke", &mail.SendError{Stage: mail.StageCommit, Temporary: true, Err: errors.New("disk full")},
			audience.DeliveryDeferred, false},
		{"foreign error", errors.New("odd"), audience.DeliveryDeferred, false},
	}
	for _, c := range cases {
		v := decide(mail.Reply{Code: 250}, c.err)
		if v.State != c.state || (v.Stop != "") != c.stop {
			t.Errorf("%s became %+v", c.name, v)
		}
		if (v.State == audience.DeliveryDeferred) != !v.NextTry.IsZero() {
			t.Errorf("%s: next try %v", c.name, v.NextTry)
		}
	}
}

func TestBackOff(t *testing.T) {
	later := &mail.SendError{Stage: mail.StageRcpt, Code: 451, Temporary: true}
	rnd := rand.New(rand.NewPCG(1, 2))
	policy := mail.Policy{FirstDelay: time.Minute, MaxDelay: time.Hour, MaxAttempts: 10, MaxAge: 24 * time.Hour}
	waits := map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 4: 8 * time.Minute, 9: time.Hour}
	for attempts, want := range waits {
		for range 100 {
			v := mail.Decide(mail.Reply{}, later, mail.Attempt{Attempts: attempts, Created: now, Now: now}, policy, rnd)
			if got := v.NextTry.Sub(now); got < want*3/4 || got > want*5/4 {
				t.Fatalf("attempt %d waits %v, want about %v", attempts, got, want)
			}
		}
	}
	for name, a := range map[string]mail.Attempt{
		"too often": {Attempts: 10, Created: now, Now: now},
		"too old":   {Attempts: 2, Created: now.Add(-24 * time.Hour), Now: now},
	} {
		if v := mail.Decide(mail.Reply{}, later, a, policy, rnd); v.State != audience.DeliveryFailed {
			t.Errorf("%s became %+v", name, v)
		}
	}
	stopped := &mail.SendError{Stage: mail.StageBody, Temporary: true, Err: context.Canceled}
	v := mail.Decide(mail.Reply{}, stopped, mail.Attempt{Attempts: 10, Created: now, Now: now}, policy, rnd)
	if v.State != audience.DeliveryDeferred || !v.NextTry.Equal(now) {
		t.Errorf("a shutdown became %+v", v)
	}
}
