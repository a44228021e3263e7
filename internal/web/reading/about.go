package reading

import (
	"net/http"

	"tidings/templates"
)

// agent is what our reader of sites is called in robots.txt, whatever stands behind it in the User-Agent.
const agent = "tidings"

// showAbout tells readers how the news is made and what is kept of them, and a town's webmaster who we are: the
// User-Agent leads here.
func showAbout(v *view) error {
	return v.Show(http.StatusOK, "about", templates.PageAbout{Page: v.Page(), Agent: agent})
}
