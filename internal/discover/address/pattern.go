package address

import (
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Pattern gives what the addresses of one listing have in common: folder, ending and the names of the query's
// parameters, with one figure for any number.
func Pattern(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	dir, file := path.Split(strings.TrimSuffix(u.Path, "/"))
	common := u.Host + dir + path.Ext(file)
	if u.RawQuery != "" {
		common = u.Host + u.Path + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
	}
	return figures.ReplaceAllString(common, "0")
}

// figures are numbers of any length.
var figures = regexp.MustCompile(`[0-9]+`)
