// Package guess says what an address and a page's title tell of a source by themselves: an id, a town, a country, a time
// zone, a name. A person sees a guess before it is saved. The package is pure.
package guess

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Facts are what an address says of a source, "" where it does not say.
type Facts struct {
	ID, Town      string
	Country, Zone string // Zone is "" too where the country has several
}

// zones are the time zones of the countries that have one, by their top-level domain.
var zones = map[string]string{
	"cn": "Asia/Shanghai", "hk": "Asia/Hong_Kong", "tw": "Asia/Taipei", "mo": "Asia/Macau", "jp": "Asia/Tokyo",
	"kr": "Asia/Seoul", "sg": "Asia/Singapore", "th": "Asia/Bangkok", "vn": "Asia/Ho_Chi_Minh", "ph": "Asia/Manila",
	"in": "Asia/Kolkata", "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich", "fr": "Europe/Paris",
	"es": "Europe/Madrid", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "be": "Europe/Brussels",
	"lu": "Europe/Luxembourg", "uk": "Europe/London", "ie": "Europe/Dublin", "pl": "Europe/Warsaw",
	"cz": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "dk": "Europe/Copenhagen",
	"se": "Europe/Stockholm", "no": "Europe/Oslo", "fi": "Europe/Helsinki", "gr": "Europe/Athens",
	"ro": "Europe/Bucharest", "bg": "Europe/Sofia", "hr": "Europe/Zagreb", "si": "Europe/Ljubljana",
	"rs": "Europe/Belgrade", "ee": "Europe/Tallinn", "lv": "Europe/Riga", "lt": "Europe/Vilnius", "tr": "Europe/Istanbul",
	"ua": "Europe/Kyiv", "za": "Africa/Johannesburg",
}

// general are the parts of a host name that name no town.
var general = []string{
	"www", "gov", "gob", "gouv", "govt", "go", "lg", "co", "com", "org", "net", "edu", "ac", "or", "info", "city", "town",
	"pref", "vill", "ci", "co", "news", "local", "eu", "us", "example",
}

// Of reads an address: "https://www.cityofoakfield.gov.uk/" is of Oakfield, in the zone Europe/London.
func Of(address string) Facts {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || isAddress(u.Hostname()) {
		return Facts{}
	}
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	last := labels[len(labels)-1]
	g := Facts{Zone: zones[last]}
	if g.Zone != "" {
		g.Country = strings.Replace(strings.ToUpper(last), "UK", "GB", 1)
	}
	if last == "us" {
		g.Country = "US"
	}
	for _, label := range slices.Backward(labels[:max(1, len(labels)-1)]) {
		if len(label) > 2 && !slices.Contains(general, label) || len(labels) == 1 {
			g.ID = ID(label)
			break
		}
	}
	for _, word := range []string{"cityof", "townof", "villageof", "stadt-", "gemeinde-", "ville-", "ayuntamientode"} {
		if rest := strings.TrimPrefix(g.ID, word); len(rest) > 2 {
			g.ID = rest
		}
	}
	g.Town = title(strings.ReplaceAll(g.ID, "-", " "))
	return g
}

// ID makes text the id of a source: a–z, 0–9 and -; "" when it has none of these.
func ID(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// greetings are the parts of a page's title that do not name its site.
var greetings = []string{
	"home", "homepage", "home page", "welcome", "start", "startseite", "willkommen", "accueil", "inicio", "news", "latest news",
	"index", "首页", "主页", "网站首页",
}

// Name gives the name of a site by the title of its home page: "Welcome | City of Oakfield" is "City of Oakfield".
func Name(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	for _, separator := range []string{" | ", " - ", " – ", " — ", " :: ", " · ", "_", "-"} {
		before, after, found := strings.Cut(title, separator)
		switch {
		case !found:
		case slices.Contains(greetings, strings.ToLower(before)):
			return after
		case slices.Contains(greetings, strings.ToLower(after)):
			return before
		}
	}
	return title
}

// title begins each word with a capital.
func title(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		runes := []rune(w)
		words[i] = string(unicode.ToUpper(runes[0])) + string(runes[1:])
	}
	return strings.Join(words, " ")
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
