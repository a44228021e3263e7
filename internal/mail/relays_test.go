package mail_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
)

// talk is a server that plays one conversation: for each line it must hear, what it answers. A body is one line "…".
func talk(t *testing.T, network, addr string, lines ...string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- converse(l, lines) }()
	t.Cleanup(func() {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l
}

func converse(l net.Listener, lines []string) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	r := bufio.NewReader(c)
	fmt.Fprint(c, "220 ready\r\n")
	for _, line := range lines {
		want, answer, _ := strings.Cut(line, " => ")
		for {
			got, err := r.ReadString('\n')
			if err != nil {
				return fmt.Errorf("want %q: %w", want, err)
			}
			if want == "…" && got != ".\r\n" {
				continue
			}
			if want != "…" && !strings.HasPrefix(got, want) {
				return fmt.Errorf("heard %q, want %q", got, want)
			}
			break
		}
		fmt.Fprint(c, strings.ReplaceAll(answer, "|", "\r\n")+"\r\n")
	}
	return nil
}

func speak(t *testing.T, l net.Listener, change func(*mail.SMTPOptions)) (mail.Reply, mail.Conn, error) {
	t.Helper()
	opt := mail.SMTPOptions{Security: mail.Plain, CommandTimeout: 10 * time.Second}
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		opt.Host, opt.Port = "127.0.0.1", tcp.Port
	} else {
		opt.Host = l.Addr().String()
	}
	if change != nil {
		change(&opt)
	}
	way, err := mail.NewSMTP(opt)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := way.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reply, err := conn.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
	return reply, conn, err
}

func TestLMTP(t *testing.T) {
	l := talk(t, "unix", filepath.Join(t.TempDir(), "lmtp"), "LHLO lists.test => 250-box|250 PIPELINING", "MAIL FROM:<b+ => 250 ok",
		"RCPT TO:<"+reader+"> => 250 ok", "DATA => 354 go", "… => 250 2.0.0 <"+reader+"> delivered", "QUIT => 221 bye")
	reply, conn, err := speak(t, l, func(o *mail.SMTPOptions) { o.LMTP, o.Hello = true, "lists.test" })
	if err != nil || reply.Code != 250 || !strings.Contains(reply.Text, "delivered") {
		t.Errorf("%+v, %v", reply, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	for _, opt := range []mail.SMTPOptions{{Host: "box", LMTP: true, Security: mail.StartTLS}} {
		if _, err := mail.NewSMTP(opt); !fault.Is(err, fault.Invalid) {
			t.Errorf("LMTP with TLS: %v", err)
		}
	}
	way, err := mail.NewSMTP(mail.SMTPOptions{Host: "box.test", LMTP: true})
	if err != nil || way.String() != "lmtp box.test:24" {
		t.Errorf("%v, %v", way, err)
	}
}

// TestWithoutPipelining waits for each answer, and speaks the same mail.
func TestWithoutPipelining(t *testing.T) {
	l := talk(t, "tcp", "127.0.0.1:0", "EHLO => 250 plain", "MAIL FROM:<b+ => 250 ok", "RCPT TO:< => 550 5.1.1 nobody",
		"RSET => 250 ok", "QUIT => 221 bye")
	_, conn, err := speak(t, l, nil)
	if e := sendError(t, err); e.Stage != mail.StageRcpt || e.Code != 550 || !conn.Alive() {
		t.Errorf("%+v, alive %t", e, conn.Alive())
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// TestPipelined: what a refusal in the middle of the group means, and when the connection may be used again.
func TestPipelined(t *testing.T) {
	hello := "EHLO => 250-quick|250 PIPELINING"
	for name, c := range map[string]struct {
		lines []string
		stage mail.Stage
		code  int
		alive bool
	}{
		"sender refused": {[]string{"MAIL => 550 5.7.1 no", "RCPT => 503 5.5.1 no sender", "DATA => 503 5.5.1 no",
			"RSET => 250 ok", "QUIT => 221 bye"}, mail.StageMail, 550, true},
		"recipient refused": {[]string{"MAIL => 250 ok", "RCPT => 550 5.1.1 no", "DATA => 554 5.5.1 nobody",
			"RSET => 250 ok", "QUIT => 221 bye"}, mail.StageRcpt, 550, true},
		"body asked for all the same": {[]string{"MAIL => 250 ok", "RCPT => 550 5.1.1 no", "DATA => 354 go"},
			mail.StageRcpt, 550, false},
		"no data": {[]string{"MAIL => 250 ok", "RCPT => 250 ok", "DATA => 451 4.3.0 later", "RSET => 250 ok",
			"QUIT => 221 bye"}, mail.StageData, 451, true},
		"closing": {[]string{"MAIL => 421 4.3.2 bye"}, mail.StageMail, 421, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := talk(t, "tcp", "127.0.0.1:0", append([]string{hello}, c.lines...)...)
			_, conn, err := speak(t, l, nil)
			if e := sendError(t, err); e.Stage != c.stage || e.Code != c.code || conn.Alive() != c.alive {
				t.Errorf("%+v, alive %t", e, conn.Alive())
			}
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// fleet is relays over scripted servers, with a clock moved by hand.
type fleet struct {
	*mail.Relays
	servers []*mailtest.Server
	now     time.Time
}

func newFleet(t *testing.T, relays ...mail.Relay) *fleet {
	f := &fleet{now: now}
	for i := range relays {
		s := start(t, mailtest.Options{})
		relays[i].Name, relays[i].Transport = fmt.Sprint("r", i), relay(t, s, nil)
		f.servers = append(f.servers, s)
	}
	f.Relays = mail.NewRelays(func() time.Time { return f.now }, relays...)
	return f
}

func (f *fleet) send(t *testing.T) error {
	t.Helper()
	line := mail.NewLine(f, 1)
	defer line.Close()
	_, err := line.Send(t.Context(), envelope(), compose(t, sampleMessage()), nil)
	return err
}

func TestRelaysShareByWeight(t *testing.T) {
	f := newFleet(t, mail.Relay{Weight: 3}, mail.Relay{Weight: 1}, mail.Relay{Order: 1})
	for range 200 {
		if err := f.send(t); err != nil {
			t.Fatal(err)
		}
	}
	if a, b, c := f.servers[0].Count(), f.servers[1].Count(), f.servers[2].Count(); a < 120 || a > 180 || c != 0 {
		t.Errorf("%d, %d and %d mails; want three to one, and none of a later order", a, b, c)
	}
}

// TestARelayRestsLonger each time it fails, and not at all once it works.
func TestARelayRestsLonger(t *testing.T) {
	f := newFleet(t, mail.Relay{})
	f.servers[0].Script(mailtest.Fault{Step: mailtest.StepHello, Act: mailtest.Drop, Times: 4})
	var before time.Duration
	for n := range 2 { // each failed greeting is two: EHLO, then HELO
		if err := f.send(t); err == nil {
			t.Fatalf("try %d went through", n)
		}
		var resting *mail.RestingError
		if !errors.As(f.Ready(), &resting) || resting.Until.Sub(f.now) <= before || resting.Why == nil {
			t.Fatalf("try %d: %v", n, f.Ready())
		}
		if err := f.send(t); !errors.As(err, &resting) || f.servers[0].Connections() != n+1 {
			t.Fatalf("a resting relay was tried: %v", err)
		}
		before = resting.Until.Sub(f.now) * 5 / 4
		f.now = resting.Until
	}
	f.servers[0].Script(mailtest.Fault{Step: mailtest.StepHello, Act: mailtest.Proceed})
	for range 3 {
		if err := f.send(t); err == nil {
			return
		}
		f.now = f.now.Add(time.Hour)
	}
	t.Error("it never recovers")
}

func TestRelayRate(t *testing.T) {
	f := newFleet(t, mail.Relay{PerMinute: 600}) // ten a second, and ten at once
	begin := time.Now()
	for range 20 {
		if err := f.send(t); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(begin); took < 980*time.Millisecond {
		t.Errorf("20 mails took %s, want a second", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	line := mail.NewLine(f, 0)
	defer line.Close()
	_, err := line.Send(ctx, envelope(), compose(t, sampleMessage()), nil)
	if v := decide(mail.Reply{}, err); !errors.Is(err, context.Canceled) || !v.NextTry.Equal(now) {
		t.Errorf("out of time: %v became %+v", err, v)
	}
}

func TestRelayCap(t *testing.T) {
	f := newFleet(t, mail.Relay{PerDay: 3}, mail.Relay{Order: 1, PerDay: 2})
	f.Count(map[string]int{"r0": 2})
	f.servers[0].Script(mailtest.Fault{Step: mailtest.StepRcpt, Code: 550, Times: 1}) // not taken, so not counted
	if err := f.send(t); err == nil {
		t.Fatal("the script was not followed")
	}
	for range 3 {
		if err := f.send(t); err != nil {
			t.Fatal(err)
		}
	}
	var resting *mail.RestingError
	if err := f.send(t); !errors.As(err, &resting) || !resting.Until.Equal(now.Truncate(24*time.Hour).AddDate(0, 0, 1)) {
		t.Errorf("beyond the caps: %v", err)
	}
	if a, b := f.servers[0].Count(), f.servers[1].Count(); a != 1 || b != 2 {
		t.Errorf("%d and %d mails, want 1 and 2", a, b)
	}
	f.now = f.now.AddDate(0, 0, 1)
	if err := f.send(t); err != nil || f.servers[0].Count() != 2 {
		t.Errorf("the next day: %v", err)
	}
}
