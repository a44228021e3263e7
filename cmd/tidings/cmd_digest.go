package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/store"
)

func newDigestCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "digest", Short: "Preview and send digests", Args: noVerb, RunE: help}
	c.AddCommand(newDigestPreview(e), newDigestSend(e))
	return c
}

// previewOptions are the flags of digest preview.
type previewOptions struct {
	address, digest, at string
	html, open          bool
}

func newDigestPreview(e *env) *cobra.Command {
	var opt previewOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "preview",
		Short: "Show the digest a subscriber would get now; nothing is sent or kept",
		Args:  atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error { return preview(c.Context(), s, a, opt) })
	}
	f := c.Flags()
	f.StringVar(&opt.address, "subscriber", "", "address of the subscriber (needed)")
	f.StringVar(&opt.digest, "digest", "", "id of the digest, where there are several subscriptions")
	f.StringVar(&opt.at, "at", "", "as of this time (RFC 3339) instead of now")
	f.BoolVar(&opt.html, "html", false, "print the HTML part")
	f.Bool("text", true, "print the text part (the default)")
	f.BoolVar(&opt.open, "open", false, "open the HTML part in a browser")
	return c
}

func preview(ctx context.Context, s *session, a *app.App, opt previewOptions) error {
	sub, err := subscriptionOf(ctx, a, opt.address, opt.digest)
	if err != nil {
		return err
	}
	at := a.Now()
	if opt.at != "" {
		if at, err = time.Parse(time.RFC3339, opt.at); err != nil {
			return usagef("--at %q: write it like 2026-11-22T07:30:00+08:00", opt.at)
		}
	}
	draft, err := a.Send.Draft(ctx, sub, at)
	if err != nil {
		return err
	}
	if len(draft.Chosen.Picks) == 0 {
		_, err := fmt.Fprintln(s.stdout, "nothing new: no mail would be sent")
		return err
	}
	rendered, err := a.Send.Render(draft, 0)
	if err != nil {
		return err
	}
	return show(ctx, s, rendered, opt)
}

// show prints a rendered digest, or opens it.
func show(ctx context.Context, s *session, r digest.Rendered, opt previewOptions) error {
	switch {
	case opt.open:
		dir, err := os.MkdirTemp("", "tidings-preview-")
		if err != nil {
			return err
		}
		file := filepath.Join(dir, "digest.html")
		if err := os.WriteFile(file, []byte(r.HTML), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(s.stderr, file)
		return openFile(ctx, file)
	case opt.html:
		_, err := fmt.Fprintln(s.stdout, r.HTML)
		return err
	}
	_, err := fmt.Fprintf(s.stdout, "Subject: %s\n\n%s", r.Subject, r.Text)
	return err
}

// openFile shows a file with the desktop's own program.
func openFile(ctx context.Context, file string) error {
	program := map[string]string{"darwin": "open", "windows": "explorer"}[runtime.GOOS]
	if program == "" {
		program = "xdg-open"
	}
	return exec.CommandContext(ctx, program, file).Start()
}

// subscriptionOf finds the one subscription meant.
func subscriptionOf(ctx context.Context, a *app.App, address, digestID string) (audience.Subscription, error) {
	if address == "" {
		return audience.Subscription{}, usagef("name a subscriber with --subscriber ADDRESS")
	}
	_, subscriptions, err := a.Reader.ByAddress(ctx, address)
	if err != nil {
		return audience.Subscription{}, asUsage(err)
	}
	var found []audience.Subscription
	for _, s := range subscriptions {
		if digestID == "" || s.DigestID == digestID {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return audience.Subscription{}, usagef("%s has %d such subscriptions; name one with --digest", address, len(found))
	}
	return found[0], nil
}

func newDigestSend(e *env) *cobra.Command {
	var address string
	var dryRun bool
	s, c := newSession(e, &cobra.Command{
		Use:   "send",
		Short: "Make and send digests now, whatever their schedule says",
		Long: `send makes the edition of each active subscription for the time since its last one, and sends it; there is
no mail where there is nothing new. The schedule goes on from here.

EXIT STATUS
  0  done, also when there was nothing to tell
  1  failed`,
		Args: atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			subs, err := activeSubscriptions(c.Context(), a, address)
			if err != nil {
				return err
			}
			if dryRun {
				return drySend(c.Context(), s, a, subs)
			}
			return sendNow(c.Context(), s, a, subs)
		}, func(o *app.Options) { o.Poll = 250 * time.Millisecond })
	}
	c.Flags().StringVar(&address, "subscriber", "", "only to this address")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be sent")
	return c
}

// activeSubscriptions lists the subscriptions to send to.
func activeSubscriptions(ctx context.Context, a *app.App, address string) ([]audience.Subscription, error) {
	if address != "" {
		_, subs, err := a.Reader.ByAddress(ctx, address)
		return subs, asUsage(err)
	}
	people, err := a.Store.Subscribers(ctx, store.SubscriberFilter{Status: audience.Active})
	if err != nil {
		return nil, err
	}
	var out []audience.Subscription
	for _, p := range people {
		subs, err := a.Store.SubscriptionsOf(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, subs...)
	}
	return out, nil
}

func drySend(ctx context.Context, s *session, a *app.App, subs []audience.Subscription) error {
	for _, sub := range subs {
		draft, err := a.Send.Draft(ctx, sub, a.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "%s\t%s\t%d stories\n", draft.Subscriber.Address, sub.DigestID, len(draft.Chosen.Picks))
	}
	return nil
}

// sendNow makes the editions and waits until their deliveries were tried.
func sendNow(ctx context.Context, s *session, a *app.App, subs []audience.Subscription) error {
	if err := a.Start(ctx, false); err != nil {
		return err
	}
	made := 0
	var failed error
	for _, sub := range subs {
		told, err := a.Send.Send(ctx, sub.ID)
		failed = errors.Join(failed, err)
		if told {
			made++
		}
	}
	failed = errors.Join(failed, settle(ctx, a), a.Stop(context.WithoutCancel(ctx)))
	counts, err := a.Store.DeliveryCounts(ctx)
	fmt.Fprintf(s.stdout, "%d digests made, %d of %d subscriptions had nothing new; deliveries: %v (%s)\n", made,
		len(subs)-made, len(subs), counts, a.Transport)
	return errors.Join(failed, err)
}
