package config

import (
	"net/netip"
	"net/url"
)

// OAuth2 is how access tokens are fetched that a relay or a mailbox is signed in to with, in place of a password: with
// a refresh token, or without one by the client's own credentials.
type OAuth2 struct {
	TokenURL     string   `yaml:"token_url"`
	ClientID     string   `yaml:"client_id"`
	ClientSecret Secret   `yaml:"client_secret"`
	RefreshToken Secret   `yaml:"refresh_token"`
	Scopes       []string `yaml:"scopes"`
}

// Set reports whether any of it is given.
func (o OAuth2) Set() bool {
	return o.TokenURL != "" || o.ClientID != "" || o.ClientSecret != "" || o.RefreshToken != "" || len(o.Scopes) > 0
}

// oauth checks the keys of oauth2 beside the sign-in they stand in. at is the path of the relay or mailbox.
func (k *checker) oauth(at string, o OAuth2, username string, password Secret) {
	if !o.Set() {
		return
	}
	here := at + ".oauth2"
	switch u, err := url.Parse(o.TokenURL); {
	case o.TokenURL == "":
		k.bad(here, "needs token_url, such as https://oauth2.googleapis.com/token")
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && onLoopback(u)):
		k.bad(here+".token_url", "is not an https address: secrets are sent there")
	}
	if o.ClientID == "" {
		k.bad(here, "needs client_id")
	}
	if o.RefreshToken == "" && o.ClientSecret == "" {
		k.bad(here, "needs refresh_token_file, or client_secret_file for the client's own credentials")
	}
	if username == "" {
		k.bad(at, "oauth2 needs username: the mailbox the tokens are for")
	}
	if password != "" {
		k.bad(at+".password", "leave it out beside oauth2")
	}
}

// onLoopback reports whether a URL names this machine by its address.
func onLoopback(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
