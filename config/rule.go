package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
)

// rule checks that the selectors and the layout of a source's rule can be read.
func (k *checker) rule(at string, r *Rule) {
	if r == nil {
		return
	}
	k.layout(at+".date_format", r.DateFormat)
	k.selector(at+".body", r.Body)
	for i, cut := range r.Remove {
		k.selector(fmt.Sprintf("%s.remove[%d]", at, i), cut)
	}
	if r.JSON {
		return // the others are paths
	}
	k.selector(at+".list", r.List)
	k.selector(at+".item", r.Item)
	for key, text := range map[string]string{"title": r.Title, "link": r.Link, "date": r.Date, "next": r.Next} {
		if i := strings.LastIndexByte(text, '@'); i >= 0 {
			text = text[:i] // an attribute of what is selected
		}
		k.selector(at+"."+key, text)
	}
}

// selector checks a CSS selector; none is fine.
func (k *checker) selector(path, text string) {
	if text == "" {
		return
	}
	if _, err := cascadia.ParseGroup(text); err != nil {
		k.bad(path, "%q is not a CSS selector: %v", text, err)
	}
}

// layout refuses a date format without a part that Go's layouts know, such as YYYY-MM-DD.
func (k *checker) layout(path, text string) {
	odd := time.Date(1987, time.August, 23, 17, 46, 39, 0, time.UTC)
	if text != "" && odd.Format(text) == text {
		k.bad(path, "%q is not a Go layout: write how 2 January 2006, 15:04, would stand there", text)
	}
}
