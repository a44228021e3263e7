package discover

import (
	"bytes"

	"tidings/internal/fault"
)

// json reads a JSON answer: a JSON Feed, or rows under the rule's paths.
func (s *site) json(body []byte) (Result, error) {
	if bytes.Contains(body[:min(len(body), 4096)], []byte("jsonfeed.org/version")) {
		return s.feed(body)
	}
	return Result{}, fault.New(fault.Invalid, "listing %s: JSON without a rule", s.in.URL)
}
