package mail_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/smtp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
)

const reader = "reader@inbox.example"

var verp = mail.VERP{Domain: "bounce.news.lindenau.example", Secret: secret}

func envelope() mail.Envelope { return mail.Envelope{From: verp.Address(4711), To: reader} }

func start(t testing.TB, opt mailtest.Options) *mailtest.Server {
	t.Helper()
	s, err := mailtest.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func relay(t testing.TB, s *mailtest.Server, change func(*mail.SMTPOptions)) *mail.SMTP {
	t.Helper()
	opt := mail.SMTPOptions{Host: s.Host(), Port: s.Port(), Security: mail.Plain, DotTimeout: time.Minute}
	if change != nil {
		change(&opt)
	}
	way, err := mail.NewSMTP(opt)
	if err != nil {
		t.Fatal(err)
	}
	return way
}

func sendError(t *testing.T, err error) *mail.SendError {
	t.Helper()
	e, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		t.Fatalf("got %v, want a SendError", err)
	}
	return e
}

func TestBatchTravelsOnOneConnection(t *testing.T) {
	s := start(t, mailtest.Options{})
	line := mail.NewLine(relay(t, s, nil), 4)
	raw := compose(t, sampleMessage())
	for range 6 {
		reply, err := line.Send(t.Context(), envelope(), raw, nil)
		if err != nil || reply.Code != 250 || !strings.HasPrefix(reply.Connection, "127.0.0.1#") {
			t.Fatalf("send: %+v, %v", reply, err)
		}
	}
	if err := line.Close(); err != nil {
		t.Error(err)
	}
	mails := s.Mails()
	for i, m := range mails {
		if !bytes.Equal(m.Raw, raw) || m.EnvelopeFrom != envelope().From || m.EnvelopeTo != reader {
			t.Errorf("mail %d arrived changed: %s to %s", i, m.EnvelopeFrom, m.EnvelopeTo)
		}
	}
	if len(mails) != 6 || s.Connections() != 2 {
		t.Errorf("%d mails over %d connections, want 6 over 2", len(mails), s.Connections())
	}
}

func TestCommitRunsBeforeTheMailIsTaken(t *testing.T) {
	s := start(t, mailtest.Options{})
	line := mail.NewLine(relay(t, s, nil), 0)
	defer line.Close()
	calls := 0
	_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), func(context.Context) error {
		calls++
		if n := s.Count(); n != 0 {
			t.Errorf("server has %d mails at the commit", n)
		}
		return nil
	})
	if err != nil || calls != 1 || s.Count() != 1 {
		t.Errorf("error %v, %d commits, %d mails", err, calls, s.Count())
	}
}

func TestCommitIsNotReachedWhenRefused(t *testing.T) {
	for _, step := range []mailtest.Step{mailtest.StepMail, mailtest.StepRcpt} {
		s := start(t, mailtest.Options{})
		s.Script(mailtest.Fault{Step: step, Code: 550, Enhanced: [3]int{5, 1, 1}, Times: 1})
		line := mail.NewLine(relay(t, s, nil), 0)
		defer line.Close()
		_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), func(context.Context) error {
			t.Errorf("commit ran although %s was refused", step)
			return nil
		})
		if e := sendError(t, err); e.Code != 550 || e.Enhanced != "5.1.1" || e.Temporary {
			t.Errorf("%s: got %+v", step, e)
		}
		if _, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil); err != nil {
			t.Errorf("the next mail failed: %v", err)
		}
		if s.Connections() != 1 || s.Count() != 1 {
			t.Errorf("%d connections, %d mails, want one of each", s.Connections(), s.Count())
		}
	}
}

// A message given up inside DATA must not arrive in part, nor spoil the one after it.
func TestRefusedCommitDeliversNothing(t *testing.T) {
	s := start(t, mailtest.Options{})
	line := mail.NewLine(relay(t, s, nil), 0)
	m := sampleMessage()
	m.HTML = bigHTML()
	raw := compose(t, m)
	refusal := errors.New("disk full")
	for _, want := range []error{mail.ErrSuppressed, mail.ErrTaken, refusal} {
		_, err := line.Send(t.Context(), envelope(), raw, func(context.Context) error { return want })
		if e := sendError(t, err); !errors.Is(err, want) || e.Stage != mail.StageCommit || !e.BeforeDot() {
			t.Errorf("got %+v, want %v before the dot", e, want)
		}
	}
	if _, err := line.Send(t.Context(), envelope(), raw, nil); err != nil {
		t.Fatal(err)
	}
	if err := line.Close(); err != nil {
		t.Error(err)
	}
	if mails := s.Mails(); len(mails) != 1 || !bytes.Equal(mails[0].Raw, raw) || mails[0].Connection != 4 {
		t.Errorf("server has %d mails over %d connections, want the whole one on the fourth", len(mails), s.Connections())
	}
}

func TestUnfinishedMailNeverReachesTheWire(t *testing.T) {
	s := start(t, mailtest.Options{})
	line := mail.NewLine(relay(t, s, nil), 0)
	defer line.Close()
	whole := compose(t, sampleMessage())
	for name, raw := range map[string][]byte{
		"empty": nil, "cut": whole[:len(whole)-1], "bare LF": bytes.ReplaceAll(whole, []byte("\r\n"), []byte("\n")),
		"header only": whole[:200], "NUL": append(bytes.Clone(whole), "\x00\r\n"...),
		"long line": append(bytes.Clone(whole), strings.Repeat("x", 999)+"\r\n"...),
		"two From":  append([]byte("From: <x@y.example>\r\n"), whole...),
	} {
		_, err := line.Send(t.Context(), envelope(), raw, nil)
		if e := sendError(t, err); e.Stage != mail.StageCheck || e.Temporary || e.Uncertain {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if s.Count() != 0 {
		t.Errorf("%d broken mails arrived", s.Count())
	}
}

// The final state of a delivery for each way a relay can fail: the table of what the mailer promises.
func TestFinalStates(t *testing.T) {
	const (
		deferred = audience.DeliveryDeferred
		failed   = audience.DeliveryFailed
		unknown  = audience.DeliveryUnknown
		sent     = audience.DeliverySent
	)
	dot, rcpt := mailtest.StepDot, mailtest.StepRcpt
	cases := []struct {
		name    string
		fault   mailtest.Fault
		state   audience.DeliveryState
		arrived int
		stop    bool
	}{
		{"well", mailtest.Fault{Step: dot, Act: mailtest.Proceed}, sent, 0, false},
		{"well, by another 2xx", mailtest.Fault{Step: dot, Code: 251, Accepted: true}, sent, 1, false},
		{"nonsense at the dot", mailtest.Fault{Step: dot, Code: 354}, unknown, 0, false},
		{"greylisted", mailtest.Fault{Step: rcpt, Code: 451, Enhanced: [3]int{4, 7, 1}}, deferred, 0, false},
		{"no such mailbox", mailtest.Fault{Step: rcpt, Code: 550, Enhanced: [3]int{5, 1, 1}}, failed, 0, false},
		{"mailbox full", mailtest.Fault{Step: rcpt, Code: 552, Enhanced: [3]int{5, 2, 2}}, failed, 0, false},
		{"bare 550", mailtest.Fault{Step: rcpt, Code: 550}, failed, 0, false},
		{"our sender refused", mailtest.Fault{Step: mailtest.StepMail, Code: 550, Enhanced: [3]int{5, 7, 1}}, failed, 0,
			true},
		{"too much storage", mailtest.Fault{Step: dot, Code: 452, Enhanced: [3]int{4, 3, 1}}, deferred, 0, false},
		{"too large", mailtest.Fault{Step: dot, Code: 552, Enhanced: [3]int{5, 3, 4}}, failed, 0, false},
		{"unauthenticated", mailtest.Fault{Step: dot, Code: 550, Enhanced: [3]int{5, 7, 515}}, failed, 0, true},
		{"shutting down at MAIL", mailtest.Fault{Step: mailtest.StepMail, Code: 421}, deferred, 0, false},
		{"shutting down at the dot", mailtest.Fault{Step: dot, Code: 421}, deferred, 0, false},
		{"reset at RCPT", mailtest.Fault{Step: rcpt, Act: mailtest.Reset}, deferred, 0, false},
		{"dropped at hello", mailtest.Fault{Step: mailtest.StepHello, Act: mailtest.Drop}, deferred, 0, false},
		{"refused at hello", mailtest.Fault{Step: mailtest.StepHello, Code: 554, Enhanced: [3]int{5, 7, 1}}, deferred, 0,
			true},
		{"reset after the dot", mailtest.Fault{Step: dot, Act: mailtest.Reset}, unknown, 0, false},
		{"answer lost", mailtest.Fault{Step: dot, Act: mailtest.Drop, Accepted: true}, unknown, 1, false},
		{"silent after the dot", mailtest.Fault{Step: dot, Act: mailtest.Silence}, unknown, 0, false},
		{"taken, then silent", mailtest.Fault{Step: dot, Act: mailtest.Silence, Accepted: true}, unknown, 1, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, mailtest.Options{})
			s.Script(c.fault)
			line := mail.NewLine(relay(t, s, func(o *mail.SMTPOptions) {
				if c.fault.Act == mailtest.Silence {
					o.DotTimeout = 300 * time.Millisecond
				}
			}), 0)
			defer line.Close()
			reply, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
			v := decide(reply, err)
			if v.State != c.state || (v.Stop != "") != c.stop {
				t.Errorf("error %v became %+v", err, v)
			}
			if c.arrived != 0 && s.Count() != c.arrived {
				t.Errorf("%d mails arrived, want %d", s.Count(), c.arrived)
			}
			if v.State == deferred && v.NextTry.IsZero() {
				t.Error("deferred without a next try")
			}
		})
	}
}

var now = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)

func decide(reply mail.Reply, err error) mail.Verdict {
	return mail.Decide(reply, err, mail.Attempt{Attempts: 1, Created: now, Now: now}, mail.Policy{},
		rand.New(rand.NewPCG(1, 2)))
}

func TestOversizeIsRefusedByTheServerItself(t *testing.T) {
	s := start(t, mailtest.Options{MaxBytes: 1000})
	line := mail.NewLine(relay(t, s, nil), 0)
	defer line.Close()
	_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
	if e := sendError(t, err); e.Code != 552 || decide(mail.Reply{}, err).State != audience.DeliveryFailed {
		t.Errorf("got %+v", e)
	}
}

// A relay may hang up between two mails; the second must not suffer.
func TestStaleConnectionIsReplaced(t *testing.T) {
	for _, act := range []mailtest.Act{mailtest.Answer, mailtest.Reset, mailtest.Drop} {
		s := start(t, mailtest.Options{})
		line := mail.NewLine(relay(t, s, nil), 0)
		defer line.Close()
		raw := compose(t, sampleMessage())
		if _, err := line.Send(t.Context(), envelope(), raw, nil); err != nil {
			t.Fatal(err)
		}
		s.Script(mailtest.Fault{Step: mailtest.StepMail, Act: act, Code: 421, Times: 1})
		if _, err := line.Send(t.Context(), envelope(), raw, nil); err != nil {
			t.Errorf("act %d: %v", act, err)
		}
		if s.Connections() != 2 || s.Count() != 2 {
			t.Errorf("act %d: %d connections, %d mails", act, s.Connections(), s.Count())
		}
	}
}

func TestCancellationBeforeTheDotSendsNothing(t *testing.T) {
	s := start(t, mailtest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	hold := make(chan struct{})
	defer close(hold)
	s.Script(mailtest.Fault{Step: mailtest.StepRcpt, Act: mailtest.Proceed, Reached: cancel, Hold: hold})
	_, err := mail.NewLine(relay(t, s, nil), 0).Send(ctx, envelope(), compose(t, sampleMessage()), nil)
	if v := decide(mail.Reply{}, err); v.State != audience.DeliveryDeferred || !v.NextTry.Equal(now) {
		t.Errorf("%v became %+v", err, v)
	}
}

func TestCancellationAfterTheDotAwaitsTheAnswer(t *testing.T) {
	s := start(t, mailtest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	s.Script(mailtest.Fault{Step: mailtest.StepDot, Act: mailtest.Proceed, Accepted: true, Reached: cancel})
	reply, err := mail.NewLine(relay(t, s, nil), 0).Send(ctx, envelope(), compose(t, sampleMessage()), nil)
	if v := decide(reply, err); v.State != audience.DeliverySent {
		t.Errorf("%v became %+v", err, v)
	}
}

func TestGraceEnds(t *testing.T) {
	s := start(t, mailtest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	s.Script(mailtest.Fault{Step: mailtest.StepDot, Act: mailtest.Silence, Accepted: true, Reached: cancel})
	way := relay(t, s, func(o *mail.SMTPOptions) { o.Grace = time.Millisecond })
	reply, err := mail.NewLine(way, 0).Send(ctx, envelope(), compose(t, sampleMessage()), nil)
	if v := decide(reply, err); v.State != audience.DeliveryUnknown {
		t.Errorf("%v became %+v", err, v)
	}
}

func TestRelayGone(t *testing.T) {
	s := start(t, mailtest.Options{})
	way := relay(t, s, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := way.Open(t.Context())
	e := sendError(t, err)
	if v := decide(mail.Reply{}, err); e.Stage != mail.StageDial || v.State != audience.DeliveryDeferred || v.Stop != "" {
		t.Errorf("%+v became %+v", e, v)
	}
}

func TestSMTPUTF8OnlyWhereNeeded(t *testing.T) {
	raw := compose(t, sampleMessage())
	wide := mail.Envelope{From: verp.Address(1), To: "读者@inbox.example"}
	for _, offered := range []bool{true, false} {
		s := start(t, mailtest.Options{UTF8: offered})
		line := mail.NewLine(relay(t, s, nil), 0)
		defer line.Close()
		_, err := line.Send(t.Context(), wide, raw, nil)
		if offered && err != nil {
			t.Errorf("wide address: %v", err)
		}
		if !offered && sendError(t, err).Enhanced != "5.6.7" {
			t.Errorf("wide address without SMTPUTF8: %v", err)
		}
		if _, err := line.Send(t.Context(), envelope(), raw, nil); err != nil {
			t.Errorf("plain address: %v", err)
		}
	}
}

func TestQueueIDIsRead(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Script(mailtest.Fault{
		Step: mailtest.StepDot, Code: 250, Enhanced: [3]int{2, 0, 0}, Text: "Ok: queued as 4cXyZ1234", Accepted: true,
	})
	reply, err := mail.NewLine(relay(t, s, nil), 0).Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
	if err != nil || reply.QueueID != "4cXyZ1234" || reply.Enhanced != "2.0.0" {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func BenchmarkSend(b *testing.B) {
	m := sampleMessage()
	m.HTML = bigHTML()
	raw := compose(b, m)
	b.Run("size="+strconv.Itoa(len(raw)), func(b *testing.B) {
		s := start(b, mailtest.Options{Forget: true})
		line := mail.NewLine(relay(b, s, nil), 1<<30)
		defer line.Close()
		for b.Loop() {
			if _, err := line.Send(b.Context(), envelope(), raw, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkNetSMTP is the yardstick beside BenchmarkSend: the standard library's client, same server, same bytes.
func BenchmarkNetSMTP(b *testing.B) {
	m := sampleMessage()
	m.HTML = bigHTML()
	raw := compose(b, m)
	s := start(b, mailtest.Options{Forget: true})
	c, err := smtp.Dial(s.Addr())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for b.Loop() {
		if err := sendPlainly(c, raw); err != nil {
			b.Fatal(err)
		}
	}
}

func sendPlainly(c *smtp.Client, raw []byte) error {
	if err := errors.Join(c.Mail(envelope().From), c.Rcpt(reader)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	_, err = w.Write(raw)
	return errors.Join(err, w.Close())
}

// BenchmarkWhole composes, signs and sends each mail anew.
func BenchmarkWhole(b *testing.B) {
	m := sampleMessage()
	m.HTML = bigHTML()
	sig := signer(b, key(b, "t1", mail.KeyRSA))
	for name, signed := range map[string]bool{"unsigned": false, "signed": true} {
		b.Run(name, func(b *testing.B) {
			s := start(b, mailtest.Options{Forget: true})
			line := mail.NewLine(relay(b, s, nil), 1<<30)
			defer line.Close()
			for b.Loop() {
				raw := compose(b, m)
				if signed {
					raw = sign(b, sig, raw)
				}
				if _, err := line.Send(b.Context(), envelope(), raw, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
