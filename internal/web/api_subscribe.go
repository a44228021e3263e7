package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tidings/internal/web/acting"
	"tidings/internal/web/visit"
)

type subscribeInput struct {
	Authorization string `header:"Authorization"`
	Body          struct {
		Address   string   `json:"address" maxLength:"254"`
		Digests   []string `json:"digests,omitempty" maxItems:"100" doc:"Their ids; the only one when left out."`
		Towns     []string `json:"towns,omitempty" maxItems:"1000"`
		Topics    []string `json:"topics,omitempty" maxItems:"1000"`
		Keywords  []string `json:"keywords,omitempty" maxItems:"100" doc:"word, +must, !not or /regex/"`
		Frequency string   `json:"frequency,omitempty" enum:"daily,weekdays,weekly,immediate,custom" default:"daily"`
		Weekday   string   `json:"weekday,omitempty" enum:"mon,tue,wed,thu,fri,sat,sun" default:"mon"`
		Time      string   `json:"time,omitempty" default:"07:30"`
		Schedule  string   `json:"schedule,omitempty" doc:"Cron expression, with the custom frequency."`
		Zone      string   `json:"zone" doc:"IANA time zone."`
		Language  string   `json:"language,omitempty"`
		Stories   int      `json:"stories,omitempty" doc:"At most so many in a mail, up to 500; 0 is as the digest has it."`
		Pictures  bool     `json:"pictures,omitempty" doc:"Small pictures in the mails, where the operator allows them."`
	}

	client netip.Addr
}

// Resolve finds the address a call comes from.
func (in *subscribeInput) Resolve(ctx huma.Context) []error {
	r, _ := humago.Unwrap(ctx)
	in.client = visit.ClientOf(r)
	return nil
}

type subscribeOutput struct {
	Body struct {
		Status string `json:"status" doc:"Always \"asked\", whatever is known of the address."`
	}
}

// subscribeAPI mounts subscribing. It needs the token, since a machine fills in no form, and passes the same gates and
// the same double opt-in as the page.
func (s *site) subscribeAPI(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "subscribe", Method: http.MethodPost, Path: "/api/v1/subscriptions",
		Summary:       "Ask an address to confirm subscriptions",
		DefaultStatus: http.StatusAccepted, Security: []map[string][]string{{"token": {}}}, MaxBodyBytes: visit.MaxBody,
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
		},
	}, s.subscribeCall)
}

func (s *site) subscribeCall(ctx context.Context, in *subscribeInput) (*subscribeOutput, error) {
	if err := s.allowed(in.Authorization); err != nil {
		return nil, err
	}
	wrong, err := s.acting.Ask(ctx, s.Site, in.client, in.form())
	switch {
	case errors.Is(err, visit.ErrBusy):
		return nil, huma.Error429TooManyRequests(err.Error())
	case err != nil:
		return nil, s.answer(err)
	case len(wrong) > 0:
		details := make([]error, len(wrong))
		for i, w := range wrong {
			details[i] = &huma.ErrorDetail{Location: "body." + w.Field, Message: w.Why}
		}
		return nil, huma.Error422UnprocessableEntity("not understood", details...)
	}
	out := &subscribeOutput{}
	out.Body.Status = "asked"
	return out, nil
}

// form gives a call as the page's form would have it.
func (in *subscribeInput) form() url.Values {
	b := in.Body
	values := url.Values{
		"address": {b.Address}, "digest": b.Digests, "town": b.Towns, "topic": b.Topics,
		"keywords": {strings.Join(b.Keywords, "\n")}, "frequency": {b.Frequency}, "weekday": {b.Weekday}, "time": {b.Time},
		"schedule": {b.Schedule}, "zone": {b.Zone}, "language": {b.Language}, "stories": {strconv.Itoa(b.Stories)},
	}
	if b.Pictures {
		values.Set("pictures", acting.ChosenPictures)
	}
	return values
}
