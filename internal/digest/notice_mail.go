package digest

import (
	"time"

	"tidings/templates"
)

// MailTrouble is why mail is not sent, for the operator.
type MailTrouble struct {
	Scope  string // what rests: "digest:harbour", "relay"; see store.Rest
	Reason string // the relay's answer
	Since  time.Time
	Until  time.Time // when it is tried again; zero = at the next look
}

// mail tells the operator that sending rests.
func (n noticer) mail(v *noticeView) {
	t := n.in.Trouble
	v.Heading = n.loc.T("mail_title")
	v.Paragraphs = []string{n.loc.T("mail_text", v.Name), n.loc.T("mail_lost_nothing")}
	if v.Foot != "" {
		v.Foot = n.loc.T("source_why", v.Name, Clean(n.in.Recipient))
	}
	v.Facts = []fact{
		{n.loc.T("mail_scope"), Clean(t.Scope)},
		{n.loc.T("mail_reason"), templates.Truncate(Clean(t.Reason), sentenceWidth)},
		{n.loc.T("source_since"), n.when(t.Since)},
	}
	v.Facts = append(v.Facts, fact{n.loc.T("source_look"), "tidings delivery list --state failed"})
	if !t.Until.IsZero() {
		v.Facts = append(v.Facts, fact{n.loc.T("mail_until"), n.when(t.Until)},
			fact{n.loc.T("mail_resume"), "tidings delivery resume " + Clean(t.Scope)})
	}
	if n.in.Status != "" {
		v.Button = linkView{n.loc.T("source_status"), n.in.Status}
	}
}
