package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mailtest"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// torture is a daemon that is killed again and again while it sends many mails over several connections.
type torture struct {
	*testing.T
	binary, dir, dsn    string
	policy              string
	mails, kills, lines int
	box                 *mailtest.Server
	store               *store.Store
	random              *rand.Rand
	log                 log
}

// TestTorture kills the built daemon while it sends over four connections: nothing is missing, and there are no more
// second copies than one for each connection and kill. `make torture` sets TIDINGS_TORTURE for the full size.
func TestTorture(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	t.Parallel()
	mails, kills := 160, 4
	if os.Getenv("TIDINGS_TORTURE") != "" {
		mails, kills = 2000, 50
	}
	for _, policy := range []string{"resend", "hold"} {
		t.Run(policy+" sqlite", func(t *testing.T) {
			t.Parallel()
			newTorture(t, policy, mails, kills, "sqlite://"+filepath.Join(t.TempDir(), "tidings.db")).run()
		})
	}
	t.Run("resend postgres", func(t *testing.T) {
		t.Parallel()
		newTorture(t, "resend", mails, kills, storetest.PostgresDSN(t)).run()
	})
}

func newTorture(t *testing.T, policy string, mails, kills int, dsn string) *torture {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	v := &torture{
		T: t, dir: t.TempDir(), dsn: dsn, policy: policy, mails: mails, kills: kills, lines: 4,
		binary: filepath.Join(program.path(t), "tidings"), random: rand.New(rand.NewPCG(seed, 0)),
	}
	var err error
	v.box, err = mailtest.Start(mailtest.Options{
		Journal: filepath.Join(v.dir, "journal"), Delay: 5 * time.Millisecond, Forget: true,
	})
	v.ok(err)
	t.Cleanup(func() { v.ok(v.box.Close()) })
	v.ok(os.WriteFile(filepath.Join(v.dir, "tidings.yaml"), fmt.Appendf(nil, `base_url: https://tidings.example
data_dir: %s
database: %q
tick: "@every 1s"
web: {listen: "127.0.0.1:0"}
mail:
  enabled: true
  from: Tidings <digest@tidings.example>
  batch: 20
  connections: %d
  smtp: {host: %s, port: %d, tls: none}
sources: []
digests: []
`, filepath.Join(v.dir, "data"), dsn, v.lines, v.box.Host(), v.box.Port()), 0o600))
	v.store, err = store.Open(t.Context(), dsn, store.Options{Migrate: true})
	v.ok(err)
	t.Cleanup(func() { v.ok(v.store.Close()) })
	v.fill()
	return v
}

func (v *torture) ok(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// fill makes the deliveries.
func (v *torture) fill() {
	for from := 0; from < v.mails; from += 200 {
		v.ok(v.store.Write(v.Context(), func(tx *store.Tx) error {
			for n := from; n < min(from+200, v.mails); n++ {
				if err := v.add(tx, n); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func (v *torture) add(tx *store.Tx, n int) error {
	to := fmt.Sprintf("reader%d@reader.test", n)
	id, _, err := tx.AddDelivery(v.Context(), audience.Delivery{
		Kind: "notice", Recipient: to, Policy: v.policy, CreatedAt: time.Now(),
	}, "")
	if err != nil {
		return err
	}
	messageID := mail.MessageID("torture", id, []byte("a secret of the test"), "tidings.example")
	raw, err := mail.Compose(mail.Message{
		Kind: mail.Notice, To: mail.Address{Addr: to}, Subject: fmt.Sprint("Number ", n), MessageID: messageID,
		Text: strings.Repeat(fmt.Sprintf("Mail number %d tells what number %d has to tell.\n", n, n), 200), Date: time.Now(),
	}, mail.Identity{From: mail.Address{Addr: "digest@tidings.example"}})
	return errors.Join(err, tx.SetDeliveryMessage(v.Context(), id, messageID, "b+1@tidings.example", raw))
}

func (v *torture) run() {
	for n := range v.kills {
		v.round(n)
	}
	v.finish()
	v.check()
}

func (v *torture) start() *exec.Cmd {
	v.Helper()
	c := exec.Command(v.binary, "serve", "-c", filepath.Join(v.dir, "tidings.yaml"))
	c.Env = append(os.Environ(), "TIDINGS_STALE=1s")
	c.Dir, c.Stdout, c.Stderr = v.dir, &v.log, &v.log
	v.ok(c.Start())
	return c
}

// round kills the daemon in the middle of its sending, after as many mails as make the kills fall evenly over all.
func (v *torture) round(n int) {
	v.Helper()
	share := v.mails / (v.kills + 1)
	target := min(v.box.Count()+1+v.random.IntN(2*share-1), v.mails-v.lines*(n+1)) // what is in doubt may not come
	daemon := v.start()
	limit := time.After(20 * time.Second)
	for waiting := true; waiting && v.box.Count() < target; {
		changed := v.box.Changed()
		select {
		case <-changed:
		case <-limit: // all that may be sent was sent
			waiting = false
		}
	}
	<-time.After(time.Duration(v.random.Int64N(int64(6 * time.Millisecond))))
	v.ok(daemon.Process.Signal(syscall.SIGKILL))
	_ = daemon.Wait() // it was killed
	if n%10 == 9 || n == v.kills-1 {
		v.Logf("kill %d after %d mails", n+1, v.box.Count())
	}
}

// finish lets the daemon send the rest.
func (v *torture) finish() {
	v.Helper()
	daemon := v.start()
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	var waiting int64
	for range 900 {
		<-look.C
		counts, err := v.store.DeliveryCounts(v.Context())
		v.ok(err)
		waiting = int64(counts[audience.DeliveryPending] + counts[audience.DeliveryDeferred] + counts[audience.DeliverySending])
		if v.policy == "resend" {
			waiting += int64(counts[audience.DeliveryUnknown])
		}
		if waiting == 0 {
			break
		}
	}
	v.ok(daemon.Process.Signal(syscall.SIGTERM))
	if err := daemon.Wait(); err != nil {
		v.Errorf("stopped with %v", err)
	}
	if waiting > 0 {
		v.Fatalf("%d still wait\n%s", waiting, tail(v.log.String(), 30))
	}
}

// check compares what the store says with what the mailbox knows.
func (v *torture) check() {
	lines, err := mailtest.ReadJournal(filepath.Join(v.dir, "journal"))
	v.ok(err)
	copies := map[string][]mailtest.Line{}
	for _, l := range lines {
		copies["<"+strings.Trim(l.MessageID, "<>")+">"] = append(copies["<"+strings.Trim(l.MessageID, "<>")+">"], l)
	}
	deliveries, err := v.store.Deliveries(v.Context(), store.DeliveryFilter{Bare: true})
	v.ok(err)
	second, uncertain, missing := 0, 0, 0
	for _, d := range deliveries {
		got := copies[d.MessageID]
		delete(copies, d.MessageID)
		if d.Uncertain {
			uncertain++
		}
		if len(got) == 0 {
			missing++
		}
		second += max(0, len(got)-1)
		v.checkOne(d, got)
	}
	if len(copies) > 0 {
		v.Errorf("%d mails of no delivery arrived", len(copies))
	}
	if most := v.lines * v.kills; second > most || v.policy == "hold" && second > 0 {
		v.Errorf("%d second copies under %s; %d are allowed for resend", second, v.policy, most)
	}
	if v.policy == "resend" && missing > 0 {
		v.Errorf("%d missing", missing)
	}
	v.Logf("%s: %d deliveries, %d kills, %d connections: %d missing, %d second copies, %d passed through unknown",
		v.policy, len(deliveries), v.kills, v.lines, missing, second, uncertain)
}

// checkOne holds one delivery to the promise.
func (v *torture) checkOne(d audience.Delivery, got []mailtest.Line) {
	events, err := v.store.DeliveryEvents(v.Context(), d.ID)
	v.ok(err)
	doubtful := slices.ContainsFunc(events, func(e audience.DeliveryEvent) bool {
		return e.State == audience.DeliveryUnknown
	})
	switch {
	case d.Uncertain != doubtful:
		v.Errorf("delivery %d: uncertain is %t, and its history says %v", d.ID, d.Uncertain, events)
	case d.State == audience.DeliveryUnknown && v.policy == "hold": // it may have arrived or not
	case d.State != audience.DeliverySent || len(got) == 0:
		v.Errorf("delivery %d is %s and arrived %d times: %v", d.ID, d.State, len(got), events)
	case len(got) > 1 && !doubtful:
		v.Errorf("delivery %d arrived %d times and never was in doubt", d.ID, len(got))
	}
	for _, l := range got {
		if l.To != d.Recipient || l.SHA256 != d.Hash {
			v.Errorf("delivery %d: a copy differs from what was stored, or went to %s", d.ID, l.To)
		}
	}
}
