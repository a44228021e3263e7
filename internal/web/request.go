package web

import (
	"net/http"
	"net/url"

	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/token"
	"tidings/templates"
)

// showRequest shows the form that sends a reader the link to their preferences.
func (s *site) showRequest(v *visit) error { return v.showRequestForm(http.StatusOK, "", nil) }

func (v *visit) showRequestForm(status int, address string, wrong wrongs) error {
	v.private()
	return v.show(status, "request", templates.PageRequest{
		Page: v.page(), Action: v.link("/preferences"), Address: address, Token: v.formToken(), Errors: wrong,
	})
}

// formToken signs the time at which a form is shown.
func (v *visit) formToken() string {
	now := v.Now()
	return v.Keys.Sign(token.Form, now.Unix(), now.Add(formLate))
}

// request mails a reader the link to their preferences. The answer is the same for every address.
func (s *site) request(v *visit) error {
	form, err := v.parse()
	if err != nil {
		return err
	}
	wrong := wrongs{}
	address, err := mail.NormalAddress(form.Get("address"))
	if err != nil {
		wrong["address"] = v.loc.T("form_error_address")
	}
	if reason := v.unripe(form.Get("token")); reason != "" {
		wrong["form"] = v.loc.T("form_error_" + reason)
	}
	if len(wrong) > 0 {
		return v.showRequestForm(http.StatusUnprocessableEntity, form.Get("address"), wrong)
	}
	if form.Get("website") == "" && s.mailed.pass("link "+address) {
		if err := s.Reader.MailLink(v.ctx, address); err != nil {
			return err
		}
	}
	v.private()
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "linked", Address: address})
}

// renewLink sends a new preferences link for an expired one.
func (s *site) renewLink(v *visit) error {
	v.private()
	if _, err := v.parse(); err != nil {
		return err
	}
	id, err := s.Keys.Verify(token.Preferences, v.r.PathValue("token"), v.Now())
	switch {
	case err == nil:
		return s.showPreferences(v)
	case !fault.Is(err, fault.Gone):
		return err
	}
	person, err := s.Store.Subscriber(v.ctx, id)
	if err != nil {
		return gone(err)
	}
	v.speak(person.Language)
	if err := s.Reader.RenewLink(v.ctx, id); err != nil {
		return err
	}
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "linked", Address: person.Address})
}

// showAdd shows the form for a further digest: the address is known by the link.
func (s *site) showAdd(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	values := v.fresh()
	values.Set("zone", person.Zone)
	values.Set("language", v.loc.Tag)
	values.Del("digest")
	return v.showAddForm(http.StatusOK, values, nil)
}

func (v *visit) showAddForm(status int, values url.Values, wrong wrongs) error {
	page := templates.PageSubscribe{
		Page: v.page(), Form: v.formOf("", values, wrong, v.public()), Action: v.link(v.own("/add")), Known: true,
	}
	page.Digests = v.digestChoices(values)
	return v.show(status, "subscribe", page)
}

// add subscribes the owner of a link to further digests.
func (s *site) add(v *visit) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	form, err := v.parse()
	if err != nil {
		return err
	}
	form.Set("address", person.Address)
	wishes, wrong := v.readSubscribe(form)
	if len(wrong) > 0 {
		return v.showAddForm(http.StatusUnprocessableEntity, form, wrong)
	}
	if _, err := s.Reader.Join(v.ctx, person.ID, wishes...); err != nil {
		return err
	}
	return v.seeOther(v.own("?saved=1"))
}
