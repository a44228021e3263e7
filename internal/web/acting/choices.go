package acting

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// lengths are the offered lengths of a digest, in stories; 0 is the digest's own.
var lengths = []int{0, 5, 10, 20, 40}

// longest is the greatest length that is taken, as in the configuration.
const longest = 500

// weekdays are the values of the weekday field, Monday first.
var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// frequencies in the order they are offered.
var frequencies = []audience.Frequency{
	audience.Daily, audience.Weekdays, audience.Weekly, audience.Immediate, audience.Custom,
}

// zones are suggested beside those of our sources: one for most of the places people live in.
var zones = []string{
	"Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Anchorage", "America/Bogota",
	"America/Chicago", "America/Denver", "America/Halifax", "America/Lima", "America/Los_Angeles", "America/Mexico_City",
	"America/New_York", "America/Phoenix", "America/Sao_Paulo", "America/Toronto", "Asia/Bangkok", "Asia/Dubai",
	"Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi", "Asia/Kolkata", "Asia/Manila", "Asia/Seoul", "Asia/Shanghai",
	"Asia/Singapore", "Asia/Taipei", "Asia/Tehran", "Asia/Tokyo", "Asia/Urumqi", "Atlantic/Reykjavik",
	"Australia/Perth", "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/Dublin", "Europe/Helsinki",
	"Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Moscow",
	"Europe/Paris", "Europe/Rome", "Pacific/Auckland", "Pacific/Honolulu", "UTC",
}

// formOf shows a form as values fill it. digests are those it can choose from; one or none is no choice.
func (v *errand) formOf(id string, values url.Values, wrong wrongs, digests []news.Digest) templates.Form {
	f := templates.Form{
		ID: id, Keywords: values.Get("keywords"), Time: values.Get("time"), Schedule: values.Get("schedule"),
		Zone: values.Get("zone"), Errors: wrong, Zones: v.zones(), ZoneNow: v.clockIn(values.Get("zone")),
	}
	f.Wrong = v.wrongLinks(id, wrong)
	towns, topics := v.Offered(digests)
	f.Towns = visit.Choices(towns, values["town"], v.Loc.Town)
	v.townTongues(f.Towns)
	f.Topics = visit.Choices(topics, values["topic"], v.topic)
	if len(f.Towns) == 1 {
		f.Towns = nil
	}
	if len(f.Topics) == 1 {
		f.Topics = nil
	}
	for _, freq := range frequencies {
		f.Frequencies = append(f.Frequencies, templates.Choice{
			Value: string(freq), Label: v.Loc.T("form_every_" + string(freq)),
			Checked: string(freq) == values.Get("frequency"),
		})
	}
	for i, day := range weekdays {
		f.Weekdays = append(f.Weekdays, templates.Choice{
			Value: day, Label: v.Loc.Weekday(time.Weekday((i + 1) % 7)), Checked: day == values.Get("weekday"),
		})
	}
	f.Languages = visit.Choices(v.Tags, values["language"], func(tag string) string {
		return v.Templates.Locale(tag).T("language_name")
	})
	f.Lengths = v.lengths(values.Get("stories"))
	f.PicturesOffered, f.Pictures = v.Reader.Send.Pictures, values.Get("pictures") == ChosenPictures
	return f
}

// fields are the fields of a form in the order they stand on the page, and the messages that name them.
var fields = []struct{ name, label string }{
	{"digest", "form_digests"}, {"town", "form_towns"}, {"topic", "form_topics"}, {"keywords", "form_keywords"},
	{"frequency", "form_frequency"}, {"weekday", "form_weekday"}, {"time", "form_time"}, {"schedule", "form_schedule"},
	{"zone", "form_zone"}, {"language", "form_language"}, {"stories", "form_length"}, {"address", "form_address"},
}

// wrongLinks leads from the head of a form to what is wrong in it.
func (v *errand) wrongLinks(id string, wrong wrongs) []templates.PageLink {
	var out []templates.PageLink
	for _, field := range fields {
		if why := wrong[field.name]; why != "" {
			label := v.Loc.T(field.label) + v.Loc.T("colon") + why
			out = append(out, templates.PageLink{Label: label, URL: "#" + field.name + id})
		}
	}
	return out
}

// townTongues says of towns in which language their names are, where it is not the page's.
func (v *errand) townTongues(towns []templates.Choice) {
	sources, err := v.Sources()
	if err != nil {
		return // said by offered
	}
	for i := range towns {
		towns[i].Lang = v.TownTongue(towns[i].Value, sources)
	}
}

// topic names a topic in the reader's language where we know it, else as the sources do.
func (v *errand) topic(topic string) string {
	if key := "topic_" + topic; v.Loc.Has(key) {
		return v.Loc.T(key)
	}
	return topic
}

// lengths offers how many stories a mail has at most; 0 is as many as the digest has. A length that was chosen elsewhere,
// in an import say, is offered too, lest saving the form change it.
func (v *errand) lengths(checked string) []templates.Choice {
	offered := slices.Clone(lengths)
	if n, err := strconv.Atoi(checked); err == nil && n > 0 && n <= longest && !slices.Contains(offered, n) {
		offered = append(offered, n)
		slices.Sort(offered)
	}
	var out []templates.Choice
	for _, n := range offered {
		value, label := strconv.Itoa(n), v.Loc.N("form_length_most", n)
		if n == 0 {
			label = v.Loc.T("form_length_usual")
		}
		out = append(out, templates.Choice{Value: value, Label: label, Checked: value == checked})
	}
	return out
}

// zones gives the suggested zones.
func (v *errand) zones() []string {
	out := slices.Clone(zones)
	for _, d := range v.Digests {
		if d.Zone != "" {
			out = append(out, d.Zone)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fresh gives the values of a form nobody has filled in: the digest in the reader's language, at its own time.
func (v *errand) fresh() url.Values {
	values := url.Values{
		"frequency": {string(audience.Daily)}, "time": {"07:30"}, "zone": {v.Zone().String()}, "language": {v.Loc.Tag},
		"weekday": {"mon"}, "stories": {"0"},
	}
	public := v.Public()
	d, ok := v.Likely(public)
	if !ok {
		return values
	}
	query := v.R.URL.Query()
	for _, asked := range public {
		if asked.ID == query.Get("digest") {
			d = asked
		}
	}
	values.Set("digest", d.ID)
	for _, field := range []string{"town", "topic", "keywords"} { // a link may choose for its reader
		if len(query[field]) > 0 {
			values[field] = query[field]
		}
	}
	if d.Zone != "" {
		values.Set("zone", d.Zone)
	}
	if zone := guessZone(v.Accepted); zone != "" {
		values.Set("zone", zone)
	}
	if plain, ok := digest.Plain(d.Schedule); ok {
		setPlain(values, plain)
	}
	return values
}

// setPlain sets what a form says of a schedule without cron.
func setPlain(values url.Values, s audience.Subscription) {
	values.Set("frequency", string(s.Frequency))
	values.Set("time", fmt.Sprintf("%02d:%02d", s.Hour, s.Minute))
	if s.Frequency == audience.Weekly {
		values.Set("weekday", s.Schedule)
	}
}

// ChosenPictures is the value of the box that asks for pictures.
const ChosenPictures = "yes"

// valuesOf gives a subscription as the values of its form.
func (v *errand) valuesOf(s audience.Subscription) url.Values {
	values := url.Values{
		"frequency": {string(s.Frequency)}, "time": {fmt.Sprintf("%02d:%02d", s.Hour, s.Minute)}, "zone": {s.Zone},
		"language": {s.Language}, "weekday": {"mon"}, "stories": {strconv.Itoa(s.Stories)}, "town": s.Filter.Towns,
		"topic": s.Filter.Topics, "keywords": {strings.Join(s.Filter.Keywords, "\n")},
	}
	switch s.Frequency {
	case audience.Custom:
		if plain, ok := digest.Plain(s.Schedule); ok {
			setPlain(values, plain)
			break
		}
		values.Set("schedule", s.Schedule)
	case audience.Weekly:
		next, err := digest.Next(s, v.Now())
		if zone, zoneErr := time.LoadLocation(s.Zone); err == nil && zoneErr == nil {
			values.Set("weekday", digest.DayName(next.In(zone).Weekday()))
		}
	}
	if s.Stories > longest {
		values.Set("stories", "0")
	}
	if s.Pictures {
		values.Set("pictures", ChosenPictures)
	}
	return values
}
