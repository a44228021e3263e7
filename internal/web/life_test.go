package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/store"
	"tidings/internal/token"
)

// reader gives a subscriber by address with their subscriptions.
func (f *fixture) reader(address string) (audience.Subscriber, []audience.Subscription) {
	f.Helper()
	room := &reader.Room{Store: f.store}
	person, subs, err := room.ByAddress(f.Context(), address)
	f.ok(err)
	return person, subs
}

// TestLife goes through a reader's whole life on the pages.
func TestLife(t *testing.T) {
	f := newFixture(t)
	form := f.form("keywords", "bridge\n+Elm\n")
	form["digest"] = []string{"linden", "linhe"}
	form["town"] = []string{"Linden"}
	f.want(f.submit("/subscribe", form), http.StatusOK, "Look into your mailbox", "new@mail.example")
	person, subs := f.reader("new@mail.example")
	if person.Status != audience.Pending || len(subs) != 2 || subs[0].Active || subs[1].Active {
		t.Fatalf("before confirming: %+v %+v", person, subs)
	}
	mails := f.mails()
	if len(mails) != 1 || !strings.Contains(mails[0].Text, "Linden Daily") || !strings.Contains(mails[0].Text, "临河要闻") {
		t.Fatalf("got %d mails: %+v", len(mails), mails)
	}

	link := f.linkIn(mails[0], "confirm")
	f.want(f.get(link), http.StatusOK, "Yes, subscribe me", "Linden Daily", "临河要闻")
	f.want(f.submit(link, nil), http.StatusOK, "You are subscribed", "daily at 07:45.", "07:45 (Europe/Dublin)")
	f.want(f.submit(link, nil), http.StatusOK, "You are subscribed")
	person, subs = f.reader("new@mail.example")
	if person.Status != audience.Active || person.ConsentFrom != "form" || !subs[0].Active || !subs[1].Active {
		t.Fatalf("after confirming: %+v %+v", person, subs)
	}
	if got := subs[0].Filter; len(got.Keywords) != 2 || len(got.Towns) != 1 || subs[0].Stories != 10 {
		t.Fatalf("kept %+v", subs[0])
	}

	f.choose(person, subs[0])
	f.leaveAndReturn(subs)
	f.erase(person)
	if strings.Contains(f.log.String(), "mail.example") {
		t.Errorf("an address is in the log at info level:\n%s", f.log)
	}
}

// choose changes one subscription, pauses, and asks for what is kept.
func (f *fixture) choose(person audience.Subscriber, sub audience.Subscription) {
	f.Helper()
	f.write(func(tx *store.Tx) error { // the welcome digest has come
		return tx.SetNextEdition(f.Context(), sub.ID, f.clock().Add(24*time.Hour))
	})
	home := "/preferences/" + f.keys.Sign(token.Preferences, person.ID, time.Time{})
	page := f.want(f.get(home), http.StatusOK, "new@mail.example", "Linden Daily", "bridge\n&#43;Elm", `value="07:45"`)
	action := strings.ReplaceAll(between(page.body, `action="`, `"`), "&amp;", "&")
	wish := url.Values{
		"frequency": {"weekly"}, "weekday": {"fri"}, "time": {"18:05"}, "zone": {"Asia/Shanghai"}, "language": {"zh"},
		"stories": {"5"}, "pictures": {"yes"},
	}
	a := f.want(f.submit(action, wish), http.StatusSeeOther)
	f.want(f.get(a.header.Get("Location")), http.StatusOK, "更改已保存", `value="fri" selected`, `name="pictures" value="yes"`, "2026年3月6日 星期五 18:05")
	f.keepsOddLength(home, action, wish, sub.ID)
	wish.Set("zone", "Mars/Olympus")
	f.want(f.submit(action, wish), http.StatusUnprocessableEntity, "没有这个时区", "Mars/Olympus")
	f.want(f.submit(strings.Replace(action, "subscription=", "subscription=9", 1), wish), http.StatusUnprocessableEntity)

	f.want(f.submit(home+"/pause", url.Values{"until": {"2026-04-01"}}), http.StatusSeeOther)
	f.want(f.get(home), http.StatusOK, `value="2026-04-01"`)
	for _, wrong := range []string{"2036-04-01", "soon", "2026-03-01"} {
		f.want(f.submit(home+"/pause?lang=en", url.Values{"until": {wrong}}), http.StatusUnprocessableEntity,
			"Choose a day after today", `aria-invalid="true"`)
	}
	f.want(f.get(home+"?lang=en"), http.StatusOK, "No mail comes until Wednesday, 1 April 2026")
	f.want(f.submit(home+"/pause", nil), http.StatusSeeOther)
	if person, _ := f.reader("new@mail.example"); !person.PausedUntil.IsZero() {
		f.Fatalf("still paused until %v", person.PausedUntil)
	}
	var kept struct {
		Subscriber    audience.Subscriber
		Subscriptions []audience.Subscription
		Deliveries    []audience.Delivery
	}
	f.ok(json.Unmarshal([]byte(f.get(home+"/export").body), &kept))
	if kept.Subscriber.Address != "new@mail.example" || len(kept.Subscriptions) != 2 || len(kept.Deliveries) != 1 ||
		kept.Subscriptions[0].ID != sub.ID || !kept.Subscriptions[0].Pictures {
		f.Fatalf("exported %+v", kept)
	}
}

// keepsOddLength saves the form with a length that was not chosen on it, as an import brings one: it is offered, and stays.
func (f *fixture) keepsOddLength(home, action string, wish url.Values, id int64) {
	f.Helper()
	wish = maps.Clone(wish)
	wish.Set("stories", "7")
	f.want(f.submit(action, wish), http.StatusSeeOther)
	f.want(f.get(home), http.StatusOK, `value="7" selected`)
	if _, subs := f.reader("new@mail.example"); !slices.ContainsFunc(subs, func(s audience.Subscription) bool {
		return s.ID == id && s.Stories == 7
	}) {
		f.Errorf("kept %+v, want 7 stories", subs)
	}
	for _, wrong := range []string{"501", "-1", "many"} {
		wish.Set("stories", wrong)
		f.want(f.submit(action, wish), http.StatusUnprocessableEntity)
	}
}

func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}

// leaveAndReturn leaves one digest by the provider's button, undoes it, and leaves all by the page.
func (f *fixture) leaveAndReturn(subs []audience.Subscription) {
	f.Helper()
	link := "/unsubscribe/" + f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{})
	for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		body := "List-Unsubscribe=One-Click"
		if strings.HasPrefix(kind, "multipart") {
			body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
		}
		a := f.want(f.do(http.MethodPost, link, body, "Content-Type", kind, "Sec-Fetch-Site", "cross-site"), http.StatusOK,
			"unsubscribed")
		if len(a.header.Values("Set-Cookie"))+len(a.header.Values("Location")) > 0 {
			f.Fatalf("one-click answers with %v", a.header)
		}
	}
	person, now := f.reader("new@mail.example")
	if now[0].Active || now[0].EndedBy != audience.ByOneClick || !now[1].Active || person.Status != audience.Active {
		f.Fatalf("after one-click: %+v %+v", person, now)
	}
	other := "/unsubscribe/" + f.keys.Sign(token.Unsubscribe, subs[1].ID, time.Time{})
	page := f.want(f.submit(other+"?lang=en", url.Values{"what": {"all"}}), http.StatusOK, "You have left", "Undo")
	if person, _ = f.reader("new@mail.example"); person.Status != audience.Unsubscribed {
		f.Fatalf("after leaving: %+v", person)
	}
	undo := between(page.body, `<form method="post" action="`, `"`)
	f.want(f.get(undo), http.StatusOK, "Undo")
	f.want(f.submit(undo, nil), http.StatusOK, "All is as it was")
	person, now = f.reader("new@mail.example")
	if now[0].Active || !now[1].Active || person.Status != audience.Active {
		f.Fatalf("after undoing: %+v %+v", person, now)
	}
	f.want(f.submit(other+"?lang=en", nil), http.StatusOK, "You have left")
	f.want(f.do(http.MethodPost, other, "", "Content-Type", "application/json"), http.StatusOK)
}

// erase erases the reader; every link is dead then, and leaving still works.
func (f *fixture) erase(person audience.Subscriber) {
	f.Helper()
	home := "/preferences/" + f.keys.Sign(token.Preferences, person.ID, time.Time{})
	_, subs := f.reader("new@mail.example")
	f.want(f.get(home+"/erase?lang=en"), http.StatusOK, "Erase me", "new@mail.example")
	f.want(f.submit(home+"/erase?lang=en", nil), http.StatusOK, "Everything is erased")
	f.want(f.get(home), http.StatusGone)
	f.want(f.submit(home+"/erase", nil), http.StatusGone)
	leave := "/unsubscribe/" + f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{})
	f.want(f.get(leave), http.StatusOK, "You have left")
	f.want(f.submit(leave, nil), http.StatusOK, "You have left")
	f.want(f.submit("/undo/"+f.keys.Sign(token.Undo, subs[0].ID, f.clock().Add(time.Hour)), nil), http.StatusGone)
}

// TestSameAnswer: the form answers alike for an address that is new, known, asked, left or must not be mailed.
func TestSameAnswer(t *testing.T) {
	f := newFixture(t)
	f.subscriber()
	f.write(func(tx *store.Tx) error {
		_, _, err := tx.AddSubscriber(t.Context(), audience.Subscriber{
			Address: "never@mail.example", Status: audience.Suppressed, CreatedAt: f.now,
		})
		return err
	})
	var first string
	for _, address := range []string{
		"new@mail.example", "reader@mail.example", "never@mail.example", "new@mail.example",
	} {
		a := f.want(f.submit("/subscribe", f.form("address", address)), http.StatusOK)
		body := strings.ReplaceAll(a.body, address, "ADDRESS")
		if first == "" {
			first = body
		}
		if body != first {
			t.Errorf("the answer to %s differs:\n%s\n%s", address, body, first)
		}
	}
	if got := len(f.mails()); got != 2 {
		t.Errorf("%d mails, want one each to the new and the active address", got)
	}
}

func TestMachinesAreIgnored(t *testing.T) {
	f := newFixture(t)
	f.want(f.submit("/subscribe", f.form("website", "https://spam.example")), http.StatusOK, "Look into your mailbox")
	fast := f.form()
	fast.Set("token", hidden(t, f.get("/").body))
	f.want(f.submit("/subscribe", fast), http.StatusUnprocessableEntity, "very quick")
	f.want(f.submit("/subscribe", f.form("token", "")), http.StatusUnprocessableEntity, "open too long")
	late := f.form()
	f.wait(25 * time.Hour)
	f.want(f.submit("/subscribe", late), http.StatusUnprocessableEntity, "open too long", "new@mail.example")
	if got := len(f.mails()); got != 0 {
		t.Errorf("%d mails", got)
	}
}

func TestWrongFields(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct{ field, value, want string }{
		{"address", "nobody", "not a mail address"}, {"address", "a@b@c <x@y.example>", "not a mail address"},
		{"digest", "inner", "at least one digest"}, {"digest", "", "at least one digest"},
		{"zone", "Local", "no such time zone"}, {"zone", "", "no such time zone"}, {"zone", "../etc", "no such time zone"},
		{"time", "25:00", "like 07:30"}, {"frequency", "hourly", "Choose one"}, {"keywords", "ok\n/(/", "as a keyword: /(/"},
		{"keywords", strings.Repeat("x\n", 200), "too many"}, {"language", "tlh", "Choose one"},
		{"stories", "9999", "Choose one"}, {"town", "Atlantis", "Choose one"}, {"topic", "gossip", "Choose one"},
	} {
		a := f.want(f.submit("/subscribe", f.form(c.field, c.value)), http.StatusUnprocessableEntity, c.want)
		if c.field != "address" && !strings.Contains(a.body, `value="new@mail.example"`) {
			t.Errorf("%s: the address is lost", c.field)
		}
		f.wait(time.Minute)
	}
	for _, schedule := range []string{"", "* * * * *", "0 0 30 2 *", "TZ=UTC 0 7 * * *", "@every 1s", "x"} {
		form := f.form("frequency", "custom", "schedule", schedule)
		f.want(f.submit("/subscribe", form), http.StatusUnprocessableEntity, "not a schedule")
		f.wait(time.Minute)
	}
	f.want(f.submit("/subscribe", f.form("frequency", "weekly", "weekday", "x")), http.StatusUnprocessableEntity)
	f.want(f.submit("/subscribe?lang=zh", f.form("zone", "Nirgendwo")), http.StatusUnprocessableEntity, "没有这个时区")
	f.want(f.submit("/subscribe", f.form("frequency", "custom", "schedule", "30 7 * * 1,4")), http.StatusOK)
}

func TestPreview(t *testing.T) {
	f := newFixture(t)
	before := f.dump()
	form := f.form("address", "")
	form["digest"] = []string{"linden", "linhe"}
	moved := f.want(f.submit("/preview", form), http.StatusSeeOther).header.Get("Location")
	if strings.Contains(moved, "token") || strings.Contains(moved, "address") || !strings.HasSuffix(moved, "#sample") {
		t.Errorf("led to %s", moved)
	}
	shown, _, _ := strings.Cut(moved, "#")
	a := f.want(f.get(shown), http.StatusOK, "About 2 stories a week", "Bridge over the Elm reopens",
		"Linhe bridge carries traffic again")
	if strings.Count(a.body, "Bridge over the Elm reopens") != 1 {
		t.Error("a story of two digests is shown twice")
	}
	f.want(f.submit("/preview", f.form("keywords", "harbour")), http.StatusOK, "About 0 stories a week",
		`value="new@mail.example"`, "/feed.atom?digest=linden&amp;keywords=harbour&amp;language=en")
	f.want(f.get("/preview?frequency=daily&time=07:30&zone=Mars"), http.StatusUnprocessableEntity, "no such time zone",
		"<title>Error: ", `<a href="#zone">`)
	if f.dump() != before {
		t.Error("a preview changed the database")
	}
}

func TestExpiredConfirmation(t *testing.T) {
	f := newFixture(t)
	f.want(f.submit("/subscribe", f.form()), http.StatusOK)
	link := f.linkIn(f.mails()[0], "confirm")
	f.wait(8 * 24 * time.Hour)
	f.want(f.get(link), http.StatusOK, "This link has expired", "Send me a new link")
	f.want(f.submit(link, nil), http.StatusOK, "Send me a new link")
	f.want(f.submit(link+"/renew", nil), http.StatusOK, "Look into your mailbox")
	f.want(f.submit(link+"/renew", nil), http.StatusOK, "Look into your mailbox")
	mails := f.mails()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want the first and one new one", len(mails))
	}
	fresh := f.linkIn(mails[1], "confirm")
	f.want(f.submit(fresh+"/renew", nil), http.StatusOK, "Yes, subscribe me")
	f.want(f.submit(fresh, nil), http.StatusOK, "You are subscribed")
}

// TestBlock: who was entered by somebody else can see to it that no mail ever comes again.
func TestBlock(t *testing.T) {
	f := newFixture(t)
	f.want(f.submit("/subscribe", f.form()), http.StatusOK)
	first := f.mails()[0]
	link := f.linkIn(first, "block")
	f.want(f.get(link), http.StatusOK, "Never mail me", "new@mail.example")
	f.want(f.submit(link, nil), http.StatusOK, "not mailed any more")
	f.wait(48 * time.Hour)
	f.want(f.submit("/subscribe", f.form()), http.StatusOK, "Look into your mailbox")
	f.want(f.submit(f.linkIn(first, "confirm"), nil), http.StatusForbidden)
	suppressed, err := f.store.Suppressed(t.Context(), "new@mail.example", f.clock())
	if len(f.mails()) != 1 || !suppressed {
		t.Errorf("%d mails, suppressed: %v %v", len(f.mails()), suppressed, err)
	}
}

// TestOneOfTwo: leaving one digest does not say that all are left, and nobody changes another's.
func TestOneOfTwo(t *testing.T) {
	f := newFixture(t)
	person, subs := f.subscriber()
	link := "/unsubscribe/" + f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{})
	f.want(f.get(link), http.StatusOK, "From this digest", "From everything")
	f.want(f.submit(link, url.Values{"what": {"this"}}), http.StatusOK, "Your other digests still come", "Undo")
	f.want(f.submit(link, url.Values{"what": {"this"}}), http.StatusOK, "Your other digests still come")

	other, err := f.opt.Reader.Add(t.Context(),
		reader.Wish{Address: "other@mail.example", DigestID: "linden"}, "test")
	f.ok(err)
	before := f.dump()
	home := "/preferences/" + f.keys.Sign(token.Preferences, person.ID, time.Time{}) + "?subscription="
	form := f.form()
	f.want(f.submit(home+strconv.FormatInt(other.ID, 10), form), http.StatusForbidden)
	f.want(f.submit(home+"99", form), http.StatusNotFound)
	f.want(f.submit(home+"x", form), http.StatusBadRequest)
	if f.dump() != before {
		t.Error("another's subscription was changed")
	}
}

// TestOneMailboxInManyLettersIsOneReader, be it a stranger's trick or a telephone's capital.
func TestOneMailboxInManyLettersIsOneReader(t *testing.T) {
	f := newFixture(t)
	for _, address := range []string{"victim@mail.example", "Victim@mail.example", "vicTIM@MAIL.example"} {
		f.want(f.submit("/subscribe", f.form("address", address)), http.StatusOK)
	}
	if got := len(f.mails()); got != 1 {
		t.Errorf("%d mails to one mailbox", got)
	}
	if person, _ := f.reader("VICTIM@mail.example"); person.Address != "victim@mail.example" {
		t.Errorf("kept as %s", person.Address)
	}
}

// TestTheFormOffersTheDigestsOwnRhythm: one that comes on Fridays is not made daily by those who leave the form as it is.
func TestTheFormOffersTheDigestsOwnRhythm(t *testing.T) {
	f := newFixture(t, func(opt *Options) {
		opt.Digests = []news.Digest{{
			ID: "linden", Name: "Linden weekly", Language: "en", Zone: "Europe/Dublin", Schedule: "0 18 * * 5", Public: true,
		}}
	})
	page := f.get("/subscribe?lang=en").body
	for _, want := range []string{`value="weekly" checked`, `value="fri" selected`, `value="18:00"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the form", want)
		}
	}
}
