package acting

import (
	"net/http"
	"net/url"

	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/token"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// showRequest shows the form that sends a reader the link to their preferences.
func showRequest(v *errand) error { return v.showRequestForm(http.StatusOK, "", nil) }

// showRequestForm asks for an address to send the link to its preferences to.
func (v *errand) showRequestForm(status int, address string, wrong wrongs) error {
	v.Private()
	return v.Show(status, "request", templates.PageRequest{
		Page: v.Page(), Action: v.Link("/preferences"), Address: address, Token: v.formToken(), Errors: wrong,
	})
}

// formToken signs the time at which a form is shown.
func (v *errand) formToken() string {
	now := v.Now()
	return v.Keys.Sign(token.Form, now.Unix(), now.Add(formLate))
}

// request mails a reader the link to their preferences. The answer is the same for every address.
func request(v *errand) error {
	form, err := v.parse()
	if err != nil {
		return err
	}
	wrong := wrongs{}
	address, err := mail.ReaderAddress(form.Get("address"))
	if err != nil {
		wrong["address"] = v.Loc.T("form_error_address")
	}
	if reason := v.unripe(form.Get("token")); reason != "" {
		wrong["form"] = v.Loc.T("form_error_" + reason)
	}
	if len(wrong) > 0 {
		return v.showRequestForm(http.StatusUnprocessableEntity, form.Get("address"), wrong)
	}
	if form.Get("website") == "" && v.PassMail("link "+address) {
		if err := v.Reader.MailLink(v.Ctx, address); err != nil {
			return err
		}
	}
	v.Private()
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "linked", Address: address})
}

// renewLink sends a new preferences link for an expired one.
func renewLink(v *errand) error {
	v.Private()
	if _, err := v.parse(); err != nil {
		return err
	}
	id, err := v.Keys.Verify(token.Preferences, v.R.PathValue("token"), v.Now())
	switch {
	case err == nil:
		return showPreferences(v)
	case !fault.Is(err, fault.Gone):
		return err
	}
	person, err := v.Store.Subscriber(v.Ctx, id)
	if err != nil {
		return visit.Gone(err)
	}
	v.Speak(person.Language)
	if err := v.Reader.RenewLink(v.Ctx, id); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "linked", Address: person.Address})
}

// showAdd shows the form for a further digest: the address is known by the link.
func showAdd(v *errand) error {
	person, err := v.owner()
	if err != nil {
		return err
	}
	values := v.fresh()
	values.Set("zone", person.Zone)
	values.Set("language", v.Loc.Tag)
	values.Del("digest")
	return v.showAddForm(http.StatusOK, values, nil)
}

func (v *errand) showAddForm(status int, values url.Values, wrong wrongs) error {
	page := templates.PageSubscribe{
		Page: v.Page(), Form: v.formOf("", values, wrong, v.Public()), Action: v.Link(v.own("/add")), Known: true,
	}
	page.Digests = v.digestChoices(values)
	return v.Show(status, "subscribe", page)
}

// add subscribes the owner of a link to further digests.
func add(v *errand) error {
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
	if _, err := v.Reader.Join(v.Ctx, person.ID, wishes...); err != nil {
		return err
	}
	return v.SeeOther(v.own("?saved=1"))
}
