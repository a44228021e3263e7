package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/show"
	"tidings/internal/store"
)

func newDeliveryCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use: "delivery", Short: "Show deliveries, try them again, settle those of unknown fate", Args: noVerb, RunE: help,
		Example: `  tidings delivery list --state failed --since 24h
  tidings delivery show 4711
  tidings delivery retry 4711
  tidings delivery retry --digest huaibei --state failed
  tidings delivery resolve 4711 sent --note "seen in the relay's log"
  tidings delivery resume digest:huaibei`,
	}
	c.AddCommand(newDeliveryList(e), newDeliveryShow(e), newDeliveryRetry(e), newDeliveryResolve(e), newDeliveryResume(e))
	return c
}

// deliveryFilter is what list and retry choose by.
type deliveryFilter struct {
	state, digest, to string
	since             time.Duration
	limit             int
}

func (o *deliveryFilter) flags(c *cobra.Command, limit int) {
	f := c.Flags()
	f.StringVar(&o.state, "state", "", "pending, sending, sent, deferred, failed, unknown or suppressed")
	f.StringVar(&o.digest, "digest", "", "only of this digest")
	f.StringVar(&o.to, "to", "", "only to this address")
	f.DurationVar(&o.since, "since", 0, "only those made in this time, such as 24h")
	f.IntVar(&o.limit, "limit", limit, "at most so many, the latest; 0 is all")
}

// filter makes the store's filter of the flags.
func (o *deliveryFilter) filter(now time.Time) (store.DeliveryFilter, error) {
	state := audience.DeliveryState(o.state)
	if o.state != "" && !slices.Contains(audience.DeliveryStates, state) {
		return store.DeliveryFilter{}, usagef("%q is no state of a delivery; they are %v", o.state, audience.DeliveryStates)
	}
	if o.since < 0 || o.limit < 0 {
		return store.DeliveryFilter{}, usagef("--since and --limit begin at 0")
	}
	f := store.DeliveryFilter{State: state, DigestID: o.digest, Recipient: o.to, Limit: o.limit, Bare: true}
	if o.since > 0 {
		f.Since = now.Add(-o.since)
	}
	return f, nil
}

func newDeliveryList(e *env) *cobra.Command {
	var opt deliveryFilter
	var asJSON bool
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "Show the latest deliveries, and what sending leaves alone for now", Args: atMost(0),
		Example: `  tidings delivery list --state unknown
  tidings delivery list --digest huaibei --since 24h --json`,
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			filter, err := opt.filter(a.Now())
			if err != nil {
				return err
			}
			found, err := a.Store.Deliveries(c.Context(), filter)
			if err != nil {
				return err
			}
			if err := show.Deliveries(e.stdout, found, asJSON); err != nil || asJSON {
				return err
			}
			return printRests(c.Context(), e.stdout, a)
		})
	}
	opt.flags(c, 50)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a delivery")
	return c
}

// printRests tells what sending leaves alone for now.
func printRests(ctx context.Context, w io.Writer, a *app.App) error {
	rests, err := a.Store.Rests(ctx)
	if err != nil {
		return err
	}
	for _, r := range rests {
		if r.Until.After(a.Now()) {
			if _, err := fmt.Fprintf(w, "%s rests until %s: %s\n", r.Scope, r.Until.Format(time.DateTime), r.Reason); err != nil {
				return err
			}
		}
	}
	return nil
}

func newDeliveryShow(e *env) *cobra.Command {
	var asJSON, raw bool
	s, c := newSession(e, &cobra.Command{
		Use: "show ID", Short: "Show a delivery: its mail, its state and every attempt with the answers",
		Args:    exactly(1, "the number of a delivery"),
		Example: "  tidings delivery show 4711\n  tidings delivery show 4711 --raw > mail.eml",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			d, err := findDelivery(c.Context(), a, args[0])
			if err != nil {
				return err
			}
			if raw {
				_, err = e.stdout.Write(d.Message)
				return err
			}
			events, err := a.Store.DeliveryEvents(c.Context(), d.ID)
			if err != nil {
				return err
			}
			view := show.NewDelivery(d, events)
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(view)
			}
			_, err = io.WriteString(e.stdout, view.Text())
			return err
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	c.Flags().BoolVar(&raw, "raw", false, "the mail's bytes, as every attempt sends them")
	return c
}

// findDelivery finds a delivery by its number or its Message-ID.
func findDelivery(ctx context.Context, a *app.App, arg string) (audience.Delivery, error) {
	if strings.Contains(arg, "@") {
		d, err := a.Store.DeliveryByMessageID(ctx, "<"+strings.Trim(arg, "<>")+">")
		return d, asUsage(err)
	}
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil || id < 1 {
		return audience.Delivery{}, usagef(
			"%q is no delivery: give its number or Message-ID; `tidings delivery list` shows them", arg)
	}
	d, err := a.Store.Delivery(ctx, id)
	return d, asUsage(err)
}
