package inbox

import (
	"net/http"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/web/visit"
	"tidings/templates"
)

// maxMails is how many mails the inbox lists.
const maxMails = 200

// mailPolicy shows a mail as mail programs do: no script, no form, nothing fetched, only its own styles. Its links
// open outside the frame.
const mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; " +
	"style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'"

// pages are the inbox of one mailbox.
type pages struct{ box Mailbox }

// Handlers gives the pages of a mailbox by their patterns.
func Handlers(box Mailbox) map[string]visit.Handler {
	p := pages{box}
	out := map[string]visit.Handler{}
	for pattern, h := range map[string]visit.Handler{
		"GET /inbox": p.showInbox, "GET /inbox/{id}": p.showMail, "GET /inbox/{id}/html": p.showMailHTML,
		"GET /inbox/{id}/raw": p.showMailRaw,
	} {
		out[pattern] = func(v *visit.Visit) error {
			v.Private()
			if !v.Near(v.R) {
				return fault.New(fault.Denied, "the inbox is shown to this machine and its private network only")
			}
			return h(v)
		}
	}
	return out
}

// showInbox lists the mails.
func (p pages) showInbox(v *visit.Visit) error {
	mails, err := p.box.Mails(v.Ctx, maxMails)
	if err != nil {
		return err
	}
	page := templates.PageInbox{Page: v.Page()}
	for _, m := range mails {
		page.Mails = append(page.Mails, mailRow(v, m))
	}
	return v.Show(http.StatusOK, "inbox", page)
}

func mailRow(v *visit.Visit, m Mail) templates.MailRow {
	return templates.MailRow{
		Subject: m.Subject, URL: v.Link(mailPath(m.ID)), From: correspondents(m.From), To: correspondents(m.To),
		At: v.Moment(m.Date),
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
func (p pages) showMail(v *visit.Visit) error {
	m, err := p.box.Mail(v.Ctx, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	views := []string{"html", "text", "headers"}
	if m.HTML == "" {
		views = views[1:]
	}
	path := mailPath(m.ID)
	page := templates.PageMail{
		Page: v.Page(), MailRow: mailRow(v, m), Back: v.Link("/inbox"), View: v.R.URL.Query().Get("view"),
		Frame: v.Link(path + "/html"), Text: v.Local(m.Text), Raw: v.Link(path + "/raw"),
	}
	if !slices.Contains(views, page.View) {
		page.View = views[0]
	}
	for _, view := range views {
		page.Tabs = append(page.Tabs, templates.TabLink{
			Label: v.Loc.T("page_mail_" + view), URL: v.Link(path + "?view=" + view), Current: view == page.View,
		})
	}
	for _, h := range m.Headers {
		page.Headers = append(page.Headers, templates.Header{Name: h.Name, Value: h.Value})
	}
	return v.Show(http.StatusOK, "mail", page)
}

// head finds where a base element can stand.
var head = regexp.MustCompile(`(?i)<head[^>]*>`)

// showMailHTML shows the HTML part, for the frame.
func (p pages) showMailHTML(v *visit.Visit) error {
	m, err := p.box.Mail(v.Ctx, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	body := v.Local(m.HTML)
	const base = `<base target="_blank">`
	if at := head.FindStringIndex(body); at != nil {
		body = body[:at[1]] + base + body[at[1]:]
	} else {
		body = base + body
	}
	v.W.Header().Set("Content-Security-Policy", mailPolicy)
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.Write(http.StatusOK, []byte(body))
}

// showMailRaw gives the mail's bytes.
func (p pages) showMailRaw(v *visit.Visit) error {
	m, err := p.box.Mail(v.Ctx, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "message/rfc822")
	v.W.Header().Set("Content-Disposition", "attachment")
	return v.Write(http.StatusOK, m.Raw)
}
