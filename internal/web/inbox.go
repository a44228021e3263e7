package web

import (
	"net/http"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/templates"
)

// maxMails is how many mails the inbox lists.
const maxMails = 200

// mailPolicy shows a mail as mail programs do: no script, no form, nothing fetched, only its own styles. Its links
// open outside the frame.
const mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; " +
	"style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'"

// inboxRoutes mounts the inbox. Mails hold signed links: whoever reads them acts for their readers.
func (s *site) inboxRoutes(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"GET /inbox": s.showInbox, "GET /inbox/{id}": s.showMail, "GET /inbox/{id}/html": s.showMailHTML,
		"GET /inbox/{id}/raw": s.showMailRaw,
	} {
		mux.Handle(pattern, s.page(func(v *visit) error {
			v.private()
			if !s.near(v.r) {
				return fault.New(fault.Denied, "the inbox is shown to this machine and its private network only")
			}
			return h(v)
		}))
	}
}

// showInbox lists the mails.
func (s *site) showInbox(v *visit) error {
	mails, err := s.Inbox.Mails(v.ctx, maxMails)
	if err != nil {
		return err
	}
	page := templates.PageInbox{Page: v.page()}
	for _, m := range mails {
		page.Mails = append(page.Mails, v.mailRow(m))
	}
	return v.show(http.StatusOK, "inbox", page)
}

func (v *visit) mailRow(m Mail) templates.MailRow {
	return templates.MailRow{
		Subject: m.Subject, URL: v.link(mailPath(m.ID)), From: correspondents(m.From), To: correspondents(m.To),
		At: v.moment(m.Date),
	}
}

// correspondents writes the addresses of a header field for people.
func correspondents(field string) string {
	parsed, err := netmail.ParseAddressList(field)
	if err != nil {
		return field
	}
	out := make([]string, len(parsed))
	for i, a := range parsed {
		out[i] = mail.Address{Name: a.Name, Addr: a.Address}.String()
	}
	return strings.Join(out, ", ")
}

func mailPath(id string) string { return "/inbox/" + url.PathEscape(id) }

// showMail shows one mail as a page, as text or with its headers (?view=).
func (s *site) showMail(v *visit) error {
	m, err := s.Inbox.Mail(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	views := []string{"html", "text", "headers"}
	if m.HTML == "" {
		views = views[1:]
	}
	path := mailPath(m.ID)
	page := templates.PageMail{
		Page: v.page(), MailRow: v.mailRow(m), Back: v.link("/inbox"), View: v.r.URL.Query().Get("view"),
		Frame: v.link(path + "/html"), Text: s.local(m.Text), Raw: v.link(path + "/raw"),
	}
	if !slices.Contains(views, page.View) {
		page.View = views[0]
	}
	for _, view := range views {
		page.Tabs = append(page.Tabs, templates.TabLink{
			Label: v.loc.T("page_mail_" + view), URL: v.link(path + "?view=" + view), Current: view == page.View,
		})
	}
	for _, h := range m.Headers {
		page.Headers = append(page.Headers, templates.Header{Name: h.Name, Value: h.Value})
	}
	return v.show(http.StatusOK, "mail", page)
}

// head finds where a base element can stand.
var head = regexp.MustCompile(`(?i)<head[^>]*>`)

// showMailHTML shows the HTML part, for the frame.
func (s *site) showMailHTML(v *visit) error {
	m, err := s.Inbox.Mail(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	body := s.local(m.HTML)
	const base = `<base target="_blank">`
	if at := head.FindStringIndex(body); at != nil {
		body = body[:at[1]] + base + body[at[1]:]
	} else {
		body = base + body
	}
	v.w.Header().Set("Content-Security-Policy", mailPolicy)
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.write(http.StatusOK, []byte(body))
}

// showMailRaw gives the mail's bytes.
func (s *site) showMailRaw(v *visit) error {
	m, err := s.Inbox.Mail(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "message/rfc822")
	v.w.Header().Set("Content-Disposition", "attachment")
	return v.write(http.StatusOK, m.Raw)
}

// local turns links that begin with the base URL, or with one of ShowHosts, into local ones: in the demonstration
// neither we nor the towns have a name.
func (s *site) local(text string) string {
	if s.ShowBase != "" && s.BaseURL != "" {
		text = relink(text, s.BaseURL, s.ShowBase)
	}
	for from, to := range s.ShowHosts {
		text = relink(text, from, to)
	}
	return text
}

// relink replaces a URL prefix where it is whole: not as the beginning of a longer host name or port.
func relink(text, from, to string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, from)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if after == "" || strings.ContainsRune("/?#\"'<> \t\r\n),;&]", rune(after[0])) {
			b.WriteString(to)
		} else {
			b.WriteString(from)
		}
		text = after
	}
}
