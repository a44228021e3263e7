package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mailtest"
	"tidings/internal/news"
	"tidings/internal/sitetest"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// victim is a daemon that is killed again and again, with the towns it reads and the mailbox it writes to, which live.
type victim struct {
	*testing.T
	binary, dir string
	dsn         string // of the database
	kills       int    // how often the daemon is killed
	towns       *sitetest.Server
	box         *mailtest.Server
	handing     chan struct{} // a mail's body begins to arrive
	store       *store.Store
	random      *rand.Rand
	log         log
	published   int
}

// log collects what the daemon says; several processes write to it, one after the other.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestKilledAtAnyMomentNothingIsLostAndNothingDoubled kills the built daemon at twenty random moments, half of them
// while a mail is being handed over, and lets it come to rest; then the same on PostgreSQL with fewer.
func TestKilledAtAnyMomentNothingIsLostAndNothingDoubled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		newVictim(t, 20, "sqlite://"+filepath.Join(t.TempDir(), "tidings.db")).kill()
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		newVictim(t, 6, storetest.PostgresDSN(t)).kill()
	})
}

// kill is the test.
func (v *victim) kill() {
	for n := range v.kills {
		v.round(n)
	}
	v.comeToRest()
	v.checkArticles()
	v.checkStories()
	v.checkDeliveries()
}

func newVictim(t *testing.T, kills int, dsn string) *victim {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	v := &victim{
		T: t, dir: t.TempDir(), dsn: dsn, kills: kills, handing: make(chan struct{}, 1),
		random: rand.New(rand.NewPCG(seed, 0)),
	}
	v.binary = filepath.Join(program.path(t), "tidings")
	towns, err := sitetest.Demo(time.Now())
	v.ok(err)
	v.towns, err = sitetest.Start(towns...)
	v.ok(err)
	t.Cleanup(func() { v.ok(v.towns.Close()) })
	v.box, err = mailtest.Start(mailtest.Options{Journal: filepath.Join(v.dir, "journal"), Delay: 30 * time.Millisecond})
	v.ok(err)
	t.Cleanup(func() { v.ok(v.box.Close()) })
	v.box.Script(mailtest.Fault{Step: mailtest.StepBody, Act: mailtest.Proceed, Reached: func() {
		select {
		case v.handing <- struct{}{}:
		default:
		}
	}})
	v.ok(os.WriteFile(filepath.Join(v.dir, "tidings.yaml"), []byte(v.config()), 0o600))
	for i, digest := range []string{"all", "all", "huaibei"} {
		v.run("subscriber", "add", fmt.Sprintf("reader%d@reader.test", i), "--digest", digest,
			"--frequency", "custom", "--schedule", "* * * * *")
	}
	v.store, err = store.Open(t.Context(), dsn, store.Options{})
	v.ok(err)
	t.Cleanup(func() { v.ok(v.store.Close()) })
	return v
}

// connections is over how many the daemon mails; each can have one mail in doubt when it is killed.
const connections = 4

// config reads every town each second and looks for due work as often.
func (v *victim) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, `base_url: https://tidings.example
data_dir: %s
database: %q
tick: "@every 1s"
web: {listen: "127.0.0.1:0"}
crawl: {schedule: "@every 1s", delay: 0s, allow_private: true}
mail:
  enabled: true
  from: Tidings <digest@tidings.example>
  connections: %d
  smtp: {host: %s, port: %d, tls: none}
digests:
  - {id: all, name: All Towns, language: en, zone: UTC, stories: 100}
  - {id: huaibei, name: 淮北, towns: [淮北], language: zh, zone: Asia/Shanghai, stories: 100}
sources:
`, filepath.Join(v.dir, "data"), v.dsn, connections, v.box.Host(), v.box.Port())
	for _, t := range v.towns.Towns {
		fmt.Fprintf(&b, "  - {id: %s, name: %q, town: %q, language: %s, zone: %s, url: %q, backfill: 100, enabled: true}\n",
			t.ID, t.Name, t.Place, t.Language, t.Zone, t.URL())
	}
	return b.String()
}

func (v *victim) ok(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

func (v *victim) command(args ...string) *exec.Cmd {
	c := exec.Command(v.binary, append(args, "-c", filepath.Join(v.dir, "tidings.yaml"))...)
	c.Env = append(os.Environ(), "TIDINGS_STALE=1s")
	c.Dir, c.Stdout, c.Stderr = v.dir, &v.log, &v.log
	return c
}

func (v *victim) run(args ...string) {
	v.Helper()
	if err := v.command(args...).Run(); err != nil {
		v.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, &v.log)
	}
}

func (v *victim) start() *exec.Cmd {
	v.Helper()
	c := v.command("serve")
	v.ok(c.Start())
	return c
}

// round lets the daemon run for a while, makes news and digests due meanwhile, and kills it.
func (v *victim) round(n int) {
	v.Helper()
	v.publish()
	select {
	case <-v.handing: // of the round before
	default:
	}
	daemon := v.start()
	v.due()
	how := "anywhere"
	if n%2 == 0 {
		select {
		case <-v.handing:
			how = "while handing over a mail"
			<-time.After(time.Duration(v.random.Int64N(int64(60 * time.Millisecond))))
		case <-time.After(2500 * time.Millisecond):
		}
	} else {
		<-time.After(200*time.Millisecond + time.Duration(v.random.Int64N(int64(1500*time.Millisecond))))
	}
	v.ok(daemon.Process.Signal(syscall.SIGKILL))
	_ = daemon.Wait() // it was killed
	v.Logf("kill %d %s, after %d mails", n+1, how, v.box.Count())
}

// subjects are what the invented articles are about: each event must stay a story of its own.
var subjects = []string{
	"bakery", "planetarium", "ferry", "orchard", "skate park", "chess club", "recycling yard", "theatre roof", "bus depot",
	"museum cellar", "swimming hall", "bee garden", "city archive", "ice rink", "music school", "horse tram",
	"bird tower", "grain mill", "lime avenue", "north cemetery", "radio mast",
}

// publish makes one more piece of news.
func (v *victim) publish() {
	v.published++
	subject := subjects[v.published%len(subjects)]
	sitetest.Find(v.towns.Towns, "fairmeadow").Add(sitetest.Article{
		ID: fmt.Sprintf("fairmeadow-%d", 100+v.published), Number: 100 + v.published, Town: "fairmeadow", At: time.Now(),
		Title: fmt.Sprintf("%d Neighbors Vote on the Future of the %s", 31*v.published, strings.ToTitle(subject)),
		Text: fmt.Sprintf("%d neighbors of the %s voted on %s plans. The %s gets $%d,000 and keeps its %s.\n\n"+
			"The %s committee meets again in room %d. Nobody spoke against the %s.", 31*v.published, subject, subject, subject,
			17*v.published, subject, subject, 3*v.published, subject),
	})
}

// due makes every subscription's edition due now, and every mail that was put off.
func (v *victim) due() {
	v.Helper()
	v.ok(v.store.Write(v.Context(), func(tx *store.Tx) error {
		for id := int64(1); id <= 3; id++ {
			if err := tx.SetNextEdition(v.Context(), id, time.Now()); err != nil {
				return err
			}
		}
		late, err := tx.Deliveries(v.Context(), store.DeliveryFilter{State: audience.DeliveryDeferred})
		for _, d := range late {
			if err == nil {
				err = tx.RetryDelivery(v.Context(), d.ID, "the test does not wait", time.Now())
			}
		}
		return err
	}))
}

// comeToRest runs the daemon until everything published was read and told and nothing waits, then stops it in order.
func (v *victim) comeToRest() {
	v.Helper()
	daemon := v.start()
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	why := ""
	for range 200 {
		<-look.C
		if why = v.restless(); why == "" {
			break
		}
		if why != editionsDue {
			v.due()
		}
	}
	v.ok(daemon.Process.Signal(syscall.SIGTERM))
	if err := daemon.Wait(); err != nil {
		v.Errorf("stopped with %v", err)
	}
	if why != "" {
		v.Fatalf("it does not come to rest: %s\n%s", why, tail(v.log.String(), 40))
	}
}

// editionsDue is what waits when nothing else does: editions that are to be made before it can be told who gets a mail.
const editionsDue = "editions are due"

// restless says what still waits, "" when nothing does.
func (v *victim) restless() string {
	ctx := v.Context()
	now, err := v.store.Pending(ctx, time.Now()) // first: what is due now becomes a delivery next
	v.ok(err)
	pending, err := v.store.Pending(ctx, time.Now().Add(time.Hour))
	v.ok(err)
	if pending.Articles+pending.Deliveries > 0 || pending.Stories > 0 {
		return fmt.Sprintf("pending %+v", pending)
	}
	counts, err := v.store.DeliveryCounts(ctx)
	v.ok(err)
	if counts[audience.DeliverySending]+counts[audience.DeliveryDeferred] > 0 {
		return fmt.Sprint(counts)
	}
	for _, t := range v.towns.Towns {
		for _, a := range t.Articles() {
			if _, err := v.store.ArticleByURL(ctx, t.URLOf(a)); fault.Is(err, fault.NotFound) {
				return "not read: " + a.ID
			}
		}
	}
	for id := int64(1); id <= 3; id++ {
		if missing := v.untold(id); len(missing) > 0 {
			return fmt.Sprintf("subscription %d was not told stories %v", id, missing)
		}
	}
	if now.Editions {
		return editionsDue
	}
	return ""
}

// stories gives the stories a subscription's digest covers.
func (v *victim) stories(subscription int64) []int64 {
	ids := []string{"huaibei"}
	if subscription < 3 {
		ids = append(ids, "courier", "fairmeadow", "muehlenrath")
	}
	out, err := v.store.StoriesJoined(v.Context(), ids, time.Time{}, time.Now().Add(time.Hour))
	v.ok(err)
	return out
}

// tellings counts how often a subscription was told each story for the first time.
func (v *victim) tellings(subscription int64) map[int64]int {
	out := map[int64]int{}
	editions, err := v.store.Editions(v.Context(), store.EditionFilter{SubscriptionID: subscription})
	v.ok(err)
	for _, e := range editions {
		full, err := v.store.Edition(v.Context(), e.ID)
		v.ok(err)
		for _, told := range full.Stories {
			if told.Update == "" {
				out[told.StoryID]++
			}
		}
	}
	return out
}

func (v *victim) untold(subscription int64) (missing []int64) {
	told := v.tellings(subscription)
	for _, id := range v.stories(subscription) {
		if told[id] == 0 {
			missing = append(missing, id)
		}
	}
	return missing
}

// checkArticles: every article is there once and in one story.
func (v *victim) checkArticles() {
	articles, err := v.store.ArticlesFiltered(v.Context(), store.ArticleFilter{})
	v.ok(err)
	published := 0
	for _, t := range v.towns.Towns {
		published += len(t.Articles())
	}
	if len(articles) != published {
		v.Errorf("%d articles of %d that were published", len(articles), published)
	}
	for _, a := range articles {
		if id, err := v.store.StoryOf(v.Context(), a.ID); err != nil || id == 0 {
			v.Errorf("%s, a page of kind %q titled %q, is in no story: %v", a.URL, a.Kind, a.Title, err)
		}
	}
	crawls, err := v.store.Crawls(v.Context(), store.CrawlFilter{})
	v.ok(err)
	cut := slices.DeleteFunc(crawls, func(c news.Crawl) bool { return !c.FinishedAt.IsZero() })
	v.Logf("%d articles, %d crawls cut short", len(articles), len(cut))
}

// checkStories: no subscription was told a story twice; that none is missing, coming to rest has shown.
func (v *victim) checkStories() {
	for id := int64(1); id <= 3; id++ {
		for story, n := range v.tellings(id) {
			if n != 1 {
				v.Errorf("subscription %d was told story %d %d times", id, story, n)
			}
		}
	}
}

// checkDeliveries: each edition was delivered; a second copy is the same to the byte and on record as possible.
func (v *victim) checkDeliveries() {
	lines, err := mailtest.ReadJournal(filepath.Join(v.dir, "journal"))
	v.ok(err)
	copies := map[string][]mailtest.Line{}
	for _, l := range lines {
		copies[strings.Trim(l.MessageID, "<>")] = append(copies[strings.Trim(l.MessageID, "<>")], l)
	}
	deliveries, err := v.store.Deliveries(v.Context(), store.DeliveryFilter{})
	v.ok(err)
	second, uncertain := 0, 0
	for _, d := range deliveries {
		got := copies[strings.Trim(d.MessageID, "<>")]
		delete(copies, strings.Trim(d.MessageID, "<>"))
		if d.State != audience.DeliverySent || len(got) == 0 {
			v.Errorf("delivery %d (%s) is %s and arrived %d times: %d attempts, next %s, %s", d.ID, d.Kind, d.State, len(got),
				d.Attempts, d.NextTry, d.Reply)
		}
		if d.Uncertain {
			uncertain++
		}
		if second += max(0, len(got)-1); len(got) > 1 && !d.Uncertain {
			v.Errorf("delivery %d arrived %d times and is not on record as uncertain", d.ID, len(got))
		}
		for _, l := range got {
			if l.To != d.Recipient || l.SHA256 != got[0].SHA256 {
				v.Errorf("delivery %d: a copy differs, or went to %s", d.ID, l.To)
			}
		}
	}
	if len(copies) > 0 {
		v.Errorf("%d mails of no delivery arrived", len(copies))
	}
	if second > v.kills*connections {
		v.Errorf("%d second copies after %d kills, with %d connections", second, v.kills, connections)
	}
	v.checkEditions(deliveries)
	v.Logf("%d deliveries, %d mails, %d second copies, %d uncertain", len(deliveries), len(lines), second, uncertain)
}

// checkEditions: each edition that told something has its delivery.
func (v *victim) checkEditions(deliveries []audience.Delivery) {
	made := map[int64]int{}
	for _, d := range deliveries {
		made[d.EditionID]++
	}
	editions, err := v.store.Editions(v.Context(), store.EditionFilter{})
	v.ok(err)
	for _, e := range editions {
		if want := map[bool]int{true: 1, false: 0}[e.Skipped == ""]; made[e.ID] != want {
			v.Errorf("edition %d (skipped %q) has %d deliveries", e.ID, e.Skipped, made[e.ID])
		}
	}
}

// tail gives the last n lines.
func tail(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
