// Package fault is the one place where tidings classifies errors.
//
// An error keeps the words of the place where it happened; its Kind says what the edges (exit codes, HTTP status,
// retries) may do about it. Wrap once per boundary with the operation's name; ask with [KindOf].
package fault

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// Kind says what can be done about an error.
type Kind uint8

// The kinds. Internal is the zero value: an error nobody classified is ours to mend.
const (
	Internal  Kind = iota // a defect or an unexpected state of ours
	NotFound              // the thing asked for does not exist
	Invalid               // the input is wrong; saying it again does not help
	Conflict              // the state forbids it now (taken lease, duplicate)
	Temporary             // try again later
	Gone                  // it existed and does not come back
	Denied                // not allowed: robots.txt, address guard, missing token
	Partial               // some of it was done, some failed
)

// String gives the kind's stable lower-case name.
func (k Kind) String() string {
	names := [...]string{"internal", "not found", "invalid", "conflict", "temporary", "gone", "denied", "partial"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind(%d)", k)
}

// Error is an error with a kind. Op may be empty.
type Error struct {
	Kind Kind
	Op   string // what was being done to which thing: "crawl source huaibei"
	Err  error
}

// Error gives "op: cause".
func (e *Error) Error() string {
	if e.Op == "" {
		return e.Err.Error()
	}
	return e.Op + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of kind k from a message in the manner of fmt.Errorf, %w included.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Err: fmt.Errorf(format, args...)}
}

// Wrap names the operation and keeps the cause's kind. A nil err stays nil.
func Wrap(err error, op string, args ...any) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: KindOf(err), Op: fmt.Sprintf(op, args...), Err: err}
}

// As gives err the kind k, whatever it was before. A nil err stays nil.
func As(k Kind, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: k, Err: err}
}

// KindOf finds the outermost kind in err's chain. Time-outs and network errors nobody classified are Temporary.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	var ne net.Error
	switch {
	case err == nil:
		return Internal
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne):
		return Temporary
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }
