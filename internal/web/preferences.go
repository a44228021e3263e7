package web

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
	"tidings/templates"
)

// maxPause is how long a reader may pause; longer is leaving.
const maxPause = 366 * 24 * time.Hour

// owner gives the subscriber that a preferences link belongs to.
func (v *visit) owner() (audience.Subscriber, error) { return v.person(token.Preferences) }

// person gives the subscriber that the link asked for belongs to, and speaks their language.
func (v *visit) person(purpose token.Purpose) (audience.Subscriber, error) {
	v.private()
	id, err := v.Keys.Verify(purpose, v.r.PathValue("token"), v.Now())
	if err != nil {
		return audience.Subscriber{}, err
	}
	person, err := v.Store.Subscriber(v.ctx, id)
	if err == nil {
		v.speak(person.Language)
	}
	return person, gone(err)
}

// owned offers a new link to one who comes by an expired one, and else runs h.
func owned(h handler) handler {
	return func(v *visit) error {
		_, err := v.Keys.Verify(token.Preferences, v.r.PathValue("token"), v.Now())
		if fault.Is(err, fault.Gone) {
			v.private()
			return v.show(http.StatusOK, "act", templates.PageAct{
				Page: v.page(), Kind: "renew", Action: v.link(v.own("/renew")),
			})
		}
		return h(v)
	}
}

// own gives the path of a page behind the preferences link.
func (v *visit) own(rest string) string { return "/preferences/" + v.r.PathValue("token") + rest }

// showPreferences shows all subscriptions of an address.
func (s *site) showPreferences(v *visit) error {
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
func (v *visit) showChoices(status int, person audience.Subscriber, m mending) error {
	subs, err := v.Store.SubscriptionsOf(v.ctx, person.ID)
	if err != nil {
		return err
	}
	page := templates.PagePreferences{
		Page: v.page(), Address: person.Address, Saved: v.r.URL.Query().Has("saved"),
		ExportURL: v.link(v.own("/export")), EraseURL: v.link(v.own("/erase")), Errors: m.wrong,
	}
	if person.PausedUntil.After(v.Now()) {
		until := person.PausedUntil.In(zoneOf(person))
		page.PausedUntil, page.Paused = until.Format(time.DateOnly), v.loc.T("page_paused", v.loc.FullDate(until))
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
		form.LeaveURL = v.link(leave)
		page.Subscriptions = append(page.Subscriptions, form)
		page.LeaveURL = v.link(leave + "?what=all")
		page.PauseAction = v.link(v.own("/pause"))
	}
	if len(page.Subscriptions) < len(v.public()) {
		page.AddURL = v.link(v.own("/add"))
	}
	return v.show(status, "preferences", page)
}

// preference shows one subscription.
func (v *visit) preference(sub audience.Subscription) templates.PreferenceForm {
	id := strconv.FormatInt(sub.ID, 10)
	return templates.PreferenceForm{
		Form: v.formOf(id, v.valuesOf(sub), nil, v.digestsOf(sub)), Name: v.name(sub.DigestID), Next: v.next(sub),
		Action: v.link(v.own("?subscription=" + id)),
	}
}

func (v *visit) digestsOf(sub audience.Subscription) []news.Digest {
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
func (s *site) change(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	id, err := strconv.ParseInt(v.r.URL.Query().Get("subscription"), 10, 64)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	wish, wrong := v.readWish(v.r.PostForm)
	if len(wrong) > 0 {
		m := mending{subscription: id, values: v.r.PostForm, wrong: wrong}
		return v.showChoices(http.StatusUnprocessableEntity, person, m)
	}
	if err := s.Reader.Change(v.ctx, person.ID, id, wish); err != nil {
		return err
	}
	return v.seeOther(v.own("?saved=1"))
}

// pause stops all mail until a day, or ends the pause.
func (s *site) pause(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	var until time.Time
	if day := v.r.PostForm.Get("until"); day != "" {
		until, err = time.ParseInLocation(time.DateOnly, day, zoneOf(person))
		if err != nil || until.After(v.Now().Add(maxPause)) || !until.After(v.Now()) {
			m := mending{until: day, wrong: wrongs{"until": v.loc.T("form_error_until")}}
			return v.showChoices(http.StatusUnprocessableEntity, person, m)
		}
	}
	if err := s.Reader.Pause(v.ctx, person.ID, until); err != nil {
		return err
	}
	return v.seeOther(v.own("?saved=1"))
}

// showErase shows the button that erases everything.
func (s *site) showErase(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "act", templates.PageAct{
		Page: v.page(), Kind: "erase", Action: v.link(v.own("/erase")), Address: person.Address,
	})
}

// erase forgets the subscriber.
func (s *site) erase(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	if err := s.Reader.Erase(v.ctx, person.ID); err != nil {
		return err
	}
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "erased"})
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
func (s *site) export(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	out := exported{Subscriber: person}
	if out.Subscriptions, err = s.Store.SubscriptionsOf(v.ctx, person.ID); err != nil {
		return err
	}
	for _, sub := range out.Subscriptions {
		editions, err := s.Store.Editions(v.ctx, store.EditionFilter{SubscriptionID: sub.ID})
		if err != nil {
			return err
		}
		out.Editions = append(out.Editions, editions...)
	}
	if out.Deliveries, err = s.Store.Deliveries(v.ctx, store.DeliveryFilter{SubscriberID: person.ID}); err != nil {
		return err
	}
	for i := range out.Deliveries {
		out.Deliveries[i].Message = nil // the mails themselves are in the mailbox; their hashes stay
	}
	if out.Bounces, err = s.Store.Bounces(v.ctx, store.BounceFilter{Address: person.Address}); err != nil {
		return err
	}
	body, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="tidings.json"`)
	return v.write(http.StatusOK, body)
}
