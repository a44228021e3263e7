package mail_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tidings/internal/mail"
)

// dkimpyScript verifies every signature of a mail with dkimpy, an implementation of others.
const dkimpyScript = `
import dkim, json, sys
zone = json.load(open(sys.argv[1]))
raw = open(sys.argv[2], "rb").read()
def lookup(name, timeout=5):
    return zone[(name.decode() if isinstance(name, bytes) else name).rstrip(".")].encode()
for n in range(int(sys.argv[3])):
    d = dkim.DKIM(raw)
    if not d.verify(idx=n, dnsfunc=lookup):
        sys.exit("signature %d does not verify" % n)
`

// python finds a Python that has dkimpy; CI promises one by TIDINGS_REQUIRE_DKIMPY=1.
func python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import dkim, nacl").Run() == nil {
			return name
		}
	}
	const missing = "no Python with dkimpy and PyNaCl (Debian: apt-get install python3-dkim python3-nacl)"
	if os.Getenv("TIDINGS_REQUIRE_DKIMPY") == "1" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// TestAnotherImplementationVerifiesOurSignatures: RSA and Ed25519, digest and notice, before and after a change of key.
func TestAnotherImplementationVerifiesOurSignatures(t *testing.T) {
	program := python(t)
	dir := t.TempDir()
	autumn := signer(t, key(t, "autumn", mail.KeyRSA), key(t, "autumn-ed", mail.KeyEd25519))
	winter := signer(t, key(t, "winter", mail.KeyRSA), key(t, "winter-ed", mail.KeyEd25519))
	zone := map[string]string{}
	for _, s := range []*mail.Signer{autumn, winter} {
		records, err := s.Records()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			zone[r.Name] = r.Value
		}
	}
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	text, err := json.Marshal(zone)
	if err != nil {
		t.Fatal(err)
	}
	records := write("zone.json", text)
	notice, large := sampleMessage(), sampleMessage()
	notice.Kind, notice.UnsubscribeURL, notice.UnsubscribeMailto = mail.Notice, "", ""
	large.HTML = bigHTML()
	large.Text += "\n.\n..two dots\n  spaces at the end  \n\n\n"
	for i, m := range []mail.Message{sampleMessage(), notice, large} {
		for name, s := range map[string]*mail.Signer{"autumn": autumn, "winter": winter} {
			file := write(fmt.Sprintf("%s%d.eml", name, i), sign(t, s, compose(t, m)))
			if out, err := exec.Command(program, "-c", dkimpyScript, records, file, "2").CombinedOutput(); err != nil {
				t.Errorf("mail %d signed in %s: %v\n%s", i, name, err, out)
			}
		}
	}
}
