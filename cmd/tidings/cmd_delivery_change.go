package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/store"
)

func newDeliveryRetry(e *env) *cobra.Command {
	var opt deliveryFilter
	s, c := newSession(e, &cobra.Command{
		Use: "retry [ID…]", Short: "Make deferred, failed or unknown deliveries due now",
		Long: `retry makes deliveries due now: those named, or all that the flags choose. Each is sent with the same bytes and
the same Message-ID as before. One whose fate is unknown may arrive a second time.`,
		Example: `  tidings delivery retry 4711
  tidings delivery retry --digest huaibei --state failed --since 24h`,
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		chosen := opt.state != "" || opt.digest != "" || opt.to != ""
		if (len(args) == 0) != chosen {
			return usagef("name deliveries, or choose them by --state, --digest or --to")
		}
		return s.with(c.Context(), func(a *app.App) error {
			n, err := retry(c.Context(), a, args, opt)
			if err != nil {
				return asUsage(err)
			}
			if _, err = fmt.Fprintf(e.stdout, "%d deliveries are due now\n", n); err != nil {
				return err
			}
			return printRests(c.Context(), e.stdout, a)
		})
	}
	opt.flags(c, 0)
	return c
}

// retry makes the deliveries named due now, else those the flags choose, and gives how many there were.
func retry(ctx context.Context, a *app.App, args []string, opt deliveryFilter) (int, error) {
	if len(args) == 0 {
		filter, err := opt.filter(a.Now())
		if err != nil {
			return 0, err
		}
		return a.Send.RetryAll(ctx, filter)
	}
	ids := make([]int64, len(args))
	for i, arg := range args {
		d, err := findDelivery(ctx, a, arg)
		if err != nil {
			return 0, err
		}
		ids[i] = d.ID
	}
	return len(ids), a.Send.Retry(ctx, ids...)
}

func newDeliveryResolve(e *env) *cobra.Command {
	var note string
	s, c := newSession(e, &cobra.Command{
		Use: "resolve ID sent|failed", Short: "Settle a delivery whose fate is unknown, with a note that stays on record",
		Args:    exactly(2, "the number of a delivery, and sent or failed"),
		Example: `  tidings delivery resolve 4711 sent --note "queued as 4cXyZ1 in the relay's log"`,
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		to := audience.DeliveryState(args[1])
		if to != audience.DeliverySent && to != audience.DeliveryFailed {
			return usagef("%q is neither sent nor failed", args[1])
		}
		if strings.TrimSpace(note) == "" {
			return usagef("say with --note how you know: it stays on record")
		}
		return s.with(c.Context(), func(a *app.App) error {
			d, err := findDelivery(c.Context(), a, args[0])
			if err != nil {
				return err
			}
			err = a.Store.Write(c.Context(), func(tx *store.Tx) error {
				return tx.ResolveDelivery(c.Context(), d.ID, to, "operator: "+note, a.Now())
			})
			if err != nil {
				return asUsage(err)
			}
			_, err = fmt.Fprintf(e.stdout, "delivery %d is %s\n", d.ID, to)
			return err
		})
	}
	c.Flags().StringVar(&note, "note", "", "how you know")
	return c
}

func newDeliveryResume(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use: "resume SCOPE…", Short: "Let sending go on to what it leaves alone for now",
		Long: `Sending leaves alone for a while: a domain that puts mails off, a digest whose mail is refused for a reason that is
ours, all mail while no relay works. resume ends that early. ` + "`tidings delivery list`" + ` shows the scopes.`,
		Args:    atLeast(1, "what is to go on, such as digest:huaibei"),
		Example: "  tidings delivery resume digest:huaibei\n  tidings delivery resume mail domain:example.org",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			if err := a.Send.Resume(c.Context(), args...); err != nil {
				return asUsage(err)
			}
			_, err := fmt.Fprintf(e.stdout, "%s is sent again\n", strings.Join(args, ", "))
			return err
		})
	}
	return c
}
