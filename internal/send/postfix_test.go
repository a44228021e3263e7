package send_test

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mail/bounce"
	"tidings/internal/mailtest"
	"tidings/internal/store/storetest"
)

// postfix is Debian's Postfix in a folder of its own on a loopback port: STARTTLS and sign-in demanded, a mailbox, and
// two mailtest servers behind it, one that refuses everybody and one that gets what comes back.
type postfix struct {
	*testing.T
	dir      string
	port     int
	roots    *x509.CertPool
	refusing *mailtest.Server
	returned *mailtest.Server
}

// startPostfix skips the test where Postfix cannot be had, unless TIDINGS_REQUIRE_POSTFIX=1 says it was promised.
func startPostfix(t *testing.T) *postfix {
	t.Helper()
	missing := func(format string, args ...any) {
		t.Helper()
		if os.Getenv("TIDINGS_REQUIRE_POSTFIX") == "1" {
			t.Fatalf(format, args...)
		}
		t.Skipf(format, args...)
	}
	if testing.Short() {
		t.Skip("it takes a few seconds")
	}
	if os.Geteuid() != 0 {
		missing("Postfix starts as root only")
	}
	for _, program := range []string{"postfix", "saslpasswd2", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			missing("%s is not installed (Debian: apt-get install postfix sasl2-bin openssl)", program)
		}
	}
	p := &postfix{T: t}
	p.furnish()
	p.run("postfix", "-c", p.file("etc"), "start")
	t.Cleanup(func() { p.command("postfix", "-c", p.file("etc"), "stop") })
	p.await()
	return p
}

func (p *postfix) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *postfix) file(parts ...string) string {
	return filepath.Join(append([]string{p.dir}, parts...)...)
}

func (p *postfix) put(name, text string) {
	p.Helper()
	p.ok(os.MkdirAll(filepath.Dir(p.file(name)), 0o755))
	p.ok(os.WriteFile(p.file(name), []byte(text), 0o644))
}

func (p *postfix) command(name string, args ...string) ([]byte, error) {
	return exec.Command(name, args...).CombinedOutput()
}

func (p *postfix) run(name string, args ...string) {
	p.Helper()
	if out, err := p.command(name, args...); err != nil {
		log, _ := os.ReadFile(p.file("log")) // it may not have come so far
		p.Fatalf("%s %s: %v\n%s\n%s", name, strings.Join(args, " "), err, out, log)
	}
}

// furnish writes the configuration. The folder is not the test's own: that one is closed to Postfix's user.
func (p *postfix) furnish() {
	var err error
	p.dir, err = os.MkdirTemp("", "tidings-postfix-")
	p.ok(err)
	p.Cleanup(func() { p.ok(os.RemoveAll(p.dir)) })
	p.ok(os.Chmod(p.dir, 0o755))
	p.refusing, p.returned = p.server(), p.server()
	p.refusing.Script(mailtest.Fault{Step: mailtest.StepRcpt, Code: 550, Enhanced: [3]int{5, 1, 1}, Text: "no such user"})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	p.ok(err)
	p.port = l.Addr().(*net.TCPAddr).Port
	p.ok(l.Close())
	for _, dir := range []string{"etc", "spool", "data", "mail"} {
		p.ok(os.MkdirAll(p.file(dir), 0o755))
	}
	p.run("chown", "postfix", p.file("data"))
	p.run("chown", "nobody", p.file("mail"))
	p.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
		"subjectAltName=IP:127.0.0.1", "-keyout", p.file("etc", "key.pem"), "-out", p.file("etc", "cert.pem"))
	cert, err := os.ReadFile(p.file("etc", "cert.pem"))
	p.ok(err)
	p.roots = x509.NewCertPool()
	p.roots.AppendCertsFromPEM(cert)
	p.put("etc/sasl/smtpd.conf", "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN CRAM-MD5\n"+
		"sasldb_path: "+p.file("etc", "sasldb2")+"\n")
	c := exec.Command("saslpasswd2", "-p", "-c", "-f", p.file("etc", "sasldb2"), "-u", "relay.test", "tidings")
	c.Stdin = strings.NewReader("open sesame\n")
	if out, err := c.CombinedOutput(); err != nil {
		p.Fatalf("saslpasswd2: %v\n%s", err, out)
	}
	p.run("chown", "postfix", p.file("etc", "sasldb2"))
	p.put("etc/boxes", "reader@inbox.test all/\nlarge@inbox.test all/\n")
	p.put("etc/routes", fmt.Sprintf("gone.test smtp:[127.0.0.1]:%d\nbounce.tidings.example smtp:[127.0.0.1]:%d\n",
		p.refusing.Port(), p.returned.Port()))
	p.put("etc/answers", "later@inbox.test 451 4.7.1 greylisted\nfull@inbox.test 452 4.2.2 mailbox full\n"+
		"bye@inbox.test 421 4.7.0 closing\nspam@inbox.test 550 5.7.1 not from you\nbig@inbox.test 552 5.2.2 over quota\n")
	p.put("etc/master.cf", p.services())
	p.put("etc/main.cf", p.settings())
}

func (p *postfix) server() *mailtest.Server {
	s, err := mailtest.Start(mailtest.Options{})
	p.ok(err)
	p.Cleanup(func() { p.ok(s.Close()) })
	return s
}

func (p *postfix) settings() string {
	uid, err := p.command("id", "-u", "nobody")
	p.ok(err)
	return strings.NewReplacer("{dir}", p.dir, "{uid}", strings.TrimSpace(string(uid))).Replace(`compatibility_level = 3.6
queue_directory = {dir}/spool
data_directory = {dir}/data
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
myhostname = relay.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {dir}/etc/cert.pem
smtpd_tls_key_file = {dir}/etc/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = relay.test
cyrus_sasl_config_path = {dir}/etc/sasl
smtpd_recipient_restrictions = check_recipient_access texthash:{dir}/etc/answers, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = inbox.test
virtual_mailbox_maps = texthash:{dir}/etc/boxes
virtual_mailbox_base = {dir}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 1
transport_maps = texthash:{dir}/etc/routes
smtp_dns_support_level = disabled
smtp_host_lookup = native
message_size_limit = 100000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
`)
}

// services is a master.cf without chroots.
func (p *postfix) services() string {
	var b strings.Builder
	fmt.Fprintf(&b, "127.0.0.1:%d inet n - n - - smtpd\n", p.port)
	b.WriteString("pickup unix n - n 60 1 pickup\nqmgr unix n - n 1 1 qmgr\npostlog unix-dgram n - n - 1 postlogd\n")
	programs := map[string]string{
		"defer": "bounce", "trace": "bounce", "rewrite": "trivial-rewrite", "relay": "smtp", "retry": "error",
	}
	for limit, names := range map[string]string{
		"0": "cleanup bounce defer trace flush", "1": "tlsmgr anvil scache verify",
		"-": "rewrite proxymap smtp relay error retry discard virtual local showq",
	} {
		for name := range strings.FieldsSeq(names) {
			private, unprivileged := "y", "y"
			switch name {
			case "cleanup", "flush", "showq":
				private = "n"
			case "virtual", "local": // they write as the mailbox's owner
				unprivileged = "n"
			}
			fmt.Fprintf(&b, "%s unix %s %s n - %s %s\n", name, private, unprivileged, limit, cmp.Or(programs[name], name))
		}
	}
	return b.String()
}

func (p *postfix) await() {
	for range 300 {
		if c, err := net.Dial("tcp", p.addr()); err == nil {
			p.ok(c.Close())
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	p.Fatal("Postfix does not listen")
}

func (p *postfix) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)) }

// way gives the way to it, changed.
func (p *postfix) way(change func(*mail.SMTPOptions)) mail.Transport {
	p.Helper()
	opt := mail.SMTPOptions{
		Host: "127.0.0.1", Port: p.port, Roots: p.roots, Login: "tidings@relay.test", Password: "open sesame",
		CommandTimeout: 20 * time.Second, DotTimeout: 20 * time.Second,
	}
	if change != nil {
		change(&opt)
	}
	way, err := mail.NewSMTP(opt)
	p.ok(err)
	return way
}

// through makes an office whose mail goes through Postfix.
func (p *postfix) through(t *testing.T, change func(*mail.SMTPOptions)) *office {
	o := newOffice(t, storetest.SQLite(t), 0)
	o.Transport = mail.NewRelays(o.clock, mail.Relay{Name: "postfix", Transport: p.way(change)})
	o.Connections = 1
	return o
}

// mailbox counts the mails delivered.
func (p *postfix) mailbox() int {
	found, err := filepath.Glob(p.file("mail", "all", "new", "*"))
	p.ok(err)
	return len(found)
}

// TestThroughPostfix asserts the final state of a delivery for each way in which Debian's Postfix takes or refuses it.
func TestThroughPostfix(t *testing.T) {
	p := startPostfix(t)
	auth := func(a mail.Auth, password string) func(*mail.SMTPOptions) {
		return func(o *mail.SMTPOptions) { o.Auth, o.Password = a, password }
	}
	for _, c := range []struct {
		name, to string
		change   func(*mail.SMTPOptions)
		state    audience.DeliveryState
		code     int
		reply    string
		suppress bool
		stops    string // scope
	}{
		{"taken", "reader@inbox.test", nil, audience.DeliverySent, 250, "queued as", false, ""},
		{"by LOGIN", "reader@inbox.test", auth(mail.AuthLogin, "open sesame"), audience.DeliverySent, 250, "", false, ""},
		{"by CRAM-MD5", "reader@inbox.test", auth(mail.AuthCRAMMD5, "open sesame"), audience.DeliverySent, 250, "", false, ""},
		{"wrong password", "reader@inbox.test", auth("", "wrong"), audience.DeliveryDeferred, 535, "5.7.8", false, ""},
		{"unknown authority", "reader@inbox.test", func(o *mail.SMTPOptions) { o.Roots = x509.NewCertPool() },
			audience.DeliveryDeferred, 0, "give the relay's CA file", false, ""},
		{"wrong name", "reader@inbox.test", func(o *mail.SMTPOptions) { o.ServerName = "mail.test" },
			audience.DeliveryDeferred, 0, "the certificate is not for mail.test", false, ""},
		{"not in the clear", "reader@inbox.test", func(o *mail.SMTPOptions) { o.Security, o.Login = mail.Plain, "" },
			audience.DeliveryFailed, 530, "5.7.0", false, "mail"},
		{"no such mailbox", "nobody@inbox.test", nil, audience.DeliveryFailed, 550, "5.1.1", true, ""},
		{"greylisted", "later@inbox.test", nil, audience.DeliveryDeferred, 451, "4.7.1", false, ""},
		{"mailbox full", "full@inbox.test", nil, audience.DeliveryDeferred, 452, "4.2.2", false, ""},
		{"over quota", "big@inbox.test", nil, audience.DeliveryFailed, 552, "5.2.2", false, ""},
		{"closing", "bye@inbox.test", nil, audience.DeliveryDeferred, 421, "4.7.0", false, ""},
		{"refused as ours", "spam@inbox.test", nil, audience.DeliveryFailed, 550, "5.7.1", false, "kind:notice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := p.through(t, c.change)
			id := o.post("notice", c.to)[0]
			if err := o.Deliver(o.Context()); err != nil && c.state != audience.DeliveryDeferred {
				t.Fatal(err)
			}
			d, err := o.Store.Delivery(o.Context(), id)
			o.ok(err)
			if d.State != c.state || d.Code != c.code || !strings.Contains(d.Reply, c.reply) || d.Uncertain {
				t.Errorf("%s, code %d: %q", d.State, d.Code, d.Reply)
			}
			suppressed, err := o.Store.Suppressed(o.Context(), c.to, o.clock())
			if o.ok(err); suppressed != c.suppress {
				t.Errorf("suppressed is %t", suppressed)
			}
			if c.stops != "" && o.rest(c.stops).Scope == "" {
				t.Errorf("%s does not rest", c.stops)
			}
		})
	}
	t.Run("too large", func(t *testing.T) { p.tooLarge(p.through(t, nil)) })
	t.Run("returned", func(t *testing.T) { p.comesBack(p.through(t, nil)) })
	t.Run("stopped for a while", func(t *testing.T) {
		p.stopped(p.through(t, func(o *mail.SMTPOptions) {
			o.CommandTimeout = 300 * time.Millisecond
		}))
	})
	t.Run("killed", func(t *testing.T) { p.killed(p.through(t, nil)) })
}

// tooLarge: 552 5.3.4 comes after the body.
func (p *postfix) tooLarge(o *office) {
	conn, err := p.way(nil).Open(o.Context())
	o.ok(err)
	raw, err := mail.Compose(mail.Message{
		Kind: mail.Notice, To: mail.Address{Addr: "reader@inbox.test"}, Subject: "Large", MessageID: "<l@tidings.example>",
		Text: strings.Repeat("a line of a very large mail\n", 8000), Date: o.clock(),
	}, mail.Identity{From: o.Sender.From})
	o.ok(err)
	_, err = conn.Send(o.Context(), mail.Envelope{From: "b@tidings.example", To: "reader@inbox.test"}, raw, nil)
	e, ok := errors.AsType[*mail.SendError](err)
	if !ok || e.Code != 552 || e.Stage != mail.StageDot || e.Uncertain || e.Temporary {
		o.Errorf("got %+v", err)
	}
	o.ok(conn.Close())
}

// comesBack: a mail Postfix took for a domain that then refuses it comes back to the delivery's own address.
func (p *postfix) comesBack(o *office) {
	before := p.mailbox()
	ids := o.post("notice", "reader@gone.test", "reader@inbox.test")
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, ids...)
	returned, err := p.returned.Wait(o.Context(), 1)
	o.ok(err)
	verp := mail.VERP{Domain: o.Sender.BounceDomain, Secret: o.Secret}
	m := returned[len(returned)-1]
	if m.EnvelopeFrom != "" {
		o.Errorf("the report has the sender %q", m.EnvelopeFrom)
	}
	r := bounce.Read(m.Raw, m.EnvelopeTo, verp, o.clock())
	if r.Class != bounce.Failure || len(r.Bounces) != 1 || r.Bounces[0].DeliveryID != ids[0] ||
		r.Bounces[0].Status != "5.1.1" || r.Bounces[0].Kind != audience.BounceHard {
		o.Errorf("the report to %s was read as %+v", m.EnvelopeTo, r)
	}
	for range 500 {
		if p.mailbox() > before {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	o.Error("the other mail is not in its mailbox")
}

// signal sends a signal to Postfix's master and its children.
func (p *postfix) signal(sig syscall.Signal) {
	p.Helper()
	text, err := os.ReadFile(p.file("spool", "pid", "master.pid"))
	p.ok(err)
	master := strings.TrimSpace(string(text))
	children, _ := p.command("pgrep", "-P", master) // it may have none
	for _, pid := range append(strings.Fields(string(children)), master) {
		n, err := strconv.Atoi(pid)
		p.ok(err)
		_ = syscall.Kill(n, sig) // a child may be gone by now
	}
}

// stopped: a relay that does not answer (SIGSTOP) is waited for as long as configured; nothing is in doubt.
func (p *postfix) stopped(o *office) {
	p.signal(syscall.SIGSTOP)
	id := o.post("notice", "reader@inbox.test")[0]
	o.ok(o.Deliver(o.Context()))
	p.signal(syscall.SIGCONT)
	d, err := o.Store.Delivery(o.Context(), id)
	o.ok(err)
	if d.State != audience.DeliveryDeferred || d.Uncertain {
		o.Errorf("%s, uncertain %t: %s", d.State, d.Uncertain, d.Reply)
	}
	o.pass(time.Hour)
	o.Transport = mail.NewRelays(o.clock, mail.Relay{Name: "postfix", Transport: p.way(nil)})
	o.ok(o.Deliver(o.Context()))
	o.want(audience.DeliverySent, id)
}

// killed: a relay that is gone.
func (p *postfix) killed(o *office) {
	p.signal(syscall.SIGKILL)
	for range 500 {
		c, err := net.Dial("tcp", p.addr())
		if err != nil {
			break
		}
		p.ok(c.Close())
		<-time.After(10 * time.Millisecond)
	}
	id := o.post("notice", "reader@inbox.test")[0]
	o.ok(o.Deliver(o.Context()))
	d, err := o.Store.Delivery(o.Context(), id)
	o.ok(err)
	if d.State != audience.DeliveryDeferred || d.Uncertain || !strings.Contains(d.Reply, "connection refused") {
		o.Errorf("%s, uncertain %t: %s", d.State, d.Uncertain, d.Reply)
	}
}
