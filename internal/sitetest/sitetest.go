// Package sitetest serves invented towns on loopback: for tests, and for `tidings demo`. Each town is built like a real
// family of municipal sites (a Chinese city portal in GBK with dated lists, a newspaper on a blog system with a feed,
// a US city hall, a German TYPO3 site). All texts, and everybody named in them, are invented.
//
// A [Server] runs every town on a port of its own. Tests add articles with [Town.Add], make a town fail with
// [Town.Break], and read what was asked of it from [Town.Requests].
package sitetest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Trouble is what a town can be made to suffer from.
type Trouble int

// The troubles.
const (
	None       Trouble = iota
	Down               // every answer is 503
	Redesigned         // the listing has no articles any more
	Blocked            // a challenge page with status 200
)

// Town is one site.
type Town struct {
	ID, Name, Place   string
	Country, Language string
	Zone              string
	GBK               bool   // pages are served in GBK
	Start             string // path of the listing or home page

	layout   layout
	menu     string // markup at the end of every page
	mu       sync.Mutex
	articles []Article
	trouble  Trouble
	requests []string
	base     string // plain, on loopback
	secure   string // by name, over TLS
}

// Server serves towns until Close, each twice: on a loopback port, and over TLS under its own name for a client that
// is given Hosts and Roots.
type Server struct {
	Towns   []*Town
	Hosts   map[string]string // "www.town.example:443" → loopback address
	Roots   *x509.CertPool    // trusts the towns' certificates
	servers []*http.Server
}

// Start serves the towns on loopback ports of the system's choice.
func Start(towns ...*Town) (*Server, error) {
	s := &Server{Towns: towns, Hosts: map[string]string{}, Roots: x509.NewCertPool()}
	for _, t := range towns {
		if err := s.serve(t); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// serve opens a town's two ports.
func (s *Server) serve(t *Town) error {
	host := "www." + t.ID + ".example"
	certificate, err := certify(host, s.Roots)
	if err != nil {
		return err
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	secure, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return errors.Join(err, plain.Close())
	}
	t.base, t.secure = "http://"+plain.Addr().String(), "https://"+host
	s.Hosts[host+":443"] = secure.Addr().String()
	server := &http.Server{Handler: t, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	s.servers = append(s.servers, server)
	for _, l := range []net.Listener{plain, secure} {
		go server.Serve(l) //nolint:errcheck // ends with ErrServerClosed by Close
	}
	return nil
}

// certify makes a certificate for host that roots trusts.
func certify(host string, roots *x509.CertPool) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// Close stops all towns.
func (s *Server) Close() error {
	var all error
	for _, server := range s.servers {
		all = errors.Join(all, server.Shutdown(context.Background()))
	}
	return all
}

// URL gives the address of the town's listing or home page on loopback.
func (t *Town) URL() string { return t.base + t.Start }

// Base gives the town's loopback address.
func (t *Town) Base() string { return t.base }

// Home gives the https address by name, for clients that are given Server.Hosts and Server.Roots.
func (t *Town) Home() string { return t.secure }

// Add makes news: the article is on the listing from now on.
func (t *Town) Add(a Article) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.articles = append(t.articles, a)
	slices.SortStableFunc(t.articles, func(a, b Article) int { return b.At.Compare(a.At) })
}

// Illustrate gives an article a picture, which the site serves as a photograph.
func (t *Town) Illustrate(id, picture, alt string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.articles {
		if t.articles[i].ID == id {
			t.articles[i].Picture, t.articles[i].Alt = picture, alt
		}
	}
}

// Break makes the town suffer from trouble until told otherwise.
func (t *Town) Break(trouble Trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trouble = trouble
}

// Requests gives "METHOD path" of every request so far.
func (t *Town) Requests() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.requests)
}

// Articles gives what the town has published, newest first.
func (t *Town) Articles() []Article {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.articles)
}

// ServeHTTP answers as the town's site would.
func (t *Town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	t.requests = append(t.requests, r.Method+" "+r.URL.RequestURI())
	trouble := t.trouble
	t.mu.Unlock()
	switch {
	case r.URL.Path == "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /intern/\n")
	case trouble == Down:
		http.Error(w, "maintenance", http.StatusServiceUnavailable)
	case trouble == Blocked:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><head><title>安全验证</title></head><body>Please enable JavaScript and complete the check</body></html>")
	default:
		t.page(w, r)
	}
}

// page serves the listing, the feed or an article.
func (t *Town) page(w http.ResponseWriter, r *http.Request) {
	articles := t.Articles()
	if trouble := t.troubled(); trouble == Redesigned {
		articles = nil
	}
	var b bytes.Buffer
	contentType := "text/html"
	switch {
	case slices.ContainsFunc(articles, func(a Article) bool { return a.Picture != "" && a.Picture == r.URL.Path }):
		w.Header().Set("Content-Type", "image/jpeg")
		_ = jpeg.Encode(w, photograph(r.URL.Path), nil) // a client that has gone away needs no picture
		return
	case r.URL.RequestURI() == t.Start || r.URL.RequestURI() == "/":
		t.render(&b, t.layout.listing, pageData{Town: t, Articles: articles, Host: asked(r)})
	case t.layout.feed != nil && r.URL.Path == "/feed/":
		contentType = "application/rss+xml"
		t.render(&b, t.layout.feed, pageData{Town: t, Articles: articles, Host: asked(r)})
	default:
		i := slices.IndexFunc(articles, func(a Article) bool { return t.layout.path(a) == r.URL.RequestURI() })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		t.render(&b, t.layout.article, pageData{Town: t, Article: articles[i], Articles: articles})
	}
	page := b.Bytes()
	if t.menu != "" {
		page = bytes.Replace(page, []byte("</body>"), []byte(t.menu+"</body>"), 1)
	}
	t.write(w, r, contentType, page)
}

// asked gives the origin that the client asked for.
func asked(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (t *Town) troubled() Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.trouble
}

// write sends body in the town's charset, with validators.
func (t *Town) write(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	charset := "utf-8"
	if t.GBK {
		charset = "GBK"
		encoded, err := simplifiedchinese.GBK.NewEncoder().Bytes(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		body = encoded
	}
	w.Header().Set("Content-Type", contentType+"; charset="+charset)
	w.Header().Set("ETag", etag(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// Path gives the address of a on its town's site, without the host.
func (t *Town) Path(a Article) string { return t.layout.path(a) }

// URLOf gives the whole address of a.
func (t *Town) URLOf(a Article) string { return t.base + t.layout.path(a) }

// Find gives the town with the id, nil when there is none.
func Find(towns []*Town, id string) *Town {
	for _, t := range towns {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// paragraphs splits a text at blank lines.
func paragraphs(text string) []string {
	return strings.Split(strings.TrimSpace(text), "\n\n")
}
