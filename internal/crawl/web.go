package crawl

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/gocolly/colly/v2"

	"tidings/internal/fault"
	"tidings/internal/fetch"
)

// web is the colly Collector of one run. It is used synchronously from a few workers: an asynchronous Collector keeps
// a goroutine for every URL it is given and does not drain them when cancelled.
type web struct{ collector *colly.Collector }

// answer is what came of one URL, redirects and meta refreshes followed.
type answer struct {
	url         string // as asked for
	finalURL    string
	status      int
	header      http.Header
	contentType string
	body        []byte
	files       bool // read PDF files too
	document    bool // it is a file and files are not wanted: the body was not read
	err         error
}

// answerKey is where a request's answer is kept in its colly.Context.
const answerKey = "answer"

// maxRefreshes is how many meta refreshes are followed in a row; two were seen on one city's site.
const maxRefreshes = 3

// newWeb makes the collector of one run, with cookies of its own, over the polite transport.
func newWeb(ctx context.Context, client *fetch.Client) (*web, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := colly.NewCollector(colly.StdlibContext(ctx))
	// Set after construction, which lets COLLY_* variables of the environment override options.
	c.AllowURLRevisit = true        // links are told apart by the run
	c.ParseHTTPErrorResponse = true // so that a 304 and an error page arrive as answers
	c.IgnoreRobotsTxt = true        // the transport obeys it, for redirects too
	c.MaxBodySize = 0               // the transport has the cap, and does not cut silently
	c.DetectCharset = false         // bodies are handed on as they came
	c.CacheDir, c.MaxRequests = "", 0
	c.AllowedDomains, c.DisallowedDomains = nil, nil
	c.SetClient(client.HTTP(jar))
	c.OnResponseHeaders(onHeaders)
	c.OnResponse(onResponse)
	c.OnError(func(r *colly.Response, err error) {
		if a, ok := r.Ctx.GetAny(answerKey).(*answer); ok && !a.document {
			a.err = fetch.Classify(err)
		}
	})
	return &web{collector: c}, nil
}

// onHeaders takes the charset out of the header before colly converts the body by it, and stops files early.
func onHeaders(r *colly.Response) {
	a, ok := r.Ctx.GetAny(answerKey).(*answer)
	if !ok {
		return
	}
	a.contentType, a.status = r.Headers.Get("Content-Type"), r.StatusCode
	a.finalURL = r.Request.URL.String()
	r.Headers.Del("Content-Type")
	if r.StatusCode < 300 && file(a.contentType) && !(a.files && mayBePDF(a.contentType)) {
		a.document = true
		r.Request.Abort()
	}
}

// onResponse fills in the answer that get waits for.
func onResponse(r *colly.Response) {
	if a, ok := r.Ctx.GetAny(answerKey).(*answer); ok {
		a.finalURL, a.status, a.header, a.body = r.Request.URL.String(), r.StatusCode, *r.Headers, r.Body
	}
}

// ask is what get is to do.
type ask struct {
	url        string
	validators Validators
	files      bool       // read PDF files too
	fields     url.Values // of a form that is sent back; nil for a plain GET
}

// get reads one URL.
func (w *web) get(q ask) answer {
	a := w.once(q)
	for n := 0; a.err == nil && a.status == http.StatusOK && markup(a.contentType); n++ {
		target, ok := fetch.MetaRefresh(a.body, a.finalURL)
		if !ok {
			break
		}
		if n == maxRefreshes {
			a.err = fault.As(fault.Invalid, &fetch.Error{Trouble: fetch.TroubleRedirect,
				Err: errors.New("more meta refreshes in a row than are followed")})
			break
		}
		a = w.once(ask{url: target, files: q.files})
	}
	a.url = q.url
	return a
}

// once is one exchange, HTTP redirects included.
func (w *web) once(q ask) answer {
	a := &answer{url: q.url, finalURL: q.url, files: q.files}
	ctx := colly.NewContext()
	ctx.Put(answerKey, a)
	header := http.Header{}
	fetch.Conditional(header, q.validators.ETag, q.validators.Modified)
	method, body := http.MethodGet, io.Reader(nil)
	if q.fields != nil {
		method, body = http.MethodPost, strings.NewReader(q.fields.Encode())
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	err := w.collector.Request(method, q.url, body, ctx, header)
	switch {
	case err == nil || a.document || a.err != nil:
	case a.status == 0:
		a.err = fault.New(fault.Invalid, "not a URL that can be asked for: %w", err) // no request was made
	default:
		a.err = fetch.Classify(err)
	}
	return *a
}

// markup reports a content type in which a meta refresh has a meaning.
func markup(contentType string) bool {
	return contentType == "" || strings.Contains(strings.ToLower(contentType), "html")
}

// mayBePDF reports a content type PDF files come with.
func mayBePDF(contentType string) bool {
	kind := strings.ToLower(contentType)
	return strings.Contains(kind, "pdf") || strings.Contains(kind, "octet-stream") || strings.Contains(kind, "download")
}

// file reports the content type of something that is no page: neither text nor JSON nor XML.
func file(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	kind = strings.TrimSpace(kind)
	switch {
	case kind == "", strings.HasPrefix(kind, "text/"), strings.Contains(kind, "xml"), strings.Contains(kind, "json"):
		return strings.Contains(kind, "officedocument")
	}
	return kind != "application/javascript" && kind != "application/x-gzip" && kind != "application/gzip"
}
