package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
	"tidings/internal/setup"
	"tidings/internal/show"
)

func newMailCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "mail", Short: "Look at how mail is sent", Args: noVerb, RunE: help}
	c.AddCommand(newMailTest(e), newMailDoctor(e), newMailKey(e))
	return c
}

func newMailDoctor(e *env) *cobra.Command {
	var ip string
	s, c := newSession(e, &cobra.Command{
		Use:   "doctor [DOMAIN]",
		Short: "Check what DNS says about the sender, and say what to put there",
		Long: `doctor looks at DNS as a receiving mail server would: whether bounces find their way (MX), SPF, the published DKIM
keys, DMARC and its alignment, and with --ip the name of the sending address. Without DOMAIN it is the domain of
mail.from. Where a relay or the mailbox of bounces has oauth2, it fetches an access token. It sends nothing.

EXIT STATUS
  0  all is well
  1  something must be put right
  2  wrong usage or configuration
  3  DNS, or another server that was asked, did not answer everything`,
		Args:    atMost(1),
		Example: "  tidings mail doctor --ip 203.0.113.5",
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		cfg, err := s.config()
		if err != nil {
			return err
		}
		sender, err := examined(cfg, args, ip)
		if err != nil {
			return usageError{err}
		}
		access, done, err := s.access(c.Context(), cfg)
		if err != nil {
			return err
		}
		defer done()
		found := doctor.Examine(c.Context(), net.DefaultResolver, sender)
		return e.diagnose(append(found, access.Examine(c.Context(), cfg)...))
	}
	c.Flags().StringVar(&ip, "ip", "", "the address mail leaves from, as receivers see it")
	return c
}

// examined gives the sender that is looked at: the configured one, with what the command line says of it.
func examined(cfg *config.Config, domain []string, ip string) (doctor.Setup, error) {
	s, err := setup.Doctor(cfg)
	if err != nil {
		return s, err
	}
	if len(domain) > 0 {
		if s.From, err = mail.ASCIIDomain(domain[0]); err != nil {
			return s, err
		}
		if cfg.Mail.BounceDomain == "" {
			s.Envelope = s.From
		}
	}
	if ip == "" {
		return s, nil
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return s, fmt.Errorf("--ip %q is not an address such as 203.0.113.5", ip)
	}
	s.IP = addr.Unmap()
	return s, nil
}

// diagnose prints findings and gives the error their worst calls for.
func (e *env) diagnose(found []doctor.Finding) error {
	if err := show.Findings(e.stdout, found); err != nil {
		return err
	}
	switch doctor.Worst(found) {
	case doctor.Fail:
		return fault.New(fault.Invalid, "something must be put right before mail is trusted")
	case doctor.Unknown:
		return fault.New(fault.Partial, "not everything was answered")
	}
	return nil
}

func newMailKey(e *env) *cobra.Command {
	var kind, domain, selector string
	c := &cobra.Command{
		Use:   "key FILE",
		Short: "Make a DKIM key and print what to put into DNS",
		Long: `key writes a new private key to FILE, which must not exist, readable by its owner only, and prints the DNS record that
publishes it and the lines for the configuration. To rotate: make a key with another selector, publish it, wait a day,
then change the configuration; leave the old record for a week.`,
		Args:    exactly(1, "a FILE to write"),
		Example: "  tidings mail key --domain news.example.org --selector 2026a /etc/tidings/dkim-2026a.pem",
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		if domain == "" || selector == "" {
			return usagef("name --domain and --selector")
		}
		text, err := mail.GenerateKey(kind)
		if err != nil {
			return usageError{err}
		}
		signer, err := mail.NewSigner(domain, mail.Key{Selector: selector, PEM: text})
		if err != nil {
			return usageError{err}
		}
		records, err := signer.Records()
		if err != nil {
			return err
		}
		if err := writeNew(args[0], text); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.stdout, `wrote %s

Put into DNS:
%s

and into tidings.yaml:
mail:
  dkim:
    - {domain: %s, selector: %s, key_file: %s}
`, args[0], records[0].Zone(), domain, selector, args[0])
		return err
	}
	f := c.Flags()
	f.StringVar(&domain, "domain", "", "the sender's domain")
	f.StringVar(&selector, "selector", "", "a name for the key, such as 2026a")
	f.StringVar(&kind, "kind", mail.KeyRSA, "rsa (2048 bits), or ed25519 as a second key beside it")
	return c
}

// writeNew writes a file that only its owner can read and that was not there before.
func writeNew(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return usagef("%s exists; nothing is overwritten", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
