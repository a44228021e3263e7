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
	"tidings/internal/send"
	"tidings/internal/show"
)

func newDigestCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "digest", Short: "Preview and send digests", Args: noVerb, RunE: help}
	c.AddCommand(newDigestPreview(e), newDigestSend(e))
	return c
}

// previewOptions are the flags of digest preview.
type previewOptions struct {
	address, digest, at, format string
	subscription                int64
	open                        bool
}

func newDigestPreview(e *env) *cobra.Command {
	var opt previewOptions
	s, c := newSession(e, &cobra.Command{
		Use:   "preview",
		Short: "Show the digest of a reader, now or at any past moment; nothing is sent or kept",
		Long: `preview shows the digest a reader would get now. With --at it shows the one of a past moment: where an edition
was made then, that edition, byte for byte while its message is kept (28 days), and later told again from what was
kept of it, with the receipt of its sources as they were. Otherwise it shows what would have been made, from stories,
sources and tellings as they stood then, by the reader's choices and the digests of today.

Of a moment whose edition was never made these are exact: which stories were there, which articles they had, what this
reader had been told, how each source was. These are as they are now: the reader's choices, the digest's settings, the
templates, texts that were read again, summaries that were made anew, and stories that were joined or parted by hand
since. What retention has let go of is missing. A moment still to come is shown with what is known now.`,
		Example: `  tidings digest preview --address ann@example.org
  tidings digest preview --subscription 7 --at 2026-11-22T07:30:00+08:00 --format eml > then.eml`,
		Args: atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		if opt.format != "text" && opt.format != "html" && opt.format != "eml" {
			return usagef("--format %q: want text, html or eml", opt.format)
		}
		return s.with(c.Context(), func(a *app.App) error { return preview(c.Context(), s, a, opt) })
	}
	f := c.Flags()
	f.StringVar(&opt.address, "address", "", "address of the reader (this or --subscription is needed)")
	f.StringVar(&opt.address, "subscriber", "", "the same as --address")
	f.Int64Var(&opt.subscription, "subscription", 0, "id of the subscription")
	f.StringVar(&opt.digest, "digest", "", "id of the digest, where the reader has several subscriptions")
	f.StringVar(&opt.at, "at", "", "as of this time (RFC 3339) instead of now")
	f.StringVar(&opt.format, "format", "text", "text, html, or eml for the whole message")
	f.BoolVar(&opt.open, "open", false, "open the HTML part in a browser")
	return c
}

// preview shows a digest. What it is (an edition as it was, or as it would have been) goes to stderr, so that stdout is
// the mail alone.
func preview(ctx context.Context, s *session, a *app.App, opt previewOptions) error {
	sub, err := previewed(ctx, a, opt)
	if err != nil {
		return err
	}
	at := a.Now()
	if opt.at != "" {
		if at, err = time.Parse(time.RFC3339, opt.at); err != nil {
			return usagef("--at %q: write it like 2026-11-22T07:30:00+08:00", opt.at)
		}
	}
	p, err := a.Send.Preview(ctx, sub, at)
	if err != nil {
		return err
	}
	if opt.at != "" {
		fmt.Fprintln(s.stderr, origin(p))
	}
	if p.Empty() {
		_, err := fmt.Fprintln(s.stdout, "nothing new: no mail would be sent")
		return err
	}
	return printDigest(ctx, s, p, opt)
}

// previewed finds the subscription that is meant.
func previewed(ctx context.Context, a *app.App, opt previewOptions) (audience.Subscription, error) {
	if opt.subscription == 0 {
		return subscriptionOf(ctx, a, opt.address, opt.digest)
	}
	sub, err := a.Store.Subscription(ctx, opt.subscription)
	return sub, asUsage(err)
}

// origin says whether a preview was, or only would have been.
func origin(p send.Preview) string {
	switch {
	case p.Edition.ID == 0:
		return "no edition was made then; this is what would have been"
	case p.Kept:
		return fmt.Sprintf("edition %d as it was signed", p.Edition.ID)
	case p.Edition.Skipped != "":
		return fmt.Sprintf("edition %d: %s", p.Edition.ID, p.Edition.Skipped)
	}
	return fmt.Sprintf("edition %d, told again from what was kept of it", p.Edition.ID)
}

// printDigest prints a digest, or opens it.
func printDigest(ctx context.Context, s *session, p send.Preview, opt previewOptions) error {
	if opt.open {
		dir, err := os.MkdirTemp("", "tidings-preview-")
		if err != nil {
			return err
		}
		file := filepath.Join(dir, "digest.html")
		if err := os.WriteFile(file, []byte(p.HTML), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(s.stderr, file)
		return openFile(ctx, file)
	}
	var err error
	switch opt.format {
	case "html":
		_, err = fmt.Fprintln(s.stdout, p.HTML)
	case "eml":
		_, err = s.stdout.Write(p.Raw)
	default:
		_, err = fmt.Fprintf(s.stdout, "Subject: %s\n\n%s", p.Subject, p.Text)
	}
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
		return audience.Subscription{}, usagef("name a reader with --address ADDRESS")
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
  1  failed
  2  wrong usage or configuration`,
		Example: "  tidings digest send --dry-run\n  tidings digest send --subscriber ann@example.org",
		Args:    atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			subs, err := a.Reader.Active(c.Context(), address)
			if err != nil {
				return asUsage(err)
			}
			if dryRun {
				return drySend(c.Context(), s, a, subs)
			}
			return sendNow(c.Context(), s, a, subs)
		})
	}
	c.Flags().StringVar(&address, "subscriber", "", "only to this address")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be sent")
	return c
}

// drySend says how many stories each reader would be told now.
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
	fmt.Fprintf(s.stdout, "%d digest(s) made, %d of %d subscriptions had nothing new\nall deliveries by now: %s (%s)\n", made,
		len(subs)-made, len(subs), show.Counts(counts), a.Transport)
	return errors.Join(failed, err)
}
