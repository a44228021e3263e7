package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tidings/internal/mailtest"
	"tidings/internal/news"
	"tidings/internal/sitetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tale is one town's story as its operator and a reader hear it.
type tale struct {
	*rig
	reader int64
	told   strings.Builder
	days   int // of news in Mühlenrath, which is always well
}

// TestOneTownThroughEveryStateAndBack takes the city hall of Fairmeadow, which has news from Monday to Friday, through all
// five states and back. What the operator and a reader are told on the way is testdata/states.txt.
func TestOneTownThroughEveryStateAndBack(t *testing.T) {
	r := &tale{rig: newRig(t)}
	r.history()
	r.crawl("fairmeadow", "muehlenrath")
	r.reader = r.subscribe("ann@reader.test", "all").ID
	r.none(r.edition(r.reader))
	r.say("the first crawl, which is silent")
	r.in(news.StateQuiet)

	r.pass(24 * time.Hour)
	r.publish()
	r.say("the city hall publishes")
	r.in(news.StateFine)
	r.pass(2 * time.Hour)
	r.say("two hours later there is nothing new")
	r.in(news.StateQuiet)

	r.trouble(sitetest.Down, "its server is down", news.StateUnreachable)
	r.trouble(sitetest.Blocked, "a security check stands before it", news.StateBlocked)
	r.trouble(sitetest.Redesigned, "it is redesigned, and the list of news is gone", news.StateRedesigned)

	last := r.clock()
	for r.health("fairmeadow").State != news.StateFrozen {
		if r.day(); r.clock().Sub(last) > 40*24*time.Hour {
			t.Fatal("nobody wonders at forty days of silence")
		}
		r.look()
	}
	r.say(fmt.Sprintf("it answers as ever, but has had nothing new for %d days", int(r.clock().Sub(last).Hours()/24)))
	r.in(news.StateFrozen)
	r.publish()
	r.pass(time.Hour)
	r.say("the city hall publishes again")
	r.in(news.StateFine)
	r.golden("states.txt")
}

// history gives Fairmeadow five weeks of news on workdays, before anybody looked.
func (r *tale) history() {
	for day := 35; day > 7; day-- {
		at := noon.AddDate(0, 0, -day)
		if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			r.town("fairmeadow").Add(sitetest.Article{
				ID: fmt.Sprint("old-", day), Number: 100 + day, Town: "fairmeadow", At: at,
				Title: fmt.Sprintf("Notice of the City Clerk Number %d", day),
				Text:  fmt.Sprintf("The city clerk of Fairmeadow gives notice number %d. It hangs in the hall.", day),
			})
		}
	}
}

// publish makes news in Fairmeadow.
func (r *tale) publish() {
	n := 200 + r.days
	r.report("fairmeadow", n, fmt.Sprintf("Ordinance %d Is Read for the First Time", n),
		fmt.Sprintf("Ordinance %d was read in the council chamber of Fairmeadow. The second reading is in two weeks. "+
			"Copies are at the clerk's desk on the ground floor.", n))
}

// trouble lets Fairmeadow suffer for a day, two days after all was well, and recover with news.
func (r *tale) trouble(what sitetest.Trouble, words string, state news.State) {
	r.day()
	r.day()
	r.publish()
	r.look()
	r.town("fairmeadow").Break(what)
	r.pass(time.Hour)
	r.look()
	r.pass(2 * time.Hour)
	r.say(words)
	r.in(state)
	r.pass(24 * time.Hour)
	r.say("a day later it is as it was")
	r.in(state)
	r.town("fairmeadow").Break(sitetest.None)
	r.publish()
	r.pass(time.Hour)
	r.say("it can be read again")
	r.in(news.StateFine)
}

// day lets a day pass of which there is nothing to tell.
func (r *tale) day() {
	r.pass(24 * time.Hour)
	r.none(r.edition(r.reader))
}

// look crawls Fairmeadow, whatever comes of it.
func (r *tale) look() {
	_, err := r.Gather.Crawl(r.Context(), "fairmeadow", "test") // its trouble is what the tale is about
	r.Log.Debug("crawled", "error", err)
	r.tell()
}

// in crawls Fairmeadow, holds it to a state, and puts down what the operator is told, once, and what a reader is.
func (r *tale) in(want news.State) {
	r.Helper()
	r.look()
	h := r.health("fairmeadow")
	if h.State != want {
		r.Errorf("Fairmeadow is %s, not %s: %s", h.State, want, h.Err)
	}
	fmt.Fprintf(&r.told, "  state     %s\n", h.State)
	r.ok(r.Send.Watch(r.Context()))
	r.ok(r.Send.Watch(r.Context()))
	for _, m := range r.deliver() {
		r.letter(m)
	}
	sentence := elsewhere[r.days]
	r.days++
	r.report("muehlenrath", 900+r.days, sentence, sentence+". Das hat die Stadtverwaltung mitgeteilt.")
	r.crawl("muehlenrath")
	r.pass(time.Minute)
	for _, m := range r.edition(r.reader) {
		r.letter(m)
	}
}

// elsewhere is what happens in Mühlenrath meanwhile.
var elsewhere = []string{
	"Das Freibad schließt wegen der Kälte eine Woche früher als geplant",
	"Vierzehn Linden am Bahnhof weichen einer Haltestelle für Überlandbusse",
	"Der Chor der Realschule gewinnt einen Preis in Straßburg",
	"Ein Wasserrohrbruch legt die Druckerei am Ring lahm",
	"Die Feuerwehr bekommt nach zwanzig Jahren eine neue Drehleiter",
	"Das Standesamt zieht für den Winter in die alte Post",
	"Imker melden die schwächste Honigernte seit Beginn ihrer Zählung",
	"Auf dem Friedhof werden Gräber aus dem Barock freigelegt",
	"Der Wochenmarkt verlegt seine Stände unter die Arkaden",
	"Eine Stiftung schenkt dem Museum neun Aquarelle",
	"Das Klärwerk liefert erstmals Strom für die Straßenlaternen",
	"Radfahrer dürfen künftig gegen die Einbahnstraße am Wall",
	"Der Schachklub feiert sein hundertjähriges Bestehen mit einem Turnier",
	"Wölfe reißen auf den Wiesen am Moor mehrere Schafe",
}

// facts are the lines of a notice that belong to the tale.
var facts = regexp.MustCompile(`(?m)^ *(Since|Last failure|Try): .*$`)

// letter puts down who was mailed what: the notice's facts, or the digest's receipt.
func (r *tale) letter(m mailtest.Mail) {
	if strings.HasPrefix(m.EnvelopeTo, "operator@") {
		fmt.Fprintf(&r.told, "  operator  %s\n", m.Subject)
		for _, fact := range facts.FindAllString(m.Text, -1) {
			fmt.Fprintf(&r.told, "            %s\n", strings.TrimSpace(fact))
		}
		return
	}
	text := strings.Join(strings.Fields(m.Text), " ")
	_, receipt, _ := strings.Cut(text, "What was read")
	receipt, _, _ = strings.Cut(receipt, "See the state")
	fmt.Fprintf(&r.told, "  reader    %s\n", strings.TrimSpace(receipt))
}

func (r *tale) say(words string) {
	fmt.Fprintf(&r.told, "\n%s  %s\n", r.clock().Format("Mon 2 Jan 15:04"), words)
}

// golden compares the tale with the one that is kept.
func (r *tale) golden(name string) {
	r.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		r.ok(os.MkdirAll("testdata", 0o750))
		r.ok(os.WriteFile(name, []byte(r.told.String()), 0o600))
	}
	want, err := os.ReadFile(name)
	r.ok(err)
	if got := r.told.String(); got != string(want) {
		r.Errorf("the tale is another:\n%s", got)
	}
}
