package bounce

import (
	"regexp"
	"slices"
	"strings"

	"tidings/internal/audience"
	"tidings/internal/mail"
)

// block is one group of fields, names in lower case.
type block map[string]string

func first(bs []block) block {
	if len(bs) == 0 {
		return nil
	}
	return bs[0]
}

// maxBlocks bounds the recipients of one report; ours go to one each.
const maxBlocks = 64

// blocks reads groups of header fields divided by blank lines, as RFC 3464 section 2.1 has them, forgivingly: a line
// that is no field is left out, and the first of two fields of one name counts.
func blocks(body []byte) []block {
	var out []block
	current, last := block{}, ""
	flush := func() {
		if len(current) > 0 {
			out = append(out, current)
		}
		current, last = block{}, ""
	}
	for line := range strings.SplitSeq(string(body), "\n") {
		line = strings.TrimRight(line, "\r")
		name, value, ok := strings.Cut(line, ":")
		switch {
		case len(out) >= maxBlocks:
			return out
		case strings.TrimSpace(line) == "":
			flush()
		case line[0] == ' ' || line[0] == '\t':
			if last != "" {
				current[last] += " " + strings.TrimSpace(line)
			}
		case ok:
			last = strings.ToLower(strings.TrimSpace(name))
			if _, twice := current[last]; !twice {
				current[last] = strings.TrimSpace(value)
			}
		}
	}
	flush()
	return out
}

// read draws the bounces out of the report parts, or out of the text where there are none.
func (p *pieces) read() {
	for _, b := range p.status {
		if bounce, ok := statusBounce(b); ok {
			p.bounces = append(p.bounces, bounce)
		}
	}
	if kind := strings.ToLower(p.feedback["feedback-type"]); kind != "" && kind != "not-spam" {
		p.bounces = append(p.bounces, audience.Bounce{
			Kind: audience.BounceComplaint, Address: p.complainant(), Detail: Clip("feedback " + kind),
		})
	}
	if len(p.status) == 0 && p.feedback == nil && p.fromDaemon() {
		p.readText()
	}
}

// class decides what the mail is. Reports come first: they are marked as automatic replies too.
func (p *pieces) class() Class {
	switch {
	case p.feedback != nil && len(p.bounces) > 0:
		return Complaint
	case len(p.bounces) > 0:
		return Failure
	case p.feedback["feedback-type"] != "", len(p.status) > 0 && p.arrived():
		return Notice
	case p.report != "":
		return Unknown
	case p.automatic():
		return AutoReply
	}
	return Unknown
}

// arrived reports that a status says of some recipient that the mail got there.
func (p *pieces) arrived() bool {
	fine := []string{"delivered", "relayed", "expanded"}
	return slices.ContainsFunc(p.status, func(b block) bool {
		return slices.Contains(fine, strings.ToLower(b["action"]))
	})
}

// codeForm finds an enhanced status code (RFC 3463) in running text.
var codeForm = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:$|[^\d.]|\.\D)`)

// StatusIn gives the first enhanced status code (RFC 3463) in a text, "" when there is none.
func StatusIn(text string) string {
	if m := codeForm.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// statusBounce reads one recipient's block (RFC 3464, section 2.3).
func statusBounce(b block) (audience.Bounce, bool) {
	action := strings.ToLower(b["action"])
	code := StatusIn(b["status"])
	if better := StatusIn(b["diagnostic-code"]); code == "" || strings.HasSuffix(code, ".0.0") && better != "" {
		code = better // some servers put 5.0.0 beside a diagnosis that knows more
	}
	addr := address(b["original-recipient"])
	if addr == "" {
		addr = address(b["final-recipient"])
	}
	if action != "failed" && action != "delayed" || addr == "" && code == "" {
		return audience.Bounce{}, false
	}
	return audience.Bounce{
		Address: addr, Kind: kindOf(action, code), Status: code, Detail: Clip(b["diagnostic-code"]),
	}, true
}

// kindOf tells what lasts from what passes: a full mailbox (5.2.2) and a mail that grew too old (4.4.7) may be empty
// and young tomorrow.
func kindOf(action, code string) audience.BounceKind {
	if action == "delayed" || mail.Passing(code) {
		return audience.BounceSoft
	}
	return audience.BounceHard
}

// address takes the address out of "rfc822; a@b" (RFC 3464, section 2.1.2).
func address(field string) string {
	if _, rest, typed := strings.Cut(field, ";"); typed {
		field = rest
	}
	field = strings.Trim(strings.TrimSpace(field), "<>")
	if len(field) > 320 || !strings.Contains(field, "@") {
		return ""
	}
	return field
}

// complainant gives who complained: whom the report names, else whom the mail it quotes was for.
func (p *pieces) complainant() string {
	for _, field := range []string{p.feedback["original-rcpt-to"], p.original["to"]} {
		if i := strings.LastIndexByte(field, '<'); i >= 0 {
			field = field[i:]
		}
		if addr := address(field); addr != "" {
			return addr
		}
	}
	return ""
}

// fromDaemon reports the null sender, or the names mail servers sign with.
func (p *pieces) fromDaemon() bool {
	if strings.TrimSpace(p.head.Get("Return-Path")) == "<>" {
		return true
	}
	from := strings.ToLower(p.head.Get("From"))
	return strings.Contains(from, "mailer-daemon") || strings.Contains(from, "postmaster@")
}

// failureForm finds the line of a plain-text bounce that quotes the refusing server: "550 5.1.1 …", "#5.1.1".
var failureForm = regexp.MustCompile(`(?m)^.*(?:\b[45]\d\d[ -]|#)([45]\.\d{1,3}\.\d{1,3})\b.*$`)

// recipientForm finds the address such a text names in angle brackets at the start of a line.
var recipientForm = regexp.MustCompile(`(?m)^\s*<([^<>\s]{1,254}@[^<>\s]{1,253})>`)

// readText finds the failure in words, for servers that send no machine-readable status: an enhanced status code, and
// an address where it names one.
func (p *pieces) readText() {
	m := failureForm.FindStringSubmatch(p.text)
	if m == nil {
		return
	}
	b := audience.Bounce{Kind: kindOf("failed", m[1]), Status: m[1], Detail: Clip(m[0])}
	if r := recipientForm.FindStringSubmatch(p.text); r != nil {
		b.Address = r[1]
	}
	p.bounces = append(p.bounces, b)
}

// replyForm knows the subjects of automatic replies that carry no header to say so.
var replyForm = regexp.MustCompile(
	`(?i)^(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?response|abwesenheit|automatische antwort|` +
		`réponse automatique|respuesta automática|自动回复|自動回覆)`)

// automatic reports a reply made by a machine (RFC 3834, section 5, and older customs).
func (p *pieces) automatic() bool {
	auto := strings.ToLower(p.head.Get("Auto-Submitted"))
	if auto != "" && auto != "no" {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"} {
		if p.head.Get(name) != "" {
			return true
		}
	}
	precedence := strings.ToLower(p.head.Get("Precedence"))
	return precedence == "auto_reply" || replyForm.MatchString(decoded(p.head.Get("Subject")))
}
