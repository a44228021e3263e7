package web

import (
	"mime"
	"net/http"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/token"
	"tidings/templates"
)

// undoFor is how long leaving can be undone by the link on the page: as long as the address is kept.
const undoFor = 28 * 24 * time.Hour

// showUnsubscribe shows the button, and the choice between one digest and all where there are several.
func (s *site) showUnsubscribe(v *visit) error {
	v.private()
	text := v.r.PathValue("token")
	id, err := s.Keys.Verify(token.Unsubscribe, text, v.Now())
	if err != nil {
		return err
	}
	page := templates.PageAct{Kind: "unsubscribe", Action: v.link("/unsubscribe/" + text)}
	sub, err := s.Store.Subscription(v.ctx, id)
	if fault.Is(err, fault.NotFound) {
		return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "left"})
	}
	if err != nil {
		return err
	}
	v.speak(sub.Language)
	all, err := s.Store.SubscriptionsOf(v.ctx, sub.SubscriberID)
	if err != nil {
		return err
	}
	page.Page, page.Digests = v.page(), []string{s.name(sub.DigestID)}
	if active(all) > 1 {
		everything := v.r.URL.Query().Get("what") == "all"
		page.Choices = []templates.Choice{
			{Value: "this", Label: v.loc.T("page_what_this"), Checked: !everything},
			{Value: "all", Label: v.loc.T("page_what_all"), Checked: everything},
		}
	}
	return v.show(http.StatusOK, "act", page)
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

// unsubscribe ends one subscription or all, as the form says or, without a word in it, the URL. The one-click POST of RFC
// 8058 is a form too, with another body, from a program that wants no page.
func (s *site) unsubscribe(v *visit) error {
	v.private()
	id, err := s.Keys.Verify(token.Unsubscribe, v.r.PathValue("token"), v.Now())
	if err != nil {
		return err
	}
	if err := parseAny(v.r); err != nil {
		return err
	}
	sub, err := s.Store.Subscription(v.ctx, id)
	if err == nil {
		v.speak(sub.Language)
	}
	ended, err := s.Reader.Leave(v.ctx, id, v.r.Form.Get("what") == "all")
	if err != nil {
		return err
	}
	if v.r.PostForm.Get("List-Unsubscribe") == "One-Click" {
		v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		return v.write(http.StatusOK, []byte("unsubscribed\n"))
	}
	page := templates.PageNote{Page: v.page(), Kind: "left"}
	if all, err := s.Store.SubscriptionsOf(v.ctx, sub.SubscriberID); err == nil && active(all) > 0 {
		page.Kind = "leftone"
		page.Links = []templates.PageLink{{Label: v.loc.T("preferences"), URL: v.preferences(sub.SubscriberID)}}
	}
	if len(ended) > 0 {
		undo := s.Keys.Sign(token.Undo, ended[0], v.Now().Add(undoFor), ended[1:]...)
		page.Form = &templates.ButtonForm{Label: v.loc.T("page_undo_button"), Action: v.link("/undo/" + undo)}
	}
	return v.show(http.StatusOK, "note", page)
}

// parseAny reads a form in either encoding; RFC 8058 allows both. A body of another kind is no form and no error: the
// token in the URL says all that is needed.
func parseAny(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return fault.As(fault.Invalid, r.ParseMultipartForm(maxBody))
	}
	return fault.As(fault.Invalid, r.ParseForm())
}

// showUndo shows the button that undoes leaving.
func (s *site) showUndo(v *visit) error {
	v.private()
	text := v.r.PathValue("token")
	ids, err := s.Keys.VerifyAll(token.Undo, text, v.Now())
	if err != nil {
		return err
	}
	page := templates.PageAct{Kind: "undo", Action: v.link("/undo/" + text)}
	for _, id := range ids {
		sub, err := s.Store.Subscription(v.ctx, id)
		if err != nil {
			return gone(err)
		}
		v.speak(sub.Language)
		page.Digests = append(page.Digests, s.name(sub.DigestID))
	}
	page.Page = v.page()
	return v.show(http.StatusOK, "act", page)
}

// undo makes active again what was left.
func (s *site) undo(v *visit) error {
	v.private()
	ids, err := s.Keys.VerifyAll(token.Undo, v.r.PathValue("token"), v.Now())
	if err != nil {
		return err
	}
	subs, err := s.Reader.Return(v.ctx, "undo", ids...)
	if err != nil {
		return gone(err)
	}
	return v.settled("undone", subs)
}

// blocked gives the subscriber that a link never to be mailed belongs to.
func (v *visit) blocked() (audience.Subscriber, error) { return v.person(token.Block) }

// showBlock shows the button for those whose address somebody else entered.
func (s *site) showBlock(v *visit) error {
	person, err := v.blocked()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "act", templates.PageAct{
		Page: v.page(), Kind: "block", Action: v.link("/block/" + v.r.PathValue("token")), Address: person.Address,
	})
}

// block sees to it that an address is never mailed.
func (s *site) block(v *visit) error {
	person, err := v.blocked()
	if err != nil {
		return err
	}
	if err := s.Reader.Block(v.ctx, person.ID); err != nil {
		return err
	}
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "blocked"})
}
