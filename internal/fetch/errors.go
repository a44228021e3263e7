package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tidings/internal/fault"
)

// Trouble names what went wrong, finer than a fault.Kind, so that an operator can be told.
type Trouble string

// The troubles.
const (
	TroubleURL      Trouble = "url"      // scheme or port we do not speak, or not a URL
	TroubleAddress  Trouble = "address"  // refused by the address guard
	TroubleRobots   Trouble = "robots"   // robots.txt disallows it or cannot be read
	TroubleBusy     Trouble = "busy"     // the host asked to wait
	TroubleDNS      Trouble = "dns"      // the name does not resolve
	TroubleConnect  Trouble = "connect"  // nobody answers there, or the connection broke
	TroubleTLS      Trouble = "tls"      // expired, wrong host, unknown authority, not TLS
	TroubleTimeout  Trouble = "timeout"  // to connect, to the first byte, or over all
	TroubleSize     Trouble = "size"     // past the cap
	TroubleBody     Trouble = "body"     // cut short or wrongly compressed
	TroubleRedirect Trouble = "redirect" // too many, or in a circle
	TroubleStatus   Trouble = "status"   // an answer that is not a page
)

// Error is why there is no usable answer.
type Error struct {
	Trouble Trouble
	Status  int       // for TroubleStatus
	RetryAt time.Time // when the host said to come back; zero when it did not
	Err     error
}

// Error gives the cause.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TroubleOf gives the trouble named in err's chain, "" when there is none.
func TroubleOf(err error) Trouble {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Trouble
	}
	return ""
}

// RetryAt gives the time before which the host named in err's chain wants no request; zero when it did not say.
func RetryAt(err error) time.Time {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAt
	}
	return time.Time{}
}

// Classify takes the wrapping of net/http off an error that came through a [Client] and gives every error a kind.
// A cancelled context stays recognisable.
func Classify(err error) error {
	if err == nil {
		return nil
	}
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	if _, ok := errors.AsType[*Error](err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	trouble, cause := name(err)
	return trouble1(fault.Temporary, trouble, cause)
}

// trouble1 makes an error of a kind and a trouble.
func trouble1(kind fault.Kind, trouble Trouble, cause error) error {
	return fault.As(kind, &Error{Trouble: trouble, Err: cause})
}

// troublef makes an error of a kind and a trouble from a message.
func troublef(kind fault.Kind, trouble Trouble, format string, args ...any) error {
	return trouble1(kind, trouble, fmt.Errorf(format, args...))
}

// name finds the trouble in an error of the standard library and says it in words an operator understands.
func name(err error) (Trouble, error) {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return TroubleDNS, fmt.Errorf("no such host %s: %w", dns.Name, err)
		}
		return TroubleDNS, fmt.Errorf("name server trouble for %s: %w", dns.Name, err)
	}
	if cause := nameTLS(err); cause != nil {
		return TroubleTLS, cause
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return TroubleTimeout, fmt.Errorf("no answer in time: %w", err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return TroubleBody, fmt.Errorf("answer cut short: %w", err)
	}
	return TroubleConnect, err
}

// nameTLS says what is wrong with a host's certificate or handshake; nil when it is something else.
func nameTLS(err error) error {
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired && e.Cert != nil {
			return fmt.Errorf("certificate valid from %s to %s only: %w",
				e.Cert.NotBefore.Format(time.DateOnly), e.Cert.NotAfter.Format(time.DateOnly), err)
		}
		return fmt.Errorf("certificate invalid: %w", err)
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Errorf("certificate is for another host: %w", err)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return fmt.Errorf("certificate of an unknown authority, or its chain is incomplete: %w", err)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("certificate not verified: %w", err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return fmt.Errorf("the port does not speak TLS: %w", err)
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok || strings.Contains(err.Error(), "remote error: tls:") {
		return fmt.Errorf("handshake refused: %w", err)
	}
	return nil
}

// StatusError says what an HTTP status means for us; nil for 2xx and 304. retryAt may be zero.
func StatusError(status int, retryAt time.Time) error {
	if status >= 200 && status < 300 || status == http.StatusNotModified {
		return nil
	}
	cause := &Error{Trouble: TroubleStatus, Status: status, RetryAt: retryAt,
		Err: fmt.Errorf("answered %d %s", status, http.StatusText(status))}
	return fault.As(statusKind(status), cause)
}

// statusKind sorts statuses by what can be done. 412 is how one firewall common in China (瑞数) answers a plain client;
// 408, 421, 423, 425 and 429 pass with time.
func statusKind(status int) fault.Kind {
	switch status {
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusGone:
		return fault.Gone
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusPreconditionFailed,
		http.StatusUnavailableForLegalReasons, http.StatusProxyAuthRequired:
		return fault.Denied
	case http.StatusRequestTimeout, http.StatusMisdirectedRequest, http.StatusLocked, http.StatusTooEarly,
		http.StatusTooManyRequests:
		return fault.Temporary
	}
	if status >= 500 {
		return fault.Temporary
	}
	return fault.Invalid
}

// RetryAfter reads a Retry-After value, seconds or an HTTP date; zero when there is none or it has passed. RFC 9110
// section 10.2.3.
func RetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
