package acting

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// maxPause is how long a reader may pause; longer is leaving.
const maxPause = 366 * 24 * time.Hour

// owner gives the subscriber that a preferences link belongs to.
func (v *errand) owner() (audience.Subscriber, error) { return v.person(token.Preferences) }

// person gives the subscriber that the link asked for belongs to, and speaks their language.
func (v *errand) person(purpose token.Purpose) (audience.Subscriber, error) {
	v.Private()
	id, err := v.Keys.Verify(purpose, v.R.PathValue("token"), v.Now())
	if err != nil {
		return audience.Subscriber{}, err
	}
	person, err := v.Store.Subscriber(v.Ctx, id)
	if err == nil {
		v.Speak(person.Language)
	}
	return person, visit.Gone(err)
}

// owned offers a new link to one who comes by an expired one, and else runs h.
func owned(h handler) handler {
	return func(v *errand) error {
		_, err := v.Keys.Verify(token.Preferences, v.R.PathValue("token"), v.Now())
		if fault.Is(err, fault.Gone) {
			v.Private()
			return v.Show(http.StatusOK, "act", templates.PageAct{
				Page: v.Page(), Kind: "renew", Action: v.Link(v.own("/renew")),
			})
		}
		return h(v)
	}
}

// own gives the path of a page behind the preferences link.
func (v *errand) own(rest string) string { return "/preferences/" + v.R.PathValue("token") + rest }

// showPreferences shows all subscriptions of an address.
func showPreferences(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	return v.showChoices(http.StatusOK, person, mending{})
}

// mending is what of a preferences page is to be mended: the form of a subscription as values fill it, or the pause.
type mending struct {
	subscription int64
	values       url.Values
	wrong        wrongs
	until        string // the pause asked for
}

// showChoices shows the preferences page.
func (v *errand) showChoices(status int, person audience.Subscriber, m mending) error {
	subs, err := v.Store.SubscriptionsOf(v.Ctx, person.ID)
	if err != nil {
		return err
	}
	page := templates.PagePreferences{
		Page: v.Page(), Address: person.Address, Saved: v.R.URL.Query().Has("saved"),
		ExportURL: v.Link(v.own("/export")), EraseURL: v.Link(v.own("/erase")), Errors: m.wrong,
	}
	if person.PausedUntil.After(v.Now()) {
		until := person.PausedUntil.In(zoneOf(person))
		page.PausedUntil, page.Paused = until.Format(time.DateOnly), v.Loc.T("page_paused", v.Loc.FullDate(until))
	}
	if m.until != "" {
		page.PausedUntil = m.until
	}
	for _, sub := range subs {
		if !sub.Active {
			continue
		}
		leave := "/unsubscribe/" + v.Keys.Sign(token.Unsubscribe, sub.ID, time.Time{})
		form := v.preference(sub)
		if sub.ID == m.subscription {
			form.Form = v.formOf(form.ID, m.values, m.wrong, v.digestsOf(sub))
		}
		form.LeaveURL = v.Link(leave)
		page.Subscriptions = append(page.Subscriptions, form)
		page.LeaveURL = v.Link(leave + "?what=all")
		page.PauseAction = v.Link(v.own("/pause"))
	}
	if len(page.Subscriptions) < len(v.Public()) {
		page.AddURL = v.Link(v.own("/add"))
	}
	return v.Show(status, "preferences", page)
}

// preference shows one subscription.
func (v *errand) preference(sub audience.Subscription) templates.PreferenceForm {
	id := strconv.FormatInt(sub.ID, 10)
	return templates.PreferenceForm{
		Form: v.formOf(id, v.valuesOf(sub), nil, v.digestsOf(sub)), Name: v.name(sub.DigestID), Next: v.next(sub),
		Action: v.Link(v.own("?subscription=" + id)),
	}
}

// digestsOf gives the digest of a subscription, none when it is no longer configured.
func (v *errand) digestsOf(sub audience.Subscription) []news.Digest {
	d, err := v.Reader.Digest(sub.DigestID)
	if err != nil {
		return nil // no longer configured
	}
	return []news.Digest{d}
}

// zoneOf gives the zone a subscriber lives in.
func zoneOf(person audience.Subscriber) *time.Location {
	if zone, err := time.LoadLocation(person.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// change saves the form of one subscription.
func change(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := v.R.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	id, err := strconv.ParseInt(v.R.URL.Query().Get("subscription"), 10, 64)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	wish, wrong := v.readWish(v.R.PostForm)
	if len(wrong) > 0 {
		m := mending{subscription: id, values: v.R.PostForm, wrong: wrong}
		return v.showChoices(http.StatusUnprocessableEntity, person, m)
	}
	if err := v.Reader.Change(v.Ctx, person.ID, id, wish); err != nil {
		return err
	}
	return v.SeeOther(v.own("?saved=1"))
}

// pause stops all mail until a day, or ends the pause.
func pause(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := v.R.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	var until time.Time
	if day := v.R.PostForm.Get("until"); day != "" {
		until, err = time.ParseInLocation(time.DateOnly, day, zoneOf(person))
		if err != nil || until.After(v.Now().Add(maxPause)) || !until.After(v.Now()) {
			m := mending{until: day, wrong: wrongs{"until": v.Loc.T("form_error_until")}}
			return v.showChoices(http.StatusUnprocessableEntity, person, m)
		}
	}
	if err := v.Reader.Pause(v.Ctx, person.ID, until); err != nil {
		return err
	}
	return v.SeeOther(v.own("?saved=1"))
}

// showErase shows the button that erases everything.
func showErase(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, "act", templates.PageAct{
		Page: v.Page(), Kind: "erase", Action: v.Link(v.own("/erase")), Address: person.Address,
	})
}

// erase forgets the subscriber.
func erase(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := v.Reader.Erase(v.Ctx, person.ID); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "erased"})
}

// exported is everything kept about a reader, as they get it.
type exported struct {
	Subscriber    audience.Subscriber     `json:"subscriber"`
	Subscriptions []audience.Subscription `json:"subscriptions"`
	Editions      []news.Edition          `json:"editions"`
	Deliveries    []audience.Delivery     `json:"deliveries"`
	Bounces       []audience.Bounce       `json:"bounces"`
}

// export gives a reader all that is kept about them.
func export(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	out := exported{Subscriber: person}
	if out.Subscriptions, err = v.Store.SubscriptionsOf(v.Ctx, person.ID); err != nil {
		return err
	}
	for _, sub := range out.Subscriptions {
		editions, err := v.Store.Editions(v.Ctx, store.EditionFilter{SubscriptionID: sub.ID})
		if err != nil {
			return err
		}
		out.Editions = append(out.Editions, editions...)
	}
	if out.Deliveries, err = v.Store.Deliveries(v.Ctx, store.DeliveryFilter{SubscriberID: person.ID}); err != nil {
		return err
	}
	for i := range out.Deliveries {
		out.Deliveries[i].Message = nil // the mails themselves are in the mailbox; their hashes stay
	}
	if out.Bounces, err = v.Store.Bounces(v.Ctx, store.BounceFilter{Address: person.Address}); err != nil {
		return err
	}
	body, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="tidings.json"`)
	return v.Write(http.StatusOK, body)
}
