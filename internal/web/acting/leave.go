package acting

import (
	"mime"
	"net/http"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/token"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// undoFor is how long leaving can be undone by the link on the page: as long as the address is kept.
const undoFor = 27 * 24 * time.Hour

// showUnsubscribe shows the button, and the choice between one digest and all where there are several.
func showUnsubscribe(v *errand) error {
	v.Private()
	text := v.R.PathValue("token")
	id, err := v.Keys.Verify(token.Unsubscribe, text, v.Now())
	if err != nil {
		return err
	}
	page := templates.PageAct{Kind: "unsubscribe", Action: v.Link("/unsubscribe/" + text)}
	sub, err := v.Store.Subscription(v.Ctx, id)
	if fault.Is(err, fault.NotFound) {
		return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "left"})
	}
	if err != nil {
		return err
	}
	v.Speak(sub.Language)
	all, err := v.Store.SubscriptionsOf(v.Ctx, sub.SubscriberID)
	if err != nil {
		return err
	}
	page.Page, page.Digests = v.Page(), []string{v.name(sub.DigestID)}
	if active(all) > 1 {
		everything := v.R.URL.Query().Get("what") == "all"
		page.Choices = []templates.Choice{
			{Value: "this", Label: v.Loc.T("page_what_this"), Checked: !everything},
			{Value: "all", Label: v.Loc.T("page_what_all"), Checked: everything},
		}
	}
	return v.Show(http.StatusOK, "act", page)
}

func active(subs []audience.Subscription) int {
	n := 0
	for _, s := range subs {
		if s.Active {
			n++
		}
	}
	return n
}

// unsubscribe ends one subscription or all, as the form says or, without a word in it, the URL. The one-click POST of
// RFC 8058 is a form too, with another body, from a program that wants no page.
func unsubscribe(v *errand) error {
	v.Private()
	id, err := v.Keys.Verify(token.Unsubscribe, v.R.PathValue("token"), v.Now())
	if err != nil {
		return err
	}
	if err := parseAny(v.R); err != nil {
		return err
	}
	sub, err := v.Store.Subscription(v.Ctx, id)
	if err == nil {
		v.Speak(sub.Language)
	}
	by := audience.ByPage
	if v.R.PostForm.Get("List-Unsubscribe") == "One-Click" {
		by = audience.ByOneClick
	}
	ended, err := v.Reader.Leave(v.Ctx, id, v.R.Form.Get("what") == "all", by)
	if err != nil {
		return err
	}
	if by == audience.ByOneClick {
		v.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
		return v.Write(http.StatusOK, []byte("unsubscribed\n"))
	}
	page := templates.PageNote{Page: v.Page(), Kind: "left"}
	if all, err := v.Store.SubscriptionsOf(v.Ctx, sub.SubscriberID); err == nil && active(all) > 0 {
		page.Kind = "leftone"
		page.Links = []templates.PageLink{{Label: v.Loc.T("preferences"), URL: v.preferences(sub.SubscriberID)}}
	}
	if len(ended) > 0 {
		undo := v.Keys.Sign(token.Undo, ended[0], v.Now().Add(undoFor), ended[1:]...)
		page.Form = &templates.ButtonForm{Label: v.Loc.T("page_undo_button"), Action: v.Link("/undo/" + undo)}
	}
	return v.Show(http.StatusOK, "note", page)
}

// parseAny reads a form in either encoding; RFC 8058 allows both. A body of another kind is no form and no error: the
// token in the URL says all that is needed.
func parseAny(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return fault.As(fault.Invalid, r.ParseMultipartForm(visit.MaxBody))
	}
	return fault.As(fault.Invalid, r.ParseForm())
}

// showUndo shows the button that undoes leaving.
func showUndo(v *errand) error {
	v.Private()
	text := v.R.PathValue("token")
	ids, err := v.Keys.VerifyAll(token.Undo, text, v.Now())
	if err != nil {
		return err
	}
	page := templates.PageAct{Kind: "undo", Action: v.Link("/undo/" + text)}
	return v.showAct(page, ids)
}

// undo makes active again what was left.
func undo(v *errand) error {
	v.Private()
	ids, err := v.Keys.VerifyAll(token.Undo, v.R.PathValue("token"), v.Now())
	if err != nil {
		return err
	}
	subs, err := v.Reader.Return(v.Ctx, "undo", ids...)
	if err != nil {
		return visit.Gone(err)
	}
	return v.settled("undone", subs)
}

// blocked gives the subscriber that a link never to be mailed belongs to.
func (v *errand) blocked() (audience.Subscriber, error) { return v.person(token.Block) }

// showBlock shows the button for those whose address somebody else entered.
func showBlock(v *errand) error {
	person, err := v.blocked()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, "act", templates.PageAct{
		Page: v.Page(), Kind: "block", Action: v.Link("/block/" + v.R.PathValue("token")), Address: person.Address,
	})
}

// block sees to it that an address is never mailed.
func block(v *errand) error {
	person, err := v.blocked()
	if err != nil {
		return err
	}
	if err := v.Reader.Block(v.Ctx, person.ID); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "blocked"})
}
