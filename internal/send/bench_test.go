package send_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/smtp"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// sink is Postfix's smtp-sink, which takes mail and throws it away.
type sink struct{ host, port string }

// startSink skips the benchmark where Postfix is not installed.
func startSink(b *testing.B) sink {
	b.Helper()
	program := postfixProgram(b, "smtp-sink")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	args := []string{addr, "1024"}
	if os.Geteuid() == 0 {
		args = append([]string{"-u", "nobody"}, args...) // it does not run as root
	}
	c := exec.Command(program, args...)
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = c.Process.Kill() // it never ends by itself
		_ = c.Wait()
	})
	for range 200 {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close() // it was only a look
			host, port, _ := net.SplitHostPort(addr)
			return sink{host, port}
		}
		<-time.After(10 * time.Millisecond)
	}
	b.Fatal("smtp-sink does not listen")
	return sink{}
}

func postfixProgram(b *testing.B, name string) string {
	b.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	b.Skipf("%s is not installed (Debian: apt-get install postfix): nothing to measure against", name)
	return ""
}

// post is a store full of deliveries and the room that sends them to the sink.
type post struct {
	*testing.B
	*send.Room
	sink
	signer *mail.Signer
	sent   int
}

func newPost(b *testing.B) *post {
	p := &post{B: b, sink: startSink(b)}
	port, err := strconv.Atoi(p.port)
	p.ok(err)
	way, err := mail.NewSMTP(mail.SMTPOptions{Host: p.host, Port: port, Security: mail.Plain})
	p.ok(err)
	pem, err := mail.GenerateKey(mail.KeyRSA)
	p.ok(err)
	p.signer, err = mail.NewSigner("tidings.example", mail.Key{Selector: "t1", PEM: pem})
	p.ok(err)
	relays := mail.NewRelays(time.Now, mail.Relay{Name: "sink", Transport: way})
	p.Room = &send.Room{
		Store: storetest.SQLite(b), Transport: relays, Worker: "bench", Batch: 100, Connections: 4,
		Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}
	return p
}

func (p *post) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// letter composes a mail whose HTML has about so many bytes.
func (p *post) letter(n, size int) []byte {
	p.Helper()
	var html strings.Builder
	html.WriteString("<!doctype html><html lang=\"en\"><body>\n")
	for i := 0; html.Len() < size; i++ {
		fmt.Fprintf(&html, "<p>Story %d for reader %d: the council voted on the harbour bridge, %d to %d.</p>\n", i, n, i, n)
	}
	raw, err := mail.Compose(mail.Message{
		Kind: mail.Digest, To: mail.Address{Addr: fmt.Sprintf("reader%d@reader.test", n)}, Subject: "Today in town",
		Text: "Today in town\n", HTML: html.String(), Date: time.Unix(1_763_800_000, 0), Language: "en",
		MessageID: fmt.Sprintf("<d1.r%d.abcdefgh@tidings.example>", n), UnsubscribeURL: "https://tidings.example/u/x",
	}, mail.Identity{From: mail.Address{Addr: "digest@tidings.example"}, ListID: "town.tidings.example"})
	p.ok(err)
	return raw
}

// fill puts n deliveries in the store, without their bytes, and gives their ids.
func (p *post) fill(n int) (ids []int64) {
	p.Helper()
	p.ok(p.Store.Write(p.Context(), func(tx *store.Tx) error {
		ids = nil
		for i := range n {
			id, _, err := tx.AddDelivery(p.Context(), audience.Delivery{
				Kind: "notice", Recipient: fmt.Sprintf("reader%d@reader.test", i), CreatedAt: time.Now().Add(-time.Hour),
			}, "")
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	}))
	return ids
}

// enclose signs, if asked to, and keeps the bytes of deliveries, as the room does: in parallel, a batch a commit.
func (p *post) enclose(ids []int64, letters [][]byte, signed bool) {
	p.Helper()
	for batch := range slices.Chunk(ids, 64) {
		raws := make([][]byte, len(batch))
		var group errgroup.Group
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, id := range batch {
			group.Go(func() (err error) {
				if raws[i] = letters[int(id)%len(letters)]; signed {
					raws[i], err = p.signer.Sign(raws[i])
				}
				return err
			})
		}
		p.ok(group.Wait())
		p.ok(p.Store.Write(p.Context(), func(tx *store.Tx) error {
			for i, id := range batch {
				messageID := fmt.Sprintf("<d1.r%d.abcdefgh@tidings.example>", id)
				if err := tx.SetDeliveryMessage(p.Context(), id, messageID, "b+1@tidings.example", raws[i]); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// deliver sends all that is due and checks that all of it was sent.
func (p *post) deliver(n int) {
	p.Helper()
	p.ok(p.Deliver(p.Context()))
	counts, err := p.Store.DeliveryCounts(p.Context())
	p.ok(err)
	if p.sent += n; counts[audience.DeliverySent] != p.sent {
		p.Fatalf("sent %v, want %d", counts, p.sent)
	}
}

// plain is the yardstick: the standard library's client, one connection, mails made beforehand, nothing on record.
func (p *post) plain(letters [][]byte, n int) {
	p.Helper()
	c, err := smtp.Dial(net.JoinHostPort(p.host, p.port))
	p.ok(err)
	defer c.Close()
	for i := range n {
		p.ok(c.Mail("b+1@tidings.example"))
		p.ok(c.Rcpt("reader@reader.test"))
		w, err := c.Data()
		p.ok(err)
		_, err = w.Write(letters[i%len(letters)])
		p.ok(err)
		p.ok(w.Close())
	}
	p.ok(c.Quit())
}

// source is the other yardstick: Postfix's smtp-source, which repeats one made-up mail.
func (p *post) source(program string, size, n int) {
	p.Helper()
	c := exec.CommandContext(p.Context(), program, "-s", "1", "-l", strconv.Itoa(size), "-m", strconv.Itoa(n),
		"-f", "b@tidings.example", "-t", "reader@reader.test", net.JoinHostPort(p.host, p.port))
	c.Stderr = io.Discard
	p.ok(c.Run())
}

// BenchmarkDelivery measures mails of 85 KB a second, to Postfix's smtp-sink: claimed, sent and on record; "signed"
// with an RSA-2048 signature made and the bytes stored in the same time. Beside them, in turns, run a bare net/smtp loop
// and smtp-source; the figures to read are the ratios of the best turns, since whatever else the machine does slows turns
// down and never speeds one up.
func BenchmarkDelivery(b *testing.B) {
	p := newPost(b)
	source := postfixProgram(b, "smtp-source")
	const n = 400
	letters := make([][]byte, 32)
	for i := range letters {
		letters[i] = p.letter(i, 78_000)
	}
	rates := map[string][]float64{}
	measure := func(name string, do func()) {
		begin := time.Now()
		do()
		rates[name] = append(rates[name], n/time.Since(begin).Seconds())
	}
	for b.Loop() {
		for range 3 {
			measure("net/smtp", func() { p.plain(letters, n) })
			ids := p.fill(n)
			p.enclose(ids, letters, false)
			measure("unsigned", func() { p.deliver(n) })
			measure("smtp-source", func() { p.source(source, len(letters[0]), n) })
			ids = p.fill(n)
			measure("signed", func() { p.enclose(ids, letters, true); p.deliver(n) })
		}
	}
	loop := slices.Max(rates["net/smtp"])
	b.ReportMetric(float64(len(letters[0])), "bytes/mail")
	b.ReportMetric(loop, "net/smtp-mails/s")
	for _, name := range []string{"unsigned", "signed", "smtp-source"} {
		b.ReportMetric(slices.Max(rates[name])/loop, name+"/net-smtp")
	}
}

// BenchmarkDeliveryMemory measures the largest heap while 1,000 and 50,000 recipients are mailed: it must not grow with
// their number.
func BenchmarkDeliveryMemory(b *testing.B) {
	for _, n := range []int{1000, 50_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			p := newPost(b)
			letters := [][]byte{p.letter(1, 2000)}
			for b.Loop() {
				p.enclose(p.fill(n), letters, false)
				ctx, stop := context.WithCancel(b.Context())
				peak := make(chan uint64)
				go func() { peak <- watchHeap(ctx) }()
				p.deliver(n)
				stop()
				b.ReportMetric(float64(<-peak)/(1<<20), "peak-MiB")
			}
		})
	}
}

// watchHeap gives the largest live heap until ctx ends.
func watchHeap(ctx context.Context) (peak uint64) {
	every := time.NewTicker(50 * time.Millisecond)
	defer every.Stop()
	for {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
		select {
		case <-ctx.Done():
			return peak
		case <-every.C:
		}
	}
}
