package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/fault"
)

func newHealthcheckCommand(e *env) *cobra.Command {
	var address string
	s, c := newSession(e, &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask the running daemon whether it is ready, for containers",
		Long: `healthcheck asks the daemon on this machine, where web.listen says, whether it and its database are ready.

EXIT STATUS
  0  it is ready
  1  it is not, or nobody answers
  2  wrong usage or configuration`,
		Example: "  tidings healthcheck\n  tidings healthcheck --url http://127.0.0.1:8080/readyz",
		Args:    atMost(0),
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		if address == "" {
			cfg, err := s.config()
			if err != nil {
				return err
			}
			address = readyURL(cfg.Web.Listen)
		}
		req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, address, nil)
		if err != nil {
			return usageError{err}
		}
		client := &http.Client{Timeout: 4 * time.Second}
		resp, err := client.Do(req)
		if err != nil {
			return fault.New(fault.Temporary, "not healthy: %w", err)
		}
		defer resp.Body.Close() //nolint:errcheck // read-only
		if resp.StatusCode != http.StatusOK {
			return fault.New(fault.Temporary, "not healthy: %s answers %s", address, resp.Status)
		}
		_, err = fmt.Fprintln(e.stdout, "ok")
		return err
	}
	c.Flags().StringVar(&address, "url", "", "address to ask (default: /readyz where web.listen says)")
	return c
}

// readyURL gives the address at which this machine reaches the daemon's listener.
func readyURL(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen + "/readyz"
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port) + "/readyz"
}
