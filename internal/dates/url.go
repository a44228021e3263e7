package dates

import (
	"net/url"
	"strings"
	"time"

	"tidings/internal/news"
)

// InURL gives the date in an address, the last one when there are several: /2023/08/07/, t20230807_1.html,
// /art/2023/8/7/, /202308/07/, /2026-10/02/, Agenda-July-8-2019.pdf. The host is not looked at. A date in an address
// is often that of the file, not of the text (TRS sites create files years before): a printed date goes before it.
func InURL(address string, opt Options) (Match, bool) {
	path := pathOf(address)
	if opt.Language == "" {
		opt.Language = "en"
	}
	opt.Now, opt.Year, opt.Months = time.Time{}, 0, false
	if m, ok := pathDate(path, opt); ok {
		return m, true
	}
	var last Match
	found := false
	opt.Compact = true
	for _, m := range Find(path, opt) {
		if !m.Yearless && m.Date.Time.Year() >= 1990 {
			last, found = m, true
		}
	}
	last.Date.Clock = false
	return last, found
}

// pathOf gives path and query, unescaped where that is possible, '+' read as a space, at most 1,000 bytes of it.
func pathOf(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		address = "/" + rest
	}
	address = address[:min(len(address), 1000)]
	if s, err := url.PathUnescape(address); err == nil {
		address = s
	}
	return strings.ReplaceAll(address, "+", " ")
}

// pathDate reads a date spread over folders: /2023/08/07/, /202308/07/, /2026-10/02/ and /2026/1002/.
func pathDate(path string, opt Options) (Match, bool) {
	for i := 0; i+len("/2023/8/7") <= len(path); i++ {
		if path[i] != '/' {
			continue
		}
		if day, end, ok := folderDate(path, i+1); ok {
			date := news.Day(day.year, time.Month(day.month), day.day, opt.zone())
			return Match{Date: date, Start: i + 1, End: end}, true
		}
	}
	return Match{}, false
}

// folderDate reads year, month and day from at on, with a separator between them or none.
func folderDate(path string, at int) (f fields, end int, ok bool) {
	year, n := digits(path[at:], 4)
	if n != 4 || year < 1990 || year > 2100 {
		return f, at, false
	}
	month, at := folderPart(path, at+n)
	day, end := folderPart(path, at)
	f = fields{year: year, month: month, day: day}
	return f, end, end > at && valid(year, month, day) && closed(path[end:])
}

// folderPart reads a month or day of at most two figures from at on, past a separator if there is one, and gives where
// it ends: at, when there is none.
func folderPart(path string, at int) (value, end int) {
	from := at
	if from < len(path) && strings.IndexByte("/-.", path[from]) >= 0 {
		from++
	}
	value, n := digits(path[from:], 2)
	if n == 0 {
		return 0, at
	}
	return value, from + n
}

// closed reports whether a folder's name or a file's bare name ends here: "/", ".html", "?", the end.
func closed(rest string) bool {
	if rest == "" || rest[0] == '/' || rest[0] == '?' {
		return true
	}
	return rest[0] == '.' && len(rest) > 1 && (rest[1] < '0' || rest[1] > '9')
}

// digits reads at most n digits.
func digits(s string, n int) (value, count int) {
	for count < n && count < len(s) && s[count] >= '0' && s[count] <= '9' {
		value = value*10 + int(s[count]-'0')
		count++
	}
	return value, count
}
