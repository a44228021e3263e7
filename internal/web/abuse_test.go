package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/token"
)

// TestOneNetwork: one network may send so many forms and no more.
func TestOneNetwork(t *testing.T) {
	f := newFixture(t)
	form := f.form()
	for range manyForms {
		f.want(f.submit("/subscribe", form), http.StatusOK)
	}
	f.want(f.submit("/subscribe", form), http.StatusTooManyRequests, "Too many requests")
	if got := len(f.mails()); got != 1 {
		t.Fatalf("%d mails", got)
	}
	f.wait(25 * time.Hour)
	f.want(f.submit("/subscribe", f.form()), http.StatusOK)
	if got := len(f.mails()); got != 2 {
		t.Fatalf("%d mails a day later", got)
	}
}

// TestTenThousandSignUps: forms and calls for one address, each from another network, make one mail, and every answer
// is the same.
func TestTenThousandSignUps(t *testing.T) {
	f := newFixture(t)
	n := 10_000
	if raced {
		n = 500 // the detector makes each ten times slower
	}
	form := f.form()
	call, err := json.Marshal(map[string]any{"address": "new@mail.example", "digests": []string{"linden"}, "zone": "UTC"})
	f.ok(err)
	first := ""
	for i := range n {
		from := fmt.Sprintf("%d.%d.%d.9", 20+i>>16, i>>8&255, i&255)
		if i%10 == 9 {
			a := f.from("10.1.0.1", http.MethodPost, "/api/v1/subscriptions", string(call), "Content-Type", "application/json",
				"Authorization", "Bearer letmein", "X-Forwarded-For", from)
			f.want(a, http.StatusAccepted, `"asked"`)
			continue
		}
		a := f.from("10.1.0.1", http.MethodPost, "/subscribe", form.Encode(), "Content-Type",
			"application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin", "X-Forwarded-For", from)
		if first == "" {
			first = a.body
		}
		if a.code != http.StatusOK || a.body != first {
			t.Fatalf("answer %d: %d\n%s", i, a.code, a.body)
		}
	}
	if got := len(f.mails()); got != 1 {
		t.Errorf("%d mails", got)
	}
	if strings.Contains(f.log.String(), "mail.example") {
		t.Error("the address is in the log")
	}
}

func TestSubscribeByAPI(t *testing.T) {
	f := newFixture(t)
	call := func(auth, body string) answer {
		return f.do(http.MethodPost, "/api/v1/subscriptions", body, "Content-Type", "application/json", "Authorization", auth)
	}
	good := `{"address":"new@mail.example","digests":["linden"],"towns":["Linden"],"keywords":["+Elm"],"zone":"Europe/Dublin",
		"frequency":"weekly","weekday":"fri","time":"18:15"}`
	f.want(call("", good), http.StatusUnauthorized)
	f.want(call("Bearer wrong", good), http.StatusUnauthorized)
	f.want(call("Bearer letmein", `{"address":"x","digests":["inner"],"zone":"Mars","keywords":["/(/"]}`),
		http.StatusUnprocessableEntity, "body.address", "body.digest", "body.zone", "body.keywords")
	f.want(call("Bearer letmein", good), http.StatusAccepted)
	person, subs := f.reader("new@mail.example")
	if person.Status != audience.Pending || len(subs) != 1 || subs[0].Active || subs[0].Frequency != audience.Weekly ||
		subs[0].Hour != 18 || subs[0].Filter.Keywords[0] != "+Elm" || len(f.mails()) != 1 {
		t.Errorf("%+v %+v, %d mails", person, subs, len(f.mails()))
	}
	for range manyForms {
		call("Bearer letmein", good)
	}
	f.want(call("Bearer letmein", good), http.StatusTooManyRequests)
	closed := newFixture(t, func(o *Options) { o.Token = "" })
	closed.want(closed.do(http.MethodPost, "/api/v1/subscriptions", good, "Content-Type", "application/json"),
		http.StatusForbidden)
}

// TestPreferencesLink: the link is mailed to readers only, once an hour, and the answer never says whether it was.
func TestPreferencesLink(t *testing.T) {
	f := newFixture(t)
	person, subs := f.subscriber()
	f.want(f.submit("/subscribe", f.form("address", "pending@mail.example")), http.StatusOK)
	before := len(f.mails())
	ask := func(address string, change ...string) answer {
		page := f.want(f.get("/preferences?lang=en"), http.StatusOK, "Mail me the link")
		f.wait(3 * time.Minute)
		form := url.Values{"address": {address}, "token": {hidden(t, page.body)}, "website": {""}}
		for i := 0; i+1 < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return f.submit("/preferences?lang=en", form)
	}
	first := ""
	for _, address := range []string{"reader@mail.example", "nobody@mail.example", "pending@mail.example", "reader@mail.example"} {
		a := f.want(ask(address), http.StatusOK, "Look into your mailbox")
		body := strings.ReplaceAll(a.body, address, "ADDRESS")
		if first == "" {
			first = body
		}
		if body != first {
			t.Errorf("the answer to %s differs", address)
		}
	}
	f.want(ask("x"), http.StatusUnprocessableEntity, "not a mail address")
	f.want(ask("reader@mail.example", "token", ""), http.StatusUnprocessableEntity, "open too long")
	f.want(ask("reader@mail.example", "website", "x"), http.StatusOK)
	mails := f.mails()[before:]
	if len(mails) != 1 || !strings.Contains(mails[0].Text, "Linden Daily and 临河要闻") {
		t.Fatalf("%d mails", len(mails))
	}
	link := f.linkIn(mails[0], "preferences")
	f.want(f.get(link), http.StatusOK, "reader@mail.example")
	f.want(f.get(f.linkIn(mails[0], "unsubscribe")+"?what=all"), http.StatusOK)

	f.wait(8 * 24 * time.Hour)
	for _, path := range []string{link, link + "/add", link + "/erase", link + "/export"} {
		a := f.want(f.get(path), http.StatusOK, "This link has expired", "Send me a new link")
		if strings.Contains(a.body, "reader@mail.example") {
			t.Errorf("%s: an expired link shows the address", path)
		}
	}
	f.want(f.submit(link+"/erase", nil), http.StatusOK, "This link has expired")
	f.want(f.submit(link+"/renew", nil), http.StatusOK, "Look into your mailbox")
	if got := len(f.mails()) - before; got != 2 {
		t.Fatalf("%d mails", got)
	}
	f.want(f.get(f.linkIn(f.mails()[before+1], "preferences")), http.StatusOK, "reader@mail.example")
	f.want(f.submit("/unsubscribe/"+f.keys.Sign(token.Unsubscribe, subs[0].ID, time.Time{}), url.Values{"what": {"all"}}),
		http.StatusOK)
	left := len(f.mails())
	f.wait(2 * time.Hour)
	f.want(ask("reader@mail.example"), http.StatusOK)
	f.want(f.submit(link+"/renew", nil), http.StatusOK)
	if got := len(f.mails()) - left; got != 0 {
		t.Errorf("%d mails to one who left", got)
	}
	f.want(f.submit("/preferences/"+f.keys.Sign(token.Preferences, person.ID, time.Time{})+"/erase", nil), http.StatusOK)
	f.want(f.submit(link+"/renew", nil), http.StatusGone)
}

// TestAddDigest: who comes by their own link need not confirm again.
func TestAddDigest(t *testing.T) {
	f := newFixture(t)
	person, subs := f.subscriber()
	home := "/preferences/" + f.keys.Sign(token.Preferences, person.ID, time.Time{})
	if a := f.want(f.get(home), http.StatusOK); strings.Contains(a.body, home+"/add") {
		t.Error("a further digest is offered where there is none")
	}
	f.want(f.submit("/unsubscribe/"+f.keys.Sign(token.Unsubscribe, subs[1].ID, time.Time{}), nil), http.StatusOK)
	f.want(f.get(home), http.StatusOK, home+"/add")
	page := f.want(f.get(home+"/add"), http.StatusOK, "Another digest", "临河要闻")
	if strings.Contains(page.body, `name="address"`) {
		t.Error("the address is asked for again")
	}
	form, mails := f.form("time", "19:00"), len(f.mails())
	f.want(f.submit(home+"/add", url.Values{}), http.StatusUnprocessableEntity, "at least one digest")
	form["digest"] = []string{"linden", "linhe"}
	f.want(f.submit(home+"/add", form), http.StatusSeeOther)
	_, subs = f.reader("reader@mail.example")
	if !subs[0].Active || subs[0].Hour == 19 || !subs[1].Active || subs[1].Hour != 19 || len(f.mails()) != mails {
		t.Errorf("%+v, %d mails", subs, len(f.mails()))
	}
}

func TestZoneIsGuessed(t *testing.T) {
	f := newFixture(t)
	for accept, want := range map[string]string{
		"":                  "Europe/Dublin", // the digest's
		"en-US,en;q=0.9":    "Europe/Dublin", // several zones
		"en-GB,en;q=0.9":    "Europe/London",
		"de-AT, en;q=0.5":   "Europe/Vienna",
		"en, zh-CN;q=0.8":   "Asia/Shanghai",
		"zh-CN,zh;q=0.9":    "Asia/Shanghai",
		"zh-Hant-TW":        "Asia/Taipei",
		"x-nonsense;;;q=!!": "Europe/Dublin",
	} {
		if a := f.get("/?lang=en", "Accept-Language", accept); !strings.Contains(a.body, `name="zone" value="`+want+`"`) {
			t.Errorf("%q does not give %s", accept, want)
		}
	}
	f.want(f.get("/?lang=en", "Accept-Language", "zh-CN"), http.StatusOK, "It is 14:30 there now")
}
