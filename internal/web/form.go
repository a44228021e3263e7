package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/templates"
)

// minEvery is how far apart the editions of a reader's own schedule must be.
const minEvery = 15 * time.Minute

// maxKeywords bounds the keywords field in bytes.
const maxKeywords = 4000

// wrongs are the fields of a form that are wrong, with the reason in the reader's language.
type wrongs map[string]string

// reading is a form being read.
type reading struct {
	*visit
	form  url.Values
	wrong wrongs
}

// refuse notes why a field is wrong, in the words of the message form_error_<reason>.
func (r *reading) refuse(field, reason string) { r.wrong[field] = r.loc.T("form_error_" + reason) }

// readWish reads what a form asks for but its digests and address.
func (v *visit) readWish(form url.Values) (reader.Wish, wrongs) {
	r := reading{visit: v, form: form, wrong: wrongs{}}
	w := reader.Wish{
		Frequency: audience.Frequency(form.Get("frequency")), Zone: strings.TrimSpace(form.Get("zone")), Timed: true,
		Filter: audience.Filter{Towns: form["town"], Topics: form["topic"], Keywords: keywordLines(form.Get("keywords"))},
	}
	at, err := time.Parse("15:04", strings.TrimSpace(form.Get("time")))
	if err != nil {
		r.refuse("time", "time")
	}
	w.Hour, w.Minute = at.Hour(), at.Minute()
	r.readFilter(w.Filter)
	r.readZone(w.Zone)
	r.readChoices(&w)
	r.readSchedule(&w)
	return w, r.wrong
}

// keywordLines gives the keywords of the field, one a line.
func keywordLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (r *reading) readFilter(f audience.Filter) {
	r.readKeywords(f.Keywords)
	towns, topics := r.offered(r.Digests)
	for _, t := range f.Towns {
		if !slices.Contains(towns, t) {
			r.refuse("town", "choice")
		}
	}
	for _, t := range f.Topics {
		if !slices.Contains(topics, t) {
			r.refuse("topic", "choice")
		}
	}
}

// readKeywords refuses keywords that cannot be understood, and names them.
func (r *reading) readKeywords(keywords []string) {
	var bad []string
	for _, k := range keywords {
		if _, err := digest.ParseKeywords([]string{k}); err != nil && len(bad) < 3 {
			bad = append(bad, templates.Truncate(k, 40))
		}
	}
	if len(bad) > 0 {
		r.wrong["keywords"] = r.loc.T("form_error_keyword", r.loc.Join(bad))
		return
	}
	if _, err := digest.ParseKeywords(keywords); err != nil || len(strings.Join(keywords, "\n")) > maxKeywords {
		r.refuse("keywords", "keywords")
	}
}

// readZone refuses what is no zone, "Local" included, which would be the server's.
func (r *reading) readZone(zone string) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		r.refuse("zone", "zone")
	}
}

func (r *reading) readChoices(w *reader.Wish) {
	if w.Language = r.form.Get("language"); w.Language != "" && !slices.Contains(r.tags, w.Language) {
		r.refuse("language", "choice")
	}
	stories, err := strconv.Atoi(r.form.Get("stories"))
	if r.form.Get("stories") != "" && (err != nil || !slices.Contains(lengths, stories)) {
		r.refuse("stories", "choice")
	}
	w.Stories = stories
}

// readSchedule takes from the form what its frequency needs.
func (r *reading) readSchedule(w *reader.Wish) {
	switch w.Frequency {
	case audience.Immediate, audience.Daily, audience.Weekdays:
	case audience.Weekly:
		if w.Schedule = r.form.Get("weekday"); !slices.Contains(weekdays, w.Schedule) {
			r.refuse("weekday", "choice")
		}
	case audience.Custom:
		w.Schedule = strings.TrimSpace(r.form.Get("schedule"))
		if !r.sparse(w.Schedule) {
			r.refuse("schedule", "schedule")
		}
	default:
		r.refuse("frequency", "choice")
	}
}

// sparse reports whether expr is a schedule whose next times are not too close.
func (r *reading) sparse(expr string) bool {
	sub := audience.Subscription{Frequency: audience.Custom, Schedule: expr, Zone: "UTC"}
	last := r.Now()
	for i := range 5 {
		next, err := digest.Next(sub, last)
		if err != nil || i > 0 && next.Sub(last) < minEvery {
			return false
		}
		last = next
	}
	return true
}

// readSubscribe reads a whole subscribe form: one wish for each chosen digest.
func (v *visit) readSubscribe(form url.Values) ([]reader.Wish, wrongs) {
	w, wrong := v.readWish(form)
	address, err := mail.NormalAddress(form.Get("address"))
	if err != nil {
		wrong["address"] = v.loc.T("form_error_address")
	}
	w.Address = address
	chosen := form["digest"]
	if public := v.public(); len(public) == 1 {
		chosen = []string{public[0].ID}
	}
	var wishes []reader.Wish
	for _, d := range v.public() {
		if slices.Contains(chosen, d.ID) {
			wish := w
			wish.DigestID, wish.Filter = d.ID, v.within(w.Filter, d)
			wishes = append(wishes, wish)
		}
	}
	if len(wishes) == 0 {
		wrong["digest"] = v.loc.T("form_error_digest")
	}
	return wishes, wrong
}

// within keeps of a filter what digest d covers: who asks for two digests and a town of one gets all of the other.
func (v *visit) within(f audience.Filter, d news.Digest) audience.Filter {
	towns, topics := v.offered([]news.Digest{d})
	f.Towns, f.Topics = common(f.Towns, towns), common(f.Topics, topics)
	return f
}

func common(a, b []string) []string {
	var out []string
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// public gives the digests offered on the pages.
func (s *site) public() []news.Digest {
	var out []news.Digest
	for _, d := range s.Digests {
		if d.Public {
			out = append(out, d)
		}
	}
	return out
}

// offered gives the towns and topics that digests cover, sorted.
func (v *visit) offered(digests []news.Digest) (towns, topics []string) {
	sources, err := v.sources()
	if err != nil {
		v.Log.Error("sources not read", "error", err)
	}
	for _, d := range digests {
		for _, s := range covered(sources, d) {
			towns = append(towns, s.Town)
			topics = append(topics, s.Topics...)
		}
	}
	slices.Sort(towns)
	slices.Sort(topics)
	return slices.Compact(towns), slices.Compact(topics)
}
