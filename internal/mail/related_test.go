package mail_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"

	"tidings/internal/mail"
)

// pictured is the sample with a picture in its HTML part.
func pictured() mail.Message {
	m := sampleMessage()
	m.Pictures = []mail.Picture{{ID: "p1@pictures.tidings", JPEG: bytes.Repeat([]byte{0xff, 0xd8, 0, '\n'}, 900)}}
	m.HTML = "<!doctype html><html lang=\"en\"><body><p>柳溪</p><img src=\"cid:p1@pictures.tidings\" alt=\"\"></body></html>"
	return m
}

// parts gives the parts of a multipart body and what kind it is.
func parts(t *testing.T, contentType string, body io.Reader) (kind string, out []*multipart.Part, bodies [][]byte) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return kind, out, bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		out, bodies = append(out, p), append(bodies, b)
	}
}

func TestPicturesStandBesideTheHTML(t *testing.T) {
	raw := compose(t, pictured())
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, outer, bodies := parts(t, msg.Header.Get("Content-Type"), msg.Body)
	if kind != "multipart/alternative" || len(outer) != 2 || outer[0].Header.Get("Content-Type")[:10] != "text/plain" {
		t.Fatalf("%s of %d parts", kind, len(outer))
	}
	if got := outer[1].Header.Get("Content-Transfer-Encoding"); got != "7bit" {
		t.Errorf("the whole of HTML and pictures is %s", got)
	}
	_, params, err := mime.ParseMediaType(outer[1].Header.Get("Content-Type"))
	if err != nil || params["type"] != "text/html" || params["charset"] != "" {
		t.Errorf("parameters %v, %v", params, err)
	}
	kind, inner, _ := parts(t, outer[1].Header.Get("Content-Type"), bytes.NewReader(bodies[1]))
	if kind != "multipart/related" || len(inner) != 2 || inner[1].Header.Get("Content-Id") != "<p1@pictures.tidings>" {
		t.Errorf("%s of %d parts", kind, len(inner))
	}
	view, err := mail.Read(raw)
	shown := "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(pictured().Pictures[0].JPEG)
	want := strings.Replace(pictured().HTML, "cid:p1@pictures.tidings", shown, 1)
	if err != nil || strings.TrimSpace(view.HTML) != want {
		t.Errorf("read back %.200q, %v; want %.200q", view.HTML, err, want)
	}
}

func TestComposeWithPicturesIsDeterministic(t *testing.T) {
	want := compose(t, pictured())
	for i := range 100 {
		if got := compose(t, pictured()); !bytes.Equal(got, want) {
			t.Fatalf("render %d differs", i)
		}
	}
}

func TestComposeRefusesPictures(t *testing.T) {
	for name, p := range map[string]mail.Picture{
		"no bytes": {ID: "p@x"}, "no id": {JPEG: []byte{1}}, "a line break": {ID: "p@x>\r\nBcc: a", JPEG: []byte{1}},
	} {
		m := pictured()
		m.Pictures = []mail.Picture{p}
		if _, err := mail.Compose(m, sampleIdentity()); err == nil {
			t.Errorf("%s: composed", name)
		}
	}
}
