package intake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Amazon asks SNS what its reports refer to: the certificate they are signed with, and the address that confirms a
// subscription. Package hook has checked that the addresses are Amazon's own.
type Amazon struct {
	client http.Client
	known  sync.Map // URL → certificate
}

// NewAmazon makes one; it is safe for concurrent use.
func NewAmazon() *Amazon { return &Amazon{client: http.Client{Timeout: 10 * time.Second}} }

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 64 << 10

// ask fetches a certificate or a confirmation, and no more of it than maxAnswer.
func (a *Amazon) ask(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() //nolint:errcheck // read only
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %s", answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
}

// Visit asks an address once.
func (a *Amazon) Visit(ctx context.Context, url string) error {
	_, err := a.ask(ctx, url)
	return err
}

// Certificate gives the PEM at an address, fetched once.
func (a *Amazon) Certificate(url string) ([]byte, error) {
	if text, ok := a.known.Load(url); ok {
		return text.([]byte), nil
	}
	text, err := a.ask(context.Background(), url)
	if err == nil {
		a.known.Store(url, text)
	}
	return text, err
}
