package fault_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"

	"tidings/internal/fault"
)

// TestKindOf: the outermost kind is the one that counts, operations keep it, and what the network says of itself is
// passing.
func TestKindOf(t *testing.T) {
	missing := fault.New(fault.NotFound, "no story %d", 7)
	for _, tt := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"nothing", nil, fault.Internal},
		{"nobody's", errors.New("x"), fault.Internal},
		{"made", missing, fault.NotFound},
		{"wrapped with its operation", fault.Wrap(missing, "show story %d", 7), fault.NotFound},
		{"wrapped by others", fmt.Errorf("show: %w", missing), fault.NotFound},
		{"taken for another", fault.As(fault.Gone, missing), fault.Gone},
		{"made of another", fault.New(fault.Partial, "1 of 2: %w", missing), fault.Partial},
		{"joined, the first", errors.Join(missing, fault.New(fault.Denied, "x")), fault.NotFound},
		{"out of time", fmt.Errorf("ask: %w", context.DeadlineExceeded), fault.Temporary},
		{"of the network", &net.OpError{Op: "dial", Err: errors.New("refused")}, fault.Temporary},
		{"of the network, classified", fault.As(fault.Denied, &net.OpError{Op: "dial", Err: errors.New("x")}), fault.Denied},
		{"told to stop", context.Canceled, fault.Internal},
	} {
		if got := fault.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestNothingStaysNothing: naming an operation makes no error of a success, and no kind is one of a success.
func TestNothingStaysNothing(t *testing.T) {
	if fault.Wrap(nil, "do") != nil || fault.As(fault.Gone, nil) != nil || fault.Is(nil, fault.Internal) {
		t.Error("nil became an error")
	}
}

func TestWords(t *testing.T) {
	cause := errors.New("disk full")
	err := fault.Wrap(fault.Wrap(cause, "write %s", "a"), "back up")
	if err.Error() != "back up: write a: disk full" || !errors.Is(err, cause) {
		t.Errorf("%q, cause kept: %v", err, errors.Is(err, cause))
	}
	if got := fault.As(fault.Denied, cause).Error(); got != "disk full" {
		t.Errorf("a kind alone says %q", got)
	}
	if got := fmt.Sprint(fault.Temporary, " ", fault.Kind(99)); got != "temporary kind(99)" {
		t.Errorf("kinds are called %q", got)
	}
}
