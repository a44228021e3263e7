package mail

import (
	"slices"
	"strings"

	"tidings/internal/fault"
)

// Preset is how a well-known provider takes mail. A region fills {region} in Host.
type Preset struct {
	Name     string
	Host     string
	Port     int
	Security Security
	Auth     Auth
	Note     string // what an operator must know before it works
}

// presets by name. Ports and names change rarely; each is only a default that the configuration overrides.
var presets = []Preset{
	{"gmail", "smtp.gmail.com", 587, StartTLS, AuthAuto, "needs an app password, or oauth2"},
	{"outlook", "smtp.office365.com", 587, StartTLS, AuthXOAuth2, "takes no passwords: it needs oauth2"},
	{"qq", "smtp.qq.com", 465, Implicit, AuthAuto, "the password is the authorization code of the web settings"},
	{"163", "smtp.163.com", 465, Implicit, AuthAuto, "the password is the authorization code of the web settings"},
	{"126", "smtp.126.com", 465, Implicit, AuthAuto, "the password is the authorization code of the web settings"},
	{"ses", "email-smtp.{region}.amazonaws.com", 587, StartTLS, AuthAuto, "SMTP credentials are not the API keys"},
	{"postmark", "smtp.postmarkapp.com", 587, StartTLS, AuthAuto, "login and password are both the server token"},
	{"mailgun", "smtp.mailgun.org", 587, StartTLS, AuthAuto, "for domains in the EU the preset is mailgun-eu"},
	{"mailgun-eu", "smtp.eu.mailgun.org", 587, StartTLS, AuthAuto, ""},
	{"exmail", "smtp.exmail.qq.com", 465, Implicit, AuthAuto, "the password is the client password of the web settings"},
	{"aliyun", "smtpdm.aliyun.com", 465, Implicit, AuthAuto, "the password is the SMTP password of the sender address"},
	{"sendgrid", "smtp.sendgrid.net", 587, StartTLS, AuthAuto, "the login is the word apikey, the password the key"},
	{"mailjet", "in-v3.mailjet.com", 587, StartTLS, AuthAuto, "login and password are the API key and its secret"},
	{"brevo", "smtp-relay.brevo.com", 587, StartTLS, AuthAuto, "the password is an SMTP key"},
	{"icloud", "smtp.mail.me.com", 587, StartTLS, AuthAuto, "needs an app-specific password"},
	{"yahoo", "smtp.mail.yahoo.com", 465, Implicit, AuthAuto, "needs an app password"},
	{"fastmail", "smtp.fastmail.com", 465, Implicit, AuthAuto, "needs an app password"},
	{"zoho", "smtp.zoho.com", 465, Implicit, AuthAuto, "in the EU the host is smtp.zoho.eu"},
	{"yandex", "smtp.yandex.com", 465, Implicit, AuthAuto, "needs an app password"},
}

// FindPreset looks a provider up. The region is only asked for where the host has one.
func FindPreset(name, region string) (Preset, error) {
	i := slices.IndexFunc(presets, func(p Preset) bool { return strings.EqualFold(p.Name, name) })
	if i < 0 {
		return Preset{}, fault.New(fault.NotFound, "no mail preset %q; known are %s", name, strings.Join(PresetNames(), ", "))
	}
	p := presets[i]
	if strings.Contains(p.Host, "{region}") {
		if region == "" {
			return Preset{}, fault.New(fault.Invalid, "mail preset %s needs a region", p.Name)
		}
		p.Host = strings.ReplaceAll(p.Host, "{region}", region)
	}
	return p, nil
}

// PresetNames lists the providers known.
func PresetNames() []string {
	var names []string
	for _, p := range presets {
		names = append(names, p.Name)
	}
	return names
}

// Apply fills in what opt leaves open.
func (p Preset) Apply(opt SMTPOptions) SMTPOptions {
	if opt.Host == "" {
		opt.Host = p.Host
	}
	if opt.Security == "" {
		opt.Security = p.Security
		if opt.Port == 0 {
			opt.Port = p.Port
		}
	}
	if opt.Auth == "" {
		opt.Auth = p.Auth
	}
	return opt
}
