package acting

import (
	"net/http"
	"net/url"
	"time"

	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/reader"
	"tidings/internal/token"
	"tidings/internal/web/reading"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// A form is filled in by a person when it comes back after formFast and before formLate.
const (
	formFast = 2 * time.Second
	formLate = 24 * time.Hour
)

// showSubscribe shows the form as nobody has filled it in yet.
func showSubscribe(v *errand) error {
	return v.showForm(http.StatusOK, v.fresh(), nil, nil)
}

// showForm shows the subscribe form as values fill it.
func (v *errand) showForm(status int, values url.Values, wrong wrongs, sample *templates.Sample) error {
	v.W.Header().Set("Cache-Control", "no-store") // the signed time in it
	page := templates.PageSubscribe{
		Page: v.Page(), Form: v.formOf("", values, wrong, v.Public()), Action: v.Link("/subscribe"),
		Preview: v.Link("/preview"), Address: values.Get("address"), Sample: sample, Latest: v.Link("/archive"),
		Token: v.formToken(),
	}
	page.Digests = v.digestChoices(values)
	page.Page.Feeds = reading.Feeds(v.Visit, nil)
	return v.Show(status, "subscribe", page)
}

// digestChoices offers the public digests; one alone is no choice.
func (v *errand) digestChoices(values url.Values) []templates.Choice {
	public := v.Public()
	if len(public) < 2 {
		return nil
	}
	var out []templates.Choice
	for _, d := range public {
		out = append(out, templates.Choice{Value: d.ID, Label: d.Name, Lang: v.Tongue(d.Language)})
	}
	check(out, values["digest"])
	return out
}

// check marks the choices that are among values.
func check(choices []templates.Choice, values []string) {
	for i := range choices {
		for _, value := range values {
			choices[i].Checked = choices[i].Checked || choices[i].Value == value
		}
	}
}

// parse reads a form of the given request, and refuses one who sends too many.
func (v *errand) parse() (url.Values, error) {
	if err := v.R.ParseForm(); err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	if !v.PassForm(visit.ClientOf(v.R)) {
		return nil, visit.ErrBusy
	}
	return v.R.PostForm, nil
}

// subscribe takes the form. What a machine filled in is answered like any other, and forgotten.
func subscribe(v *errand) error {
	form, err := v.parse()
	if err != nil {
		return err
	}
	wishes, wrong := v.readSubscribe(form)
	if reason := v.unripe(form.Get("token")); reason != "" {
		wrong["form"] = v.Loc.T("form_error_" + reason)
	}
	if len(wrong) > 0 {
		return v.showForm(http.StatusUnprocessableEntity, form, wrong, nil)
	}
	if form.Get("website") == "" && v.PassMail(wishes[0].Address) {
		if err := v.Reader.Subscribe(v.Ctx, wishes...); err != nil {
			return err
		}
	}
	v.Private()
	return v.Show(http.StatusOK, "note", templates.PageNote{Page: v.Page(), Kind: "sent", Address: wishes[0].Address})
}

// unripe says why a form's signed time is not that of a person: "fast", "late", or "" when it is.
func (v *errand) unripe(text string) string {
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
func preview(v *errand) error {
	if err := v.R.ParseForm(); err != nil {
		return fault.As(fault.Invalid, err)
	}
	form := v.R.PostForm
	if form.Get("address") != "" {
		return v.showSample(form)
	}
	for _, private := range []string{"address", "token", "website"} {
		form.Del(private)
	}
	if v.Lang != "" {
		form.Set("lang", v.Lang)
	}
	http.Redirect(v.W, v.R, v.Prefix+"/preview?"+form.Encode()+"#sample", http.StatusSeeOther)
	return nil
}

// showPreview shows what the choices in its address would have brought.
func showPreview(v *errand) error {
	form := v.R.URL.Query()
	if form.Get("frequency") == "" {
		return showSubscribe(v)
	}
	return v.showSample(form)
}

// showSample shows the form again with what its choices would bring, before anybody gives an address.
func (v *errand) showSample(form url.Values) error {
	if err := v.Costly(); err != nil {
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
	sample.Feeds = reading.Feeds(v.Visit, form)
	return v.showForm(http.StatusOK, form, nil, &sample)
}

// sampleStories is how many stories a preview shows.
const sampleStories = 5

// sample tells the best stories of the last seven days that wishes let through.
func (v *errand) sample(wishes []reader.Wish) (templates.Sample, error) {
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
		picks, err := v.read.LastWeek(v.Visit, d, sub)
		if err != nil {
			return out, err
		}
		issue := digest.Issue{Digest: d, Lang: v.Loc.Tag, Zone: sub.Zone, End: end}
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
			rows[i].URL = v.Link(reading.StoryPath(rows[i].ID))
		}
		out.Stories = append(out.Stories, rows[:min(len(rows), max(0, sampleStories-len(out.Stories)))]...)
	}
	return out, nil
}
