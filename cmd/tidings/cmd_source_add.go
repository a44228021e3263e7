package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/news"
	"tidings/internal/setup"
	"tidings/internal/survey"
	"tidings/internal/survey/candidate"
	"tidings/internal/survey/report"
)

// addOptions are the flags of `source add`.
type addOptions struct {
	set                        news.Source
	way                        string
	rule                       []string
	yes, replace, asJSON, rest bool
}

func newSourceAdd(e *env) *cobra.Command {
	var opt addOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "add URL|CATALOGUE-ID",
		Short: "Look at a new source, show what it would bring, and save it",
		Long: `add asks the address politely (robots.txt, an honest User-Agent), tries the ways in from it, shows what would be read
and what would be saved, and asks. The address may be a home page, a page of news, a feed or a sitemap; of a home page
without news of its own the pages it calls its news are tried.

What is saved lives in the database, beside the configured sources: a running daemon crawls it from its next tick on,
every replica sees it, and backups have it. "tidings source export ID" writes it as YAML for the configuration. The
first crawl is a silent baseline: readers are told only of what comes later, but for the newest --backfill articles.

EXIT STATUS
  0  saved
  1  it cannot be read; nothing is saved
  2  wrong usage, or nothing was saved because nobody could be asked (--yes)`,
		Example: `  tidings source add https://www.oakfield.example/ --town Oakfield --zone America/Chicago
  tidings source add https://www.town.example/news --rule list=ul.news --rule item=li --yes
  tidings source add huaibei                     # from tidings source catalogue`,
		Args: exactly(1, "the address of a source, or an ID from the catalogue"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error { return addSource(c.Context(), e, a, args[0], opt) })
	}
	f := c.Flags()
	f.StringVar(&opt.set.ID, "id", "", "its id: a–z, 0–9 and - (default: from the address)")
	f.StringVar(&opt.set.Name, "name", "", "its name, as readers see it (default: the page's title)")
	f.StringVar(&opt.set.Town, "town", "", "the town whose news it is (default: from the address)")
	f.StringVar(&opt.set.Region, "region", "", "province or state")
	f.StringVar(&opt.set.Country, "country", "", "ISO 3166 code, such as CN (default: from the address)")
	f.StringVar(&opt.set.Zone, "zone", "", "IANA time zone of its dates (default: the country's, where it has one)")
	f.StringVar(&opt.set.Language, "language", "", "BCP 47 code of its language (default: as the page says)")
	f.StringVar(&opt.set.Schedule, "schedule", "", "cron expression in its zone (default: crawl.schedule)")
	f.StringSliceVar(&opt.set.Topics, "topic", nil, "topic of all its articles; may be repeated")
	f.IntVar(&opt.set.Backfill, "backfill", 0, "how many articles of the first crawl readers are told of")
	f.IntVar(&opt.set.Pages, "pages", 0, "how many further pages of the listing to follow")
	f.BoolVar(&opt.set.TLSInsecure, "tls-insecure", false, "do not check its certificate, which is broken")
	f.StringVar(&opt.set.Attachments, "attachments", "", "PDF files of the listing: name them (default), or read each as an article")
	f.StringVar(&opt.way, "way", "", "the only way in: feed, sitemap, embedded, dated, dated-url, undated")
	f.StringArrayVar(&opt.rule, "rule", nil, "KEY=VALUE of an explicit rule, such as item=li.news; may be repeated")
	f.BoolVar(&opt.rest, "disabled", false, "save it without crawling it yet")
	f.BoolVar(&opt.replace, "replace", false, "replace the added source of this id")
	f.BoolVarP(&opt.yes, "yes", "y", false, "save without asking")
	f.BoolVar(&opt.asJSON, "json", false, "the preview as one JSON object")
	return c
}

// addSource previews a source and saves it when it may.
func addSource(ctx context.Context, e *env, a *app.App, arg string, opt addOptions) error {
	source, err := opt.source(arg)
	if err != nil {
		return err
	}
	if problems := config.CheckSource("flag", setup.Written(withTown(source))); len(problems) > 0 && source.Zone != "" {
		return usageError{problems}
	}
	p := a.Survey.Preview(ctx, source)
	source = candidate.Complete(p)
	guessed := strings.Contains(arg, "://") && opt.set.ID == ""
	if source.ID, err = a.Survey.FreeID(ctx, source.ID, guessed, opt.replace); err != nil {
		return asUsage(err)
	}
	if guessed && !opt.replace {
		if err := unread(ctx, a, source, p); err != nil {
			return err
		}
	}
	if undated := p.Crawl.Way == news.WayUndated && len(p.Links) > 0; p.Err != nil && !undated {
		return errors.Join(report.Preview(e.stdout, p, opt.asJSON),
			fmt.Errorf("%w; nothing is saved%s", p.Err, candidate.Hint(p)))
	}
	if err := report.Candidate(e.stdout, p, source, opt.asJSON); err != nil {
		return err
	}
	if problems := config.CheckSource("not saved", setup.Written(source)); len(problems) > 0 {
		return usageError{problems}
	}
	if err := opt.agree(e, p, source.ID); err != nil {
		return err
	}
	return opt.save(ctx, e, a, source)
}

// unread refuses a source that another one reads already: one command too many is likelier than two towns on one page.
func unread(ctx context.Context, a *app.App, source news.Source, p survey.Preview) error {
	id, err := a.Survey.Reads(ctx, source.URL, p.Crawl.ListingURL)
	if err != nil || id == "" {
		return err
	}
	return usagef("source %q reads %s already; to have it twice, give this one an --id of its own", id,
		cmp.Or(p.Crawl.ListingURL, source.URL))
}

// agree asks whether what was shown is to be saved. Links without dates may be a menu: that they are news must be said
// by --way undated or at the terminal, which --yes alone does not do.
func (opt addOptions) agree(e *env, p survey.Preview, id string) error {
	question, flags, sure := fmt.Sprintf("Save it as %s?", id), "--yes", opt.yes
	if p.Crawl.Way == news.WayUndated && opt.way == "" {
		question = "None of these has a date, so they may be a menu. Are they news, to be saved as " + id + "?"
		flags, sure = "--way undated --yes, if these titles are news,", false
	}
	if sure || e.confirm(question) {
		return nil
	}
	return usagef("not saved; say %s to save it without being asked", flags)
}

// source makes the source that is looked at: from the catalogue or from the address, with what the flags say.
func (opt addOptions) source(arg string) (news.Source, error) {
	source := news.Source{URL: arg}
	if !strings.Contains(arg, "://") {
		known, ok, err := fromCatalogue(arg)
		if err != nil {
			return source, err
		}
		if !ok {
			return source, usagef("%q is neither an address such as https://www.town.example/ nor in the catalogue", arg)
		}
		source = known
	}
	said := opt.set
	said.Way = news.Way(opt.way)
	if len(opt.rule) > 0 {
		rule, err := parseRule(opt.rule)
		if err != nil {
			return source, err
		}
		said.Rule = &rule
	}
	source = candidate.Of(source, said)
	source.Enabled = !opt.rest
	return source, nil
}

// withTown gives a source a town, so that the check of the flags does not miss it before the page was seen.
func withTown(s news.Source) news.Source {
	s.Town = cmp.Or(s.Town, "?")
	return s
}

// parseRule reads KEY=VALUE pairs.
func parseRule(pairs []string) (news.Rule, error) {
	var r news.Rule
	fields := map[string]*string{
		"list": &r.List, "item": &r.Item, "title": &r.Title, "link": &r.Link, "date": &r.Date, "date_format": &r.DateFormat,
		"next": &r.Next, "body": &r.Body,
	}
	for _, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		field := fields[key]
		var err error
		switch {
		case !ok:
			err = usagef("--rule %q: write KEY=VALUE, such as item=li.news", pair)
		case field != nil:
			*field = value
		case key == "remove":
			r.Remove = append(r.Remove, value)
		case key == "json":
			if r.JSON, err = strconv.ParseBool(value); err != nil {
				err = usagef("--rule json=%s: true or false", value)
			}
		default:
			err = usagef("--rule %s: unknown key; it is list, item, title, link, date, date_format, next, body, remove or json", key)
		}
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// save keeps the source and says what happens next.
func (opt addOptions) save(ctx context.Context, e *env, a *app.App, source news.Source) error {
	if err := a.Survey.Save(ctx, source, opt.replace); err != nil {
		return err
	}
	next := "a running daemon crawls it within a minute; `tidings crawl " + source.ID + "` does so now"
	if !source.Enabled {
		next = "`tidings source enable " + source.ID + "` has it crawled"
	}
	fmt.Fprintf(e.stderr, "saved %s: %s\n", source.ID, next)
	if told := digestsOf(a, source.Town); len(told) == 0 {
		fmt.Fprintf(e.stderr, "no digest tells of %s yet: name the town in one under digests:\n", source.Town)
	}
	return nil
}

// digestsOf gives the digests that tell of a town.
func digestsOf(a *app.App, town string) (ids []string) {
	for _, d := range a.Send.Digests {
		if len(d.Towns) == 0 || slices.Contains(d.Towns, town) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}
