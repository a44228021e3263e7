package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/internal/fault"
)

// Kind says which headers a mail carries.
type Kind string

// The kinds of mail.
const (
	Digest Kind = "digest" // an edition: the List-* fields, one-click unsubscribe, Precedence: bulk
	Notice Kind = "notice" // what one reader or the operator asked for: confirmation, sign-in link, alarm
)

// Address is a mailbox with an optional display name.
type Address struct {
	Name string
	Addr string
}

// Identity is the sender as the configuration describes it: what all mails of a digest share.
type Identity struct {
	From         Address
	ReplyTo      Address // Addr empty = none
	ListID       string  // "huaibei-daily.news.example": stable for each digest; digests only
	ListName     string  // the phrase before the List-Id
	HelpURL      string  // List-Help
	OwnerAddress string  // List-Owner
	FeedbackID   string  // at most four fields divided by colons, the last one the sender's id
}

// Message is one mail to one reader.
type Message struct {
	Kind              Kind
	To                Address
	Subject           string
	Text              string // the part everybody can read; required
	HTML              string // empty = a mail of text only
	MessageID         string // as [MessageID] makes it, angle brackets included
	Date              time.Time
	Language          string    // BCP 47; Content-Language
	UnsubscribeURL    string    // https: one-click by RFC 8058; a digest needs it, a notice may have it
	UnsubscribeMailto string    // "mailto:…", beside the URL
	Pictures          []Picture // that the HTML part shows by their Content-ID
	Threads           []string  // ids of [ThreadID]: mail programs show mails with the same one together
}

// Picture is a JPEG picture inside a mail.
type Picture struct {
	ID   string // Content-ID without angle brackets; the HTML part says "cid:" and this
	JPEG []byte
}

// subjectRunes keeps a subject readable in any client; the end of a longer one becomes an ellipsis.
const subjectRunes = 200

var (
	messageIDForm = regexp.MustCompile(`^<[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*>$`)
	listIDForm    = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$`)
)

// Compose renders m as an RFC 5322 message with CRLF line ends, not yet signed. The same input gives the same bytes.
// Control characters are taken out of every text; a malformed address, URL or id is an error of kind Invalid.
func Compose(m Message, id Identity) ([]byte, error) {
	b := builder{msg: gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))}
	b.addresses(m, id)
	b.common(m)
	switch {
	case m.Kind == Digest:
		b.digest(m, id)
	case m.UnsubscribeURL != "":
		b.unsubscribe(m)
	}
	b.bodies(m)
	if b.err != nil {
		return nil, fault.New(fault.Invalid, "compose mail: %w", b.err)
	}
	var out bytes.Buffer
	out.Grow(len(m.HTML)*5/4 + len(m.Text)*5/4 + 4096)
	if _, err := b.msg.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("compose mail: %w", err)
	}
	raw := b.bare(out.Bytes())
	return raw, Check(raw)
}

// builder fills a go-mail message and keeps the first error.
type builder struct {
	msg *gomail.Msg
	err error

	related string // the content type of the part that holds the HTML part and its pictures; "" without any
}

// fail keeps the first mistake; the build goes on and is thrown away.
func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) addresses(m Message, id Identity) {
	b.msg.FromMailAddress(b.address("From", id.From))
	to := b.address("To", m.To)
	b.msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, to)
	if id.ReplyTo.Addr != "" {
		b.msg.ReplyToMailAddress(b.address("Reply-To", id.ReplyTo))
	}
}

func (b *builder) address(field string, a Address) *netmail.Address {
	addr, err := NormalAddress(a.Addr)
	if err != nil {
		b.fail(fmt.Errorf("%s: %w", field, err))
	}
	return &netmail.Address{Name: cleanName(a.Name), Address: addr}
}

// common sets what every mail has. Date and Message-ID are the caller's: the same mail must have the same bytes.
func (b *builder) common(m Message) {
	if !messageIDForm.MatchString(m.MessageID) {
		b.fail(fmt.Errorf("message id %q is not <local@domain>", m.MessageID))
	}
	if m.Date.IsZero() {
		b.fail(fmt.Errorf("no date"))
	}
	if m.Kind != Digest && m.Kind != Notice {
		b.fail(fmt.Errorf("unknown kind %q", m.Kind))
	}
	b.msg.SetMessageIDWithValue(strings.Trim(m.MessageID, "<>"))
	b.msg.SetDateWithValue(m.Date)
	b.msg.SetGenHeader(gomail.HeaderSubject, encodeText(cut(cleanLine(m.Subject), subjectRunes)))
	b.set("Auto-Submitted", "auto-generated") // RFC 3834, section 5
	b.set("X-Auto-Response-Suppress", "All")  // the same wish in Exchange's words
	b.threads(m.Threads)
	if lang := cleanLine(m.Language); lang != "" {
		b.set("Content-Language", encodeText(lang))
	}
}

// threads writes what the mail is about as an answer to mails that never were (RFC 5322, section 3.6.4).
func (b *builder) threads(ids []string) {
	for _, id := range ids {
		if !messageIDForm.MatchString(id) {
			b.fail(fmt.Errorf("thread id %q is not <local@domain>", id))
		}
	}
	if len(ids) == 1 {
		b.set("In-Reply-To", ids[0])
	}
	if len(ids) > 0 {
		b.set("References", strings.Join(ids, " "))
	}
}

func (b *builder) set(name, value string) { b.msg.SetGenHeader(gomail.Header(name), value) }

// digest sets what marks bulk mail: by these fields mailbox providers show a way out, and keep automatic answers back.
func (b *builder) digest(m Message, id Identity) {
	b.set("Precedence", "bulk")
	if !listIDForm.MatchString(id.ListID) {
		b.fail(fmt.Errorf("list id %q is not of the form name.domain", id.ListID))
	}
	b.set("List-Id", strings.TrimSpace(phrase(cleanName(id.ListName))+" <"+id.ListID+">"))
	b.unsubscribe(m)
	if id.HelpURL != "" {
		b.set("List-Help", b.uri("List-Help", id.HelpURL, "https", "http", "mailto"))
	}
	if id.OwnerAddress != "" {
		owner := b.address("List-Owner", Address{Addr: id.OwnerAddress})
		b.set("List-Owner", b.uri("List-Owner", "mailto:"+owner.Address, "mailto"))
	}
	if id.FeedbackID != "" {
		if n := strings.Count(id.FeedbackID, ":"); n > 3 || !plainValue(id.FeedbackID) {
			b.fail(fmt.Errorf("feedback id %q is not one to four fields divided by colons", id.FeedbackID))
		}
		b.set("Feedback-ID", id.FeedbackID)
	}
}

// unsubscribe writes RFC 2369's field and, for an https URL, RFC 8058's promise that a bare POST to it unsubscribes.
func (b *builder) unsubscribe(m Message) {
	if m.UnsubscribeURL == "" {
		b.fail(fmt.Errorf("a digest needs an unsubscribe URL"))
		return
	}
	ways := []string{b.uri("List-Unsubscribe", m.UnsubscribeURL, "https", "http")}
	if m.UnsubscribeMailto != "" {
		ways = append(ways, b.uri("List-Unsubscribe", m.UnsubscribeMailto, "mailto"))
	}
	b.set("List-Unsubscribe", strings.Join(ways, ", "))
	if strings.HasPrefix(ways[0], "<https:") {
		b.set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
}

// uri gives an address as header fields have it, and fails for one of another scheme.
func (b *builder) uri(field, uri string, schemes ...string) string {
	if err := checkURI(uri, schemes...); err != nil {
		b.fail(fmt.Errorf("%s: %w", field, err))
	}
	return "<" + uri + ">"
}

func (b *builder) bodies(m Message) {
	text, html := cleanBody(m.Text), cleanBody(m.HTML)
	if strings.TrimSpace(text) == "" {
		b.fail(fmt.Errorf("no text part"))
	}
	// The boundary hashes the bodies, so no body can hold it; its alphabet needs no quoting, which go-mail omits.
	sum := sha256.Sum256([]byte(m.MessageID + "\x00" + text + "\x00" + html))
	b.msg.SetBoundary("t_" + hex.EncodeToString(sum[:16]))
	b.msg.SetBodyString(gomail.TypeTextPlain, text, gomail.WithPartEncoding(encodingOf(text)))
	switch {
	case html != "" && len(m.Pictures) > 0:
		b.relate(html, m, sum[:16])
	case html != "":
		b.msg.AddAlternativeString(gomail.TypeTextHTML, html, gomail.WithPartEncoding(encodingOf(html)))
	}
}
