package web

import (
	"io"
	"net/http"

	"tidings/internal/fault"
)

// hook takes a report of a mail service. The service repeats what was not answered by success.
func (s *site) hook(v *visit) error {
	body, err := io.ReadAll(v.r.Body)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	if err := s.Hook(v.ctx, v.r.PathValue("service"), v.r.Header, body); err != nil {
		return err
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}
