package web

import (
	"net/http"
	"net/url"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/reader"
	"tidings/internal/token"
	"tidings/templates"
)

// A form is filled in by a person when it comes back after formFast and before formLate.
const (
	formFast = 2 * time.Second
	formLate = 24 * time.Hour
)

// showSubscribe shows the form as nobody has filled it in yet.
func (s *site) showSubscribe(v *visit) error {
	return v.showForm(http.StatusOK, v.fresh(), nil, nil)
}

// showForm shows the subscribe form as values fill it.
func (v *visit) showForm(status int, values url.Values, wrong wrongs, sample *templates.Sample) error {
	v.w.Header().Set("Cache-Control", "no-store") // the signed time in it
	page := templates.PageSubscribe{
		Page: v.page(), Form: v.formOf("", values, wrong, v.public()), Action: v.link("/subscribe"),
		Preview: v.link("/preview"), Address: values.Get("address"), Sample: sample, Latest: v.link("/archive"),
		Token: v.formToken(),
	}
	page.Digests = v.digestChoices(values)
	page.Page.Feeds = v.feeds(nil)
	return v.show(status, "subscribe", page)
}

// digestChoices offers the public digests; one alone is no choice.
func (v *visit) digestChoices(values url.Values) []templates.Choice {
	public := v.public()
	if len(public) < 2 {
		return nil
	}
	var out []templates.Choice
	for _, d := range public {
		out = append(out, templates.Choice{Value: d.ID, Label: d.Name, Lang: v.tongue(d.Language)})
	}
	check(out, values["digest"])
	return out
}

func check(choices []templates.Choice, values []string) {
	for i := range choices {
		for _, value := range values {
			choices[i].Checked = choices[i].Checked || choices[i].Value == value
		}
	}
}

// parse reads a form of the given request, and refuses one who sends too many.
func (v *visit) parse() (url.Values, error) {
	if err := v.r.ParseForm(); err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	if !v.forms.pass(network(clientOf(v.r))) {
		return nil, errBusy
	}
	return v.r.PostForm, nil
}

// subscribe takes the form. What a machine filled in is answered like any other, and forgotten.
func (s *site) subscribe(v *visit) error {
	form, err := v.parse()
	if err != nil {
		return err
	}
	wishes, wrong := v.readSubscribe(form)
	if reason := v.unripe(form.Get("token")); reason != "" {
		wrong["form"] = v.loc.T("form_error_" + reason)
	}
	if len(wrong) > 0 {
		return v.showForm(http.StatusUnprocessableEntity, form, wrong, nil)
	}
	if form.Get("website") == "" && s.mailed.pass(wishes[0].Address) {
		if err := s.Reader.Subscribe(v.ctx, wishes...); err != nil {
			return err
		}
	}
	v.private()
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "sent", Address: wishes[0].Address})
}

// unripe says why a form's signed time is not that of a person: "fast", "late", or "" when it is.
func (v *visit) unripe(text string) string {
	shown, err := v.Keys.Verify(token.Form, text, v.Now())
	switch {
	case err != nil:
		return "late"
	case v.Now().Sub(time.Unix(shown, 0)) < formFast:
		return "fast"
	}
	return ""
}

// preview shows what the form would have brought in the last week: under an address of its own, that can be kept and
// passed on, unless a mail address was typed in already, which belongs into no address bar.
func (s *site) preview(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	form := v.r.PostForm
	if form.Get("address") != "" {
		return v.showSample(form)
	}
	for _, private := range []string{"address", "token", "website"} {
		form.Del(private)
	}
	if v.lang != "" {
		form.Set("lang", v.lang)
	}
	http.Redirect(v.w, v.r, v.prefix+"/preview?"+form.Encode()+"#sample", http.StatusSeeOther)
	return nil
}

// showPreview shows what the choices in its address would have brought.
func (s *site) showPreview(v *visit) error {
	form := v.r.URL.Query()
	if form.Get("frequency") == "" {
		return s.showSubscribe(v)
	}
	return v.showSample(form)
}

func (v *visit) showSample(form url.Values) error {
	if err := v.costly(); err != nil {
		return err
	}
	wishes, wrong := v.readSubscribe(form)
	delete(wrong, "address")
	if len(wrong) > 0 {
		return v.showForm(http.StatusUnprocessableEntity, form, wrong, nil)
	}
	sample, err := v.sample(wishes)
	if err != nil {
		return err
	}
	sample.Feeds = v.feeds(form)
	return v.showForm(http.StatusOK, form, nil, &sample)
}

// sampleStories is how many stories a preview shows.
const sampleStories = 5

// sample tells the best stories of the last seven days that wishes let through.
func (v *visit) sample(wishes []reader.Wish) (templates.Sample, error) {
	var out templates.Sample
	seen := map[int64]bool{}
	end := v.Now()
	for _, w := range wishes {
		sub, err := v.Reader.Subscription(w)
		if err != nil {
			return out, err
		}
		d, err := v.Reader.Digest(w.DigestID)
		if err != nil {
			return out, err
		}
		sub.Stories = 0
		picks, err := v.lastWeek(d, sub)
		if err != nil {
			return out, err
		}
		issue := digest.Issue{Digest: d, Lang: v.loc.Tag, Zone: sub.Zone, End: end}
		for _, p := range picks {
			if id := p.Candidate.Story.Story.ID; !seen[id] {
				seen[id] = true
				out.PerWeek++
				issue.Stories = append(issue.Stories, digest.StoryOf(p))
			}
		}
		rows, err := digest.StoryRows(v.Templates, issue)
		if err != nil {
			return out, err
		}
		for i := range rows {
			rows[i].URL = v.link(storyPath(rows[i].ID))
		}
		out.Stories = append(out.Stories, rows[:min(len(rows), max(0, sampleStories-len(out.Stories)))]...)
	}
	return out, nil
}

// showConfirm shows the one big button; when its link has expired, the one that asks for a new link.
func (s *site) showConfirm(v *visit) error {
	v.private()
	text := v.r.PathValue("token")
	ids, err := s.Keys.VerifyAll(token.Confirm, text, v.Now())
	expired := fault.Is(err, fault.Gone)
	if err != nil && !expired {
		return err
	}
	page := templates.PageAct{Kind: "confirm", Action: v.link("/confirm/" + text)}
	if expired {
		page.Kind, page.Action = "renew", v.link("/confirm/"+text+"/renew")
	}
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

// gone says of a thing a signed link names that it is there no more.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.As(fault.Gone, err)
	}
	return err
}

// name gives a digest's name.
func (s *site) name(digestID string) string {
	if d, err := s.Reader.Digest(digestID); err == nil {
		return d.Name
	}
	return digestID
}

// confirm makes the subscriptions of the link active.
func (s *site) confirm(v *visit) error {
	v.private()
	ids, err := s.Keys.VerifyAll(token.Confirm, v.r.PathValue("token"), v.Now())
	if fault.Is(err, fault.Gone) {
		return s.showConfirm(v)
	}
	if err != nil {
		return err
	}
	subs, err := s.Reader.Confirm(v.ctx, "form", ids...)
	if err != nil {
		return gone(err)
	}
	return v.settled("confirmed", subs)
}

// settled says that subscriptions of one reader are active now, when each comes next, and where to change them.
func (v *visit) settled(kind string, subs []audience.Subscription) error {
	v.speak(subs[0].Language)
	page := templates.PageNote{Page: v.page(), Kind: kind, Details: v.nexts(subs)}
	page.Links = []templates.PageLink{{Label: v.loc.T("preferences"), URL: v.preferences(subs[0].SubscriberID)}}
	return v.show(http.StatusOK, "note", page)
}

// renew sends a new link for an expired one.
func (s *site) renew(v *visit) error {
	v.private()
	if _, err := v.parse(); err != nil {
		return err
	}
	ids, err := s.Keys.VerifyAll(token.Confirm, v.r.PathValue("token"), v.Now())
	switch {
	case err == nil:
		return s.showConfirm(v)
	case !fault.Is(err, fault.Gone):
		return err
	}
	sub, err := s.Store.Subscription(v.ctx, ids[0])
	if err != nil {
		return gone(err)
	}
	v.speak(sub.Language)
	person, err := s.Store.Subscriber(v.ctx, sub.SubscriberID)
	if err != nil {
		return gone(err)
	}
	if err := s.Reader.Renew(v.ctx, ids...); err != nil {
		return err
	}
	return v.show(http.StatusOK, "note", templates.PageNote{Page: v.page(), Kind: "sent", Address: person.Address})
}

// preferences gives the link to a subscriber's preferences page.
func (v *visit) preferences(subscriberID int64) string {
	return v.link("/preferences/" + v.Keys.Sign(token.Preferences, subscriberID, time.Time{}))
}

// nexts says when the next edition of each subscription comes.
func (v *visit) nexts(subs []audience.Subscription) []string {
	var out []string
	for _, s := range subs {
		next := v.next(s)
		if next != "" {
			s.Zone = "" // said with the next edition
		}
		out = append(out, v.name(s.DigestID)+v.loc.T("colon")+digest.Schedule(v.loc, s)+v.loc.T("stop"))
		if next != "" {
			out[len(out)-1] += v.loc.T("gap") + v.loc.T("next") + v.loc.T("colon") + next + v.loc.T("stop")
		}
	}
	return out
}

// next says when a subscription's next edition comes, in its own zone.
func (v *visit) next(s audience.Subscription) string {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || s.NextAt.IsZero() || s.Frequency == audience.Immediate {
		return ""
	}
	at := s.NextAt.In(zone)
	return v.loc.T("next_at", v.loc.FullDate(at), v.loc.Clock(at), s.Zone)
}
