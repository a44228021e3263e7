package sitetest

import (
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

//go:embed articles/*.txt
var articleFiles embed.FS

// Article is an invented piece of news.
type Article struct {
	ID            string // "huaibei-1"
	Number        int
	Town          string // id of the town that published it
	At            time.Time
	Title         string
	Text          string // paragraphs separated by blank lines
	Outlet        string
	Reporter      string
	Correspondent string
	Topic         string
	Same          string // id of the article of another town that tells the same event
	Picture, Alt  string // path of a picture above the text, and what it shows; "" = none
}

// dayRef is a date relative to the day the demo runs: {day:-2}.
var dayRef = regexp.MustCompile(`\{day:(-?\d+)\}`)

// Articles reads the embedded articles of one town, dated relative to now in the town's zone, in the order of files.
func articlesOf(t *Town, now time.Time) ([]Article, error) {
	files, err := fs.Glob(articleFiles, "articles/"+t.ID+"-*.txt")
	if err != nil {
		return nil, err
	}
	var out []Article
	for _, file := range files {
		text, err := articleFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		a, err := parseArticle(t, strings.TrimSuffix(path.Base(file), ".txt"), string(text), now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, a)
	}
	return out, nil
}

// parseArticle reads "key: value" lines, a blank line and the text.
func parseArticle(t *Town, id, text string, now time.Time) (Article, error) {
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return Article{}, fmt.Errorf("no blank line after the head")
	}
	loc, err := time.LoadLocation(t.Zone)
	if err != nil {
		return Article{}, err
	}
	now = now.In(loc)
	fields := map[string]string{}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		fields[key] = dated(strings.TrimSpace(value), t.Language, now)
	}
	at, err := instant(fields["day"], fields["time"], now)
	number, _ := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:]) // 0 for other ids
	return Article{
		ID: id, Number: number, Town: t.ID, At: at, Title: fields["title"], Text: dated(strings.TrimSpace(body), t.Language, now),
		Outlet: fields["outlet"], Reporter: fields["reporter"], Correspondent: fields["correspondent"],
		Topic: fields["topic"], Same: fields["same"],
	}, err
}

// instant gives the clock time on the day so many days from now; never later than now: what today's clock has not
// reached yet stands halfway between midnight and now, so that the articles of a town stay on as many days at any hour.
func instant(day, clock string, now time.Time) (time.Time, error) {
	days, err := strconv.Atoi(day)
	if err != nil {
		return time.Time{}, err
	}
	c, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, err
	}
	at := time.Date(now.Year(), now.Month(), now.Day()+days, c.Hour(), c.Minute(), 0, 0, now.Location())
	if at.After(now) {
		midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
		at = midnight.Add(now.Sub(midnight) / 2).Truncate(time.Minute)
	}
	return at, nil
}

// germanMonths are what time.Format does not know.
var germanMonths = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
	"Oktober", "November", "Dezember"}

// dated writes relative dates as the town's language does.
func dated(text, lang string, now time.Time) string {
	return dayRef.ReplaceAllStringFunc(text, func(ref string) string {
		days, _ := strconv.Atoi(dayRef.FindStringSubmatch(ref)[1]) // the pattern is a number
		d := now.AddDate(0, 0, days)
		switch lang {
		case "zh":
			return fmt.Sprintf("%d月%d日", d.Month(), d.Day())
		case "de":
			return fmt.Sprintf("%d. %s", d.Day(), germanMonths[d.Month()-1])
		}
		return d.Format("January 2")
	})
}

// etag makes a validator of a body.
func etag(body []byte) string {
	h := fnv.New64a()
	h.Write(body)
	return fmt.Sprintf(`"%x"`, h.Sum64())
}
