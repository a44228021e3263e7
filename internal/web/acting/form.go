package acting

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/mail"
	"tidings/internal/reader"
	"tidings/internal/web/reading"
)

// minEvery is how far apart the editions of a reader's own schedule must be.
const minEvery = 15 * time.Minute

// wrongs are the fields of a form that are wrong, with the reason in the reader's language.
type wrongs map[string]string

// filled is a form being read.
type filled struct {
	*errand
	form  url.Values
	wrong wrongs
}

// refuse notes why a field is wrong, in the words of the message form_error_<reason>.
func (r *filled) refuse(field, reason string) { r.wrong[field] = r.Loc.T("form_error_" + reason) }

// readWish reads what a form asks for but its digests and address.
func (v *errand) readWish(form url.Values) (reader.Wish, wrongs) {
	filter, wrong := reading.ReadFilter(v.Visit, form)
	r := filled{errand: v, form: form, wrong: wrong}
	w := reader.Wish{
		Frequency: audience.Frequency(form.Get("frequency")), Zone: strings.TrimSpace(form.Get("zone")), Timed: true,
		Filter: filter,
	}
	at, err := time.Parse("15:04", strings.TrimSpace(form.Get("time")))
	if err != nil {
		r.refuse("time", "time")
	}
	w.Hour, w.Minute = at.Hour(), at.Minute()
	r.readZone(w.Zone)
	r.readChoices(&w)
	r.readSchedule(&w)
	return w, r.wrong
}

// readZone refuses what is no zone, "Local" included, which would be the server's.
func (r *filled) readZone(zone string) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		r.refuse("zone", "zone")
	}
}

// readChoices reads what is chosen from lists. A value that no list offers comes from no page of ours, and is refused
// like a mistake.
func (r *filled) readChoices(w *reader.Wish) {
	if w.Language = r.form.Get("language"); w.Language != "" && !slices.Contains(r.Tags, w.Language) {
		r.refuse("language", "choice")
	}
	stories, err := strconv.Atoi(r.form.Get("stories"))
	if r.form.Get("stories") != "" && (err != nil || stories < 0 || stories > longest) {
		r.refuse("stories", "choice")
	}
	w.Stories, w.Pictures = stories, r.form.Get("pictures") == ChosenPictures
}

// readSchedule takes from the form what its frequency needs.
func (r *filled) readSchedule(w *reader.Wish) {
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
func (r *filled) sparse(expr string) bool {
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
func (v *errand) readSubscribe(form url.Values) ([]reader.Wish, wrongs) {
	w, wrong := v.readWish(form)
	address, err := mail.ReaderAddress(form.Get("address"))
	if err != nil {
		wrong["address"] = v.Loc.T("form_error_address")
	}
	w.Address = address
	chosen := form["digest"]
	if public := v.Public(); len(public) == 1 {
		chosen = []string{public[0].ID}
	}
	var wishes []reader.Wish
	for _, d := range v.Public() {
		if slices.Contains(chosen, d.ID) {
			wish := w
			wish.DigestID, wish.Filter = d.ID, reading.Within(v.Visit, w.Filter, d)
			wishes = append(wishes, wish)
		}
	}
	if len(wishes) == 0 {
		wrong["digest"] = v.Loc.T("form_error_digest")
	}
	return wishes, wrong
}
