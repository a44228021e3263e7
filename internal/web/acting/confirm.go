package acting

import (
	"net/http"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/token"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// showConfirm shows the one big button; when its link has expired, the one that asks for a new link.
func showConfirm(v *errand) error {
	v.Private()
	text := v.R.PathValue("token")
	ids, err := v.Keys.VerifyAll(token.Confirm, text, v.Now())
	expired := fault.Is(err, fault.Gone)
	if err != nil && !expired {
		return err
	}
	page := templates.PageAct{Kind: "confirm", Action: v.Link("/confirm/" + text)}
	if expired {
		page.Kind, page.Action = "renew", v.Link("/confirm/"+text+"/renew")
	}
	return v.showAct(page, ids)
}

// showAct shows a button that acts on subscriptions, their digests named, in the language of the last.
func (v *errand) showAct(page templates.PageAct, ids []int64) error {
	for _, id := range ids {
		sub, err := v.Store.Subscription(v.Ctx, id)
		if err != nil {
			return visit.Gone(err)
		}
		v.Speak(sub.Language)
		page.Digests = append(page.Digests, v.name(sub.DigestID))
	}
	page.Page = v.Page()
	return v.Show(http.StatusOK, "act", page)
}

// name gives a digest's name.
func (v *errand) name(digestID string) string {
	if d, err := v.Reader.Digest(digestID); err == nil {
		return d.Name
	}
	return digestID
}

// confirm makes the subscriptions of the link active.
func confirm(v *errand) error {
	v.Private()
	ids, err := v.Keys.VerifyAll(token.Confirm, v.R.PathValue("token"), v.Now())
	if fault.Is(err, fault.Gone) {
		return showConfirm(v)
	}
	if err != nil {
		return err
	}
	subs, err := v.Reader.Confirm(v.Ctx, "form", ids...)
	if err != nil {
		return visit.Gone(err)
	}
	return v.settled("confirmed", subs)
}

// settled says that subscriptions of one reader are active now, when each comes next, and where to change them.
func (v *errand) settled(kind string, subs []audience.Subscription) error {
	v.Speak(subs[0].Language)
	page := templates.PageNote{Page: v.Page(), Kind: kind, Details: v.nexts(subs)}
	page.Links = []templates.PageLink{{Label: v.Loc.T("preferences"), URL: v.preferences(subs[0].SubscriberID)}}
	return v.Show(http.StatusOK, "note", page)
}

// renew sends a new link for an expired one.
func renew(v *errand) error {
	v.Private()
	if _, err := v.parse(); err != nil {
		return err
	}
	ids, err := v.Keys.VerifyAll(token.Confirm, v.R.PathValue("token"), v.Now())
	switch {
	case err == nil:
		return showConfirm(v)
	case !fault.Is(err, fault.Gone):
		return err
	}
	sub, err := v.Store.Subscription(v.Ctx, ids[0])
	if err != nil {
		return visit.Gone(err)
	}
	v.Speak(sub.Language)
	person, err := v.Store.Subscriber(v.Ctx, sub.SubscriberID)
	if err != nil {
		return visit.Gone(err)
	}
	if err := v.Reader.Renew(v.Ctx, ids...); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "sent", Address: person.Address})
}

// preferences gives the link to a subscriber's preferences page.
func (v *errand) preferences(subscriberID int64) string {
	return v.Link("/preferences/" + v.Keys.Sign(token.Preferences, subscriberID, time.Time{}))
}

// nexts says when the next edition of each subscription comes.
func (v *errand) nexts(subs []audience.Subscription) []string {
	var out []string
	for _, s := range subs {
		next := v.next(s)
		if next != "" {
			s.Zone = "" // said with the next edition
		}
		out = append(out, v.name(s.DigestID)+v.Loc.T("colon")+digest.Schedule(v.Loc, s)+v.Loc.T("stop"))
		if next != "" {
			out[len(out)-1] += v.Loc.T("gap") + v.Loc.T("next") + v.Loc.T("colon") + next + v.Loc.T("stop")
		}
	}
	return out
}

// next says when a subscription's next edition comes, in its own zone.
func (v *errand) next(s audience.Subscription) string {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || s.NextAt.IsZero() || s.Frequency == audience.Immediate {
		return ""
	}
	at := s.NextAt.In(zone)
	return v.Loc.T("next_at", v.Loc.FullDate(at), v.Loc.Clock(at), s.Zone)
}
