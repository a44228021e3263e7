package digest

import (
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/templates"
)

// NoticeKind says which of the small mails a notice is.
type NoticeKind string

// The notices. Confirm is the only mail an unconfirmed address gets; Source and Mail go to the operator.
const (
	NoticeConfirm NoticeKind = "confirm"
	NoticeWelcome NoticeKind = "welcome"
	NoticeGoodbye NoticeKind = "goodbye"
	NoticeLeft    NoticeKind = "left" // one digest of several
	NoticeManage  NoticeKind = "manage"
	NoticeStill   NoticeKind = "still"
	NoticeSource  NoticeKind = "source"
	NoticeMail    NoticeKind = "mail"
)

// Notice is a mail about a subscription or, to the operator, about sources. It carries nothing a form was filled with
// but the recipient's address, so that a sign-up form cannot be used to send a stranger words of one's own.
type Notice struct {
	Kind        NoticeKind
	Lang        string
	Zone        string // IANA; "" = UTC
	At          time.Time
	Service     string   // the operator's name for the service
	Recipient   string   // the address it goes to, shown in the foot
	Digests     []string // names of the digests, as configured
	Schedule    string   // see [Schedule]
	Next        time.Time
	Link        string    // confirm, undo or preferences page
	Expires     time.Time // of Link
	Preferences string
	Unsubscribe string // a POST to it must be enough: mail programs have a button for it
	LeaveMail   string // "mailto:…", the same by mail; "" = none
	Status      string // the status page
	Changes     []SourceChange
	Trouble     MailTrouble
	Contact     string
	Postal      string
}

// SourceChange is a source that changed its state, for the operator.
type SourceChange struct {
	ID       string
	Name     string
	URL      string
	From, To news.State
	Since    time.Time
	LastRead time.Time
	LastNew  time.Time
	Before   string // how it was read, when that is otherwise now: "feed: https://…"
	Now      string // how it is read now
	Err      string // the last failure
	Advice   string // a command to try: "tidings source doctor huaibei"
}

// noticeView is the data of mail/notice.*.tmpl.
type noticeView struct {
	Title, Preheader string // Title is the subject
	Name             string // of the service
	Day, Hour        string
	Heading          string
	Paragraphs       []string
	Button           linkView
	After            []string
	Facts            []fact
	Changes          []changeView
	Foot             string
	Links            []linkView
	Contact          contactView
	Postal           string
}

type linkView struct{ Label, URL string }

type fact struct{ Name, Value string }

type changeView struct {
	Name  string
	Was   string
	State string
	Well  bool
	Facts []fact
	Link  linkView
}

// RenderNotice makes the mail of a notice.
func RenderNotice(set *templates.Set, in Notice) (Rendered, error) {
	zone, err := zoneOf(in.Zone)
	if err != nil {
		return Rendered{}, fault.New(fault.Invalid, "zone %q of a notice: %w", in.Zone, err)
	}
	n := noticer{loc: set.Locale(in.Lang), in: in, zone: zone}
	view, err := n.view()
	if err != nil {
		return Rendered{}, err
	}
	out := Rendered{Subject: view.Title, Preheader: view.Preheader}
	if out.HTML, err = set.MailHTML("notice", in.Lang, view); err != nil {
		return Rendered{}, fault.Wrap(err, "render notice %s", in.Kind)
	}
	if out.Text, err = set.MailText("notice", in.Lang, view); err != nil {
		return Rendered{}, fault.Wrap(err, "render notice %s", in.Kind)
	}
	return out, nil
}

// noticer puts one notice into words.
type noticer struct {
	loc  *templates.Locale
	in   Notice
	zone *time.Location
}

// view fills in the sheet that all notices share: what the kind says, then title, preheader and the way out.
func (n noticer) view() (noticeView, error) {
	at := n.in.At.In(n.zone)
	v := noticeView{
		Name: Clean(n.in.Service), Day: n.loc.FullDate(at), Hour: n.loc.Clock(at) + " (" + n.zone.String() + ")",
		Postal: Clean(n.in.Postal), Contact: contact(n.in.Contact),
		Foot: n.loc.T("notice_why", Clean(n.in.Service), Clean(n.in.Recipient)),
	}
	if n.in.Recipient == "" {
		v.Foot = ""
	}
	switch n.in.Kind {
	case NoticeConfirm:
		n.confirm(&v)
	case NoticeWelcome:
		n.plain(&v, "welcome_notice", "preferences", n.in.Preferences)
	case NoticeGoodbye:
		n.plain(&v, "goodbye", "goodbye_button", n.in.Link)
		v.After = n.expiry("undo_expires")
	case NoticeLeft:
		n.plain(&v, "left_one", "goodbye_button", n.in.Link)
		v.After = n.expiry("undo_expires")
		v.Links = append(v.Links, linkView{n.loc.T("preferences"), n.in.Preferences})
	case NoticeManage:
		n.plain(&v, "manage", "manage_button", n.in.Link)
		v.After = append(n.expiry("link_expires"), n.loc.T("manage_not_you"))
	case NoticeStill:
		n.plain(&v, "still", "preferences", n.in.Preferences)
	case NoticeSource:
		n.source(&v)
	case NoticeMail:
		n.mail(&v)
	default:
		return v, fault.New(fault.Invalid, "no notice is called %q", n.in.Kind)
	}
	v.Title = templates.Truncate(n.subject(), subjectWidth)
	v.Preheader = templates.Truncate(v.Paragraphs[0], preheaderWidth)
	if n.in.Unsubscribe != "" {
		v.Links = append(v.Links, linkView{n.loc.T(n.unsubscribeKey()), n.in.Unsubscribe})
	}
	return v, nil
}

// subject names the service; the operator's names the sources.
func (n noticer) subject() string {
	name := Clean(n.in.Service)
	switch n.in.Kind {
	case NoticeSource:
	case NoticeLeft:
		return n.loc.T("goodbye_subject", Clean(n.loc.Join(n.in.Digests)))
	default:
		return n.loc.T(string(n.in.Kind)+"_subject", name)
	}
	key, first := "source_subject_well", SourceChange{}
	for i, c := range n.in.Changes {
		if i == 0 {
			first = c
		}
		if !c.From.Trouble() {
			key = "source_subject_moved"
		}
		if c.To.Trouble() {
			key, first = "source_subject", c
			break
		}
	}
	return n.loc.N(key, len(n.in.Changes), name, Clean(first.Name), n.state(first.To))
}

func (n noticer) confirm(v *noticeView) {
	n.plain(v, "confirm", "confirm_button", n.in.Link)
	v.After = append(n.expiry("link_expires"), n.loc.T("confirm_not_you"))
}

// unsubscribeKey names the way out: who is not subscribed can only ask never to be mailed.
func (n noticer) unsubscribeKey() string {
	if n.in.Kind == NoticeConfirm || n.in.Kind == NoticeGoodbye {
		return "confirm_block"
	}
	return "unsubscribe_all"
}

// plain fills heading, text, facts and button from the messages of one kind.
func (n noticer) plain(v *noticeView, key, button, url string) {
	v.Heading = n.loc.T(key + "_title")
	v.Paragraphs = []string{n.loc.T(key + "_text")}
	if url != "" {
		v.Button = linkView{n.loc.T(button), url}
	}
	if len(n.in.Digests) > 0 {
		v.Facts = append(v.Facts, fact{n.loc.T("notice_digests"), Clean(n.loc.Join(n.in.Digests))})
	}
	if n.in.Schedule != "" {
		v.Facts = append(v.Facts, fact{n.loc.T("notice_schedule"), n.in.Schedule})
	}
	if !n.in.Next.IsZero() {
		next := n.in.Next.In(n.zone)
		v.Facts = append(v.Facts, fact{n.loc.T("notice_next"),
			n.loc.T("next_at", n.loc.FullDate(next), n.loc.Clock(next), n.zone)})
	}
}

// expiry gives the line that says until when a link is good; none for one that does not end.
func (n noticer) expiry(key string) []string {
	if n.in.Expires.IsZero() {
		return nil
	}
	at := n.in.Expires.In(n.zone)
	return []string{n.loc.T(key, n.loc.Date(at), n.loc.Clock(at), n.zone)}
}

// source tells the operator of every change.
func (n noticer) source(v *noticeView) {
	v.Heading = n.loc.T("source_title")
	v.Paragraphs = []string{n.loc.T("source_text", v.Name)}
	if v.Foot != "" {
		v.Foot = n.loc.T("source_why", v.Name, Clean(n.in.Recipient))
	}
	if n.in.Status != "" {
		v.Button = linkView{n.loc.T("source_status"), n.in.Status}
	}
	for _, c := range n.in.Changes {
		v.Changes = append(v.Changes, n.change(c))
	}
}

// change says of one source how it was and how it is. One that recovered is called so, and of one that is found
// elsewhere now both ways are told.
func (n noticer) change(c SourceChange) changeView {
	v := changeView{
		Name: Clean(c.Name), State: n.state(c.To), Was: n.loc.T("source_was", n.state(c.From)), Well: !c.To.Trouble(),
		Facts: []fact{
			{n.loc.T("source_since"), n.when(c.Since)},
			{n.loc.T("source_last_read"), n.when(c.LastRead)},
			{n.loc.T("source_last_new"), n.when(c.LastNew)},
		},
	}
	switch {
	case v.Well && c.From.Trouble():
		v.State = n.loc.T("source_recovered")
	case c.Now != "":
		v.State = n.loc.T("source_moved")
	}
	if c.Now != "" {
		v.Facts = append(v.Facts, fact{n.loc.T("source_before"), Clean(c.Before)}, fact{n.loc.T("source_now"), Clean(c.Now)})
	}
	if c.Err != "" {
		v.Facts = append(v.Facts, fact{n.loc.T("source_failure"), templates.Truncate(Clean(c.Err), sentenceWidth)})
	}
	if c.Advice != "" {
		v.Facts = append(v.Facts, fact{n.loc.T("source_look"), Clean(c.Advice)})
	}
	if target := secure(c.URL, ""); target != "" {
		v.Link = linkView{n.loc.T("source_open", v.Name), target}
	}
	return v
}

func (n noticer) state(s news.State) string { return n.loc.T("state_" + string(s)) }

// when writes a time in the reader's zone, "never" for none.
func (n noticer) when(t time.Time) string {
	if t.IsZero() {
		return n.loc.T("source_never")
	}
	at := t.In(n.zone)
	return n.loc.T("at_time", n.loc.Date(at), n.loc.Clock(at))
}
