package survey

import (
	"fmt"
	"strings"

	"tidings/internal/news"
)

// Advice says what an operator can do about a source, a line each.
func (d Diagnosis) Advice() []string {
	var out []string
	if d.Elsewhere != nil {
		out = append(out, fmt.Sprintf("There is newer news elsewhere on the site: %s (%d links, newest %s).",
			d.Elsewhere.Crawl.ListingURL, len(d.Elsewhere.Links), d.Elsewhere.Links[0].Published),
			"Make that the source's url, or `tidings source add "+d.Elsewhere.Crawl.ListingURL+"`.")
	}
	switch {
	case d.Trouble == news.StateRedesigned && d.Proposal != nil:
		out = append(out, "Look at the titles the rule below gives. If they are the news, put it into the source.")
	case d.Trouble == news.StateRedesigned:
		out = append(out, "Look at the page in a browser and find the one that lists the news now; `tidings source test URL` tries it.")
	case d.Trouble == news.StateBlocked:
		out = append(out, "The site does not want to be read by programs; tidings obeys and goes round no wall.",
			"Ask its webmaster for leave (the User-Agent names your crawl.contact), or find another publisher of its news.")
	case d.Trouble == news.StateFrozen:
		out = append(out, "Look at the page in a browser: either the town is silent, or its news has moved to another page.")
	case d.Trouble == news.StateUnreachable && strings.Contains(d.Now.Err, "certificate"):
		out = append(out, "Tell the site's webmaster of the certificate. Until it is mended, tls_insecure: true reads the source without",
			"checking it: whoever sits between could then change what you read.")
	case d.Trouble == news.StateUnreachable:
		out = append(out, "Nothing, at first: it is asked again by itself, less and less often, at least twice a day.",
			"If a browser reads the site from the same machine, its address or host name may have changed.")
	case !d.Now.Good:
		out = append(out, "The failure is not the site's: "+d.Now.Err)
	default:
		out = append(out, "Nothing: it can be read.")
	}
	return out
}
