package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/reader"
	"tidings/internal/show"
	"tidings/internal/store"
)

func newSubscriberCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "subscriber", Short: "Add, show and remove readers", Args: noVerb, RunE: help}
	c.AddCommand(newSubscriberAdd(e), newSubscriberList(e), newSubscriberRemove(e),
		newSubscriberImport(e), newSubscriberExport(e))
	return c
}

func newSubscriberAdd(e *env) *cobra.Command {
	var w reader.Wish
	var at, frequency string
	var ask bool
	s, c := newSession(e, &cobra.Command{
		Use:   "add ADDRESS",
		Short: "Subscribe an address to a digest",
		Long: `add subscribes an address whose consent you have: it is active at once. With --confirm the address is asked
by mail first, as on the subscribe page.`,
		Example: `  tidings subscriber add ann@example.org --at 07:30 --town Oakfield
  tidings subscriber add bo@example.org --digest huaibei --frequency weekly --confirm`,
		Args: exactly(1, "an ADDRESS"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		w.Address, w.Frequency = args[0], audience.Frequency(frequency)
		if err := parseHour(at, &w); err != nil {
			return err
		}
		return s.with(c.Context(), func(a *app.App) error {
			if w.DigestID == "" {
				ids := digestIDs(a)
				switch len(ids) {
				case 0:
					return usagef("there is no digest to subscribe to; put one under digests: in the configuration")
				case 1:
					w.DigestID = ids[0]
				default:
					return usagef("name a digest with --digest: %s", strings.Join(ids, ", "))
				}
			}
			return subscribe(c.Context(), e, a, w, ask)
		})
	}
	f := c.Flags()
	f.StringVar(&w.DigestID, "digest", "", "id of the digest (needed when there are several)")
	f.StringVar(&frequency, "frequency", "", "daily, weekdays, weekly, immediate or custom (default: the digest's schedule)")
	f.StringVar(&at, "at", "", "hour of the day, such as 07:30")
	f.StringVar(&w.Schedule, "schedule", "", "cron expression for --frequency custom")
	f.StringVar(&w.Zone, "zone", "", "IANA time zone (default: the digest's)")
	f.StringVar(&w.Language, "language", "", "of its mails, such as en or zh (default: the digest's)")
	f.StringSliceVar(&w.Filter.Towns, "town", nil, "only these towns")
	f.StringSliceVar(&w.Filter.Keywords, "keyword", nil, "only stories with these: word, +must, !not, /regex/")
	f.BoolVar(&w.Pictures, "pictures", false, "small pictures in the mails, where crawl.pictures allows them")
	f.BoolVar(&ask, "confirm", false, "ask the address to confirm first")
	return c
}

// knownTowns refuses a town that no source is of: its reader would wait for nothing.
func knownTowns(ctx context.Context, a *app.App, towns []string) error {
	if len(towns) == 0 {
		return nil
	}
	sources, err := a.Store.Sources(ctx)
	if err != nil {
		return err
	}
	var known []string
	for _, s := range sources {
		known = append(known, s.Town)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, town := range towns {
		if !slices.Contains(known, town) {
			return usagef("no source is of the town %q; there are %s", town, strings.Join(known, ", "))
		}
	}
	return nil
}

// subscribe makes an address a reader, or asks it to be one.
func subscribe(ctx context.Context, e *env, a *app.App, w reader.Wish, ask bool) error {
	if err := knownTowns(ctx, a, w.Filter.Towns); err != nil {
		return err
	}
	if ask {
		if err := a.Reader.Subscribe(ctx, w); err != nil {
			return asUsage(err)
		}
		_, err := fmt.Fprintln(e.stdout, "asked to confirm, unless the address was asked within a day")
		return err
	}
	sub, err := a.Reader.Add(ctx, w, "cli")
	if err != nil {
		return asUsage(err)
	}
	_, err = fmt.Fprintf(e.stdout, "subscribed to %s; first digest %s\n", sub.DigestID, show.Local(sub.NextAt, sub.Zone))
	return err
}

// parseHour reads HH:MM.
func parseHour(at string, w *reader.Wish) error {
	if at == "" {
		return nil
	}
	t, err := time.Parse("15:04", at)
	if err != nil {
		return usagef("--at %q: write the hour like 07:30", at)
	}
	w.Hour, w.Minute, w.Timed = t.Hour(), t.Minute(), true
	return nil
}

func digestIDs(a *app.App) []string {
	var out []string
	for _, d := range a.Config.Digests {
		out = append(out, d.ID)
	}
	return out
}

func newSubscriberList(e *env) *cobra.Command {
	var asJSON bool
	var status string
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "Show subscribers and what they get", Args: atMost(0),
		Example: "  tidings subscriber list --status active",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			people, err := a.Store.Subscribers(c.Context(), store.SubscriberFilter{Status: audience.Status(status)})
			if err != nil {
				return err
			}
			out := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
			for _, p := range people {
				subscriptions, err := a.Store.SubscriptionsOf(c.Context(), p.ID)
				if err != nil {
					return err
				}
				if asJSON {
					err = json.NewEncoder(e.stdout).Encode(map[string]any{"subscriber": p, "subscriptions": subscriptions})
				} else {
					_, err = fmt.Fprintf(out, "%s\t%s\t%s\n", p.Address, p.Status, describe(subscriptions))
				}
				if err != nil {
					return err
				}
			}
			return out.Flush()
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a subscriber")
	c.Flags().StringVar(&status, "status", "", "only pending, active, unsubscribed or suppressed ones")
	return c
}

// describe says in one line what somebody is subscribed to.
func describe(subscriptions []audience.Subscription) string {
	var parts []string
	for _, s := range subscriptions {
		state := "inactive"
		if s.Active {
			state = "next " + show.Local(s.NextAt, s.Zone)
		}
		parts = append(parts, fmt.Sprintf("%s (%s, %s)", s.DigestID, s.Frequency, state))
	}
	return strings.Join(parts, "; ")
}

func newSubscriberRemove(e *env) *cobra.Command {
	var yes bool
	s, c := newSession(e, &cobra.Command{
		Use: "remove ADDRESS", Short: "Forget a reader and all that hangs on the address", Args: exactly(1, "an ADDRESS"),
		Example: "  tidings subscriber remove ann@example.org",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			person, _, err := a.Reader.ByAddress(c.Context(), args[0])
			if err != nil {
				return err
			}
			if !yes && !e.confirm(fmt.Sprintf("Forget %s and all deliveries to it?", person.Address)) {
				return usagef("nothing removed; --yes answers for you")
			}
			if err := a.Reader.Erase(c.Context(), person.ID); err != nil {
				return err
			}
			_, err = fmt.Fprintln(e.stdout, "removed")
			return err
		})
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}
