package mailtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
)

// IssuerOptions describe a token server.
type IssuerOptions struct {
	ClientID     string
	ClientSecret string
	RefreshToken string // the one that is good; "" = clients are trusted by their secret
	Scope        string // demanded when not empty
	Life         int    // of a token, in seconds; 0 = not said
	Rotate       bool   // each refresh gives another refresh token and ends the old one
	InForm       bool   // the client must name itself in the form, as with Google
}

// Issuer is a token server (RFC 6749) on loopback. Tokens it gave out are good until they are revoked.
type Issuer struct {
	opt IssuerOptions
	web *httptest.Server

	mu      sync.Mutex
	refresh string
	given   int
	asked   []url.Values
	good    map[string]bool
	faults  []http.HandlerFunc
}

// StartIssuer makes a token server; the caller closes it.
func StartIssuer(opt IssuerOptions) *Issuer {
	i := &Issuer{opt: opt, refresh: opt.RefreshToken, good: map[string]bool{}}
	i.web = httptest.NewServer(http.HandlerFunc(i.serve))
	return i
}

// Close ends the server.
func (i *Issuer) Close() { i.web.Close() }

// URL is the token endpoint.
func (i *Issuer) URL() string { return i.web.URL + "/token" }

// Good reports whether a token was given out and not revoked.
func (i *Issuer) Good(token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.good[token]
}

// Revoke ends all tokens given out so far.
func (i *Issuer) Revoke() {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.good)
}

// Given is how many access tokens were given out.
func (i *Issuer) Given() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.given
}

// Refresh is the refresh token that is good now.
func (i *Issuer) Refresh() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.refresh
}

// Asked gives the forms of all requests so far.
func (i *Issuer) Asked() []url.Values {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]url.Values(nil), i.asked...)
}

// Script has the next requests answered otherwise, one after the other.
func (i *Issuer) Script(answers ...http.HandlerFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.faults = append(i.faults, answers...)
}

// Refuse is an answer with an error code.
func Refuse(status int, code, description string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer(w, status, map[string]any{"error": code, "error_description": description})
	}
}

func (i *Issuer) serve(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.Method != http.MethodPost || r.URL.Path != "/token" || r.ParseForm() != nil {
		http.NotFound(w, r)
		return
	}
	i.asked = append(i.asked, r.PostForm)
	if len(i.faults) > 0 {
		fault := i.faults[0]
		i.faults = i.faults[1:]
		fault(w, r)
		return
	}
	if code := i.refuses(r); code != "" {
		answer(w, http.StatusBadRequest, map[string]any{"error": code})
		return
	}
	i.give(w)
}

// refuses gives the error code of a request, "" for a good one.
func (i *Issuer) refuses(r *http.Request) string {
	id, secret, inHeader := r.BasicAuth()
	if !inHeader || i.opt.InForm {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	grant := "client_credentials"
	if i.opt.RefreshToken != "" {
		grant = "refresh_token"
	}
	switch {
	case id != i.opt.ClientID || secret != i.opt.ClientSecret:
		return "invalid_client"
	case r.PostForm.Get("grant_type") != grant:
		return "unsupported_grant_type"
	case r.PostForm.Get("refresh_token") != i.refresh:
		return "invalid_grant"
	case i.opt.Scope != "" && r.PostForm.Get("scope") != i.opt.Scope:
		return "invalid_scope"
	}
	return ""
}

// give gives a token out.
func (i *Issuer) give(w http.ResponseWriter) {
	i.given++
	token := fmt.Sprintf("access-%d", i.given)
	i.good[token] = true
	out := map[string]any{"access_token": token, "token_type": "Bearer"}
	if i.opt.Life > 0 {
		out["expires_in"] = i.opt.Life
	}
	if i.opt.Rotate && i.refresh != "" {
		i.refresh = fmt.Sprintf("refresh-%d", i.given)
		out["refresh_token"] = i.refresh
	}
	answer(w, http.StatusOK, out)
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that has gone away needs no answer
}
