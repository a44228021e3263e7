package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"

	"tidings/internal/fault"
)

// Request is one conditional GET.
type Request struct {
	URL      string
	ETag     string // what the last answer had, "" for none
	Modified string // the last answer's Last-Modified, "" for none
	Accept   string // "" = pages
	MaxBody  int64  // the most bytes of body, below Options.MaxBody; 0 = that
	Refresh  bool   // follow meta refreshes, within Options.MaxRefreshes
}

// Response is an answer, of whatever status.
type Response struct {
	URL         string // as asked for
	FinalURL    string // after redirects
	Status      int
	Header      http.Header
	ContentType string
	ETag        string
	Modified    string
	Body        []byte // undecoded characters; decompressed
	NotModified bool   // 304: Body is empty, what the caller has still holds
	RetryAt     time.Time
}

// Err says what the status means; nil for 2xx and 304.
func (r *Response) Err() error { return StatusError(r.Status, r.RetryAt) }

// Get asks for a URL. An answer of any status is no error; see [Response.Err].
func (c *Client) Get(ctx context.Context, req Request) (*Response, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fault.Wrap(err, "fetch %s", req.URL)
	}
	client, asked := c.HTTP(jar), req.URL
	for refreshes := 0; ; refreshes++ {
		resp, err := c.get(ctx, client, req)
		if err != nil {
			return nil, fault.Wrap(Classify(err), "fetch %s", req.URL)
		}
		resp.URL = asked
		target, ok := MetaRefresh(resp.Body, resp.FinalURL)
		if !ok || !req.Refresh || !strings.Contains(resp.ContentType, "html") {
			return resp, nil
		}
		if refreshes == c.opt.MaxRefreshes {
			return nil, troublef(fault.Invalid, TroubleRedirect, "fetch %s: more than %d meta refreshes",
				asked, c.opt.MaxRefreshes)
		}
		req = Request{URL: target, Accept: req.Accept, Refresh: true}
	}
}

// get is one exchange, HTTP redirects included.
func (c *Client) get(ctx context.Context, client *http.Client, req Request) (*Response, error) {
	hr, err := http.NewRequestWithContext(ctx, http.MethodGet, req.URL, nil)
	if err != nil {
		return nil, troublef(fault.Invalid, TroubleURL, "not a URL: %v", err)
	}
	Conditional(hr.Header, req.ETag, req.Modified)
	if req.Accept != "" {
		hr.Header.Set("Accept", req.Accept)
	}
	answer, err := client.Do(hr)
	if err != nil {
		return nil, err
	}
	from := io.Reader(answer.Body)
	if req.MaxBody > 0 {
		from = io.LimitReader(from, req.MaxBody+1)
	}
	body, err := io.ReadAll(from)
	if req.MaxBody > 0 && int64(len(body)) > req.MaxBody {
		err = tooLarge(req.MaxBody)
	}
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	return &Response{
		FinalURL: answer.Request.URL.String(), Status: answer.StatusCode, Header: answer.Header, Body: body,
		ContentType: answer.Header.Get("Content-Type"), ETag: answer.Header.Get("ETag"),
		Modified: answer.Header.Get("Last-Modified"), NotModified: answer.StatusCode == http.StatusNotModified,
		RetryAt: retryAt(answer.Header, c.now()),
	}, nil
}

// Conditional sets the validators of an earlier answer on a request; empty ones are left out.
func Conditional(header http.Header, etag, modified string) {
	if etag != "" {
		header.Set("If-None-Match", etag)
	}
	if modified != "" {
		header.Set("If-Modified-Since", modified)
	}
}
