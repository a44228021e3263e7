package main

import (
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/demo"
)

func newDemoCommand(e *env) *cobra.Command {
	opt := demo.Options{Version: version, Now: time.Now}
	verbose := false
	c := &cobra.Command{
		Use:     "demo",
		Short:   "Show the whole chain offline: invented towns, real crawl, real mail, an inbox to look at",
		Example: "  tidings demo\n  tidings demo --once --outbox mails",
		Args:    atMost(0),
		RunE: func(c *cobra.Command, _ []string) error {
			opt.Out, opt.Log = e.stdout, slog.New(slog.DiscardHandler)
			if verbose {
				opt.Log = slog.New(slog.NewTextHandler(e.stderr, nil))
			}
			return demo.Run(c.Context(), opt)
		},
	}
	f := c.Flags()
	f.BoolVar(&opt.Once, "once", false, "end when the mails have arrived")
	f.StringVar(&opt.Outbox, "outbox", "", "keep the mails as .eml files in this folder")
	f.StringVar(&opt.Listen, "listen", "127.0.0.1:8080", "where to show the inbox")
	f.BoolVarP(&verbose, "verbose", "v", false, "log what is done on stderr")
	return c
}
