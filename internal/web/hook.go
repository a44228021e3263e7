package web

import (
	"io"
	"net/http"

	"tidings/internal/fault"
	"tidings/internal/web/visit"
)

// hook takes a report of a mail service. The service repeats what was not answered by success.
func (s *site) hook(v *visit.Visit) error {
	body, err := io.ReadAll(v.R.Body)
	if err != nil {
		return fault.As(fault.Invalid, err)
	}
	if err := s.opt.Hook(v.Ctx, v.R.PathValue("service"), v.R.Header, body); err != nil {
		return err
	}
	v.W.WriteHeader(http.StatusNoContent)
	return nil
}
