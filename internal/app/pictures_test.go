package app_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/jpeg"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/mailtest"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/store"
)

// related gives the parts of a mail's multipart/related by their media type; nil when it has none.
func (r *rig) related(m mailtest.Mail) map[string][]byte {
	r.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	r.ok(err)
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	r.ok(err)
	for outer := multipart.NewReader(msg.Body, params["boundary"]); ; {
		part, err := outer.NextPart()
		if err == io.EOF {
			return nil
		}
		r.ok(err)
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		r.ok(err)
		if kind == "multipart/related" {
			return r.parts(multipart.NewReader(part, params["boundary"]))
		}
	}
}

func (r *rig) parts(from *multipart.Reader) map[string][]byte {
	r.Helper()
	out := map[string][]byte{}
	for {
		part, err := from.NextPart()
		if err == io.EOF {
			return out
		}
		r.ok(err)
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		r.ok(err)
		body := io.Reader(part) // quoted-printable is undone already
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		out[kind], err = io.ReadAll(body)
		r.ok(err)
		out[kind+" id"] = []byte(strings.Trim(part.Header.Get("Content-ID"), "<>"))
	}
}

// askFor has a reader ask for pictures.
func (r *rig) askFor(address, digest string) int64 {
	r.Helper()
	s, err := r.Reader.Add(r.Context(), reader.Wish{Address: address, DigestID: digest, Pictures: true}, "test")
	r.ok(err)
	return s.ID
}

// illustrated gives how many articles the story has of which one has an image.
func (r *rig) illustrated() int {
	r.Helper()
	stories, err := r.Store.StoriesFiltered(r.Context(), store.StoryFilter{})
	r.ok(err)
	for _, s := range stories {
		full, err := r.Store.FullStory(r.Context(), s.ID)
		r.ok(err)
		if slices.ContainsFunc(full.Articles, func(a news.Article) bool { return a.Image.URL != "" }) {
			return len(full.Articles)
		}
	}
	return 0
}

// TestAPictureFromPageToMail: a town puts a picture above its news, and it reaches the one reader who asked for it.
func TestAPictureFromPageToMail(t *testing.T) {
	for _, allowed := range []bool{true, false} {
		t.Run(fmt.Sprint(allowed), func(t *testing.T) {
			r := newRig(t, backfill(50), func(c *config.Config) { c.Crawl.Pictures = allowed })
			r.town("fairmeadow").Illustrate("fairmeadow-1", "/ImageRepository/1.jpg", "A crane over the bridge")
			asks, plain := r.askFor("ann@reader.test", "fairmeadow"), r.subscribe("bob@reader.test", "fairmeadow").ID
			r.crawl("fairmeadow")
			if (r.Gallery != nil) != allowed {
				t.Fatalf("pictures are allowed: %t", r.Gallery != nil)
			}
			if allowed {
				r.ok(r.Gallery.Fetch(r.Context()))
			}
			asked := slices.Contains(r.town("fairmeadow").Requests(), "GET /ImageRepository/1.jpg")
			r.pass(time.Hour)
			with, without := r.one(r.edition(asks)), r.one(r.edition(plain))
			parts := r.related(with)
			if asked != allowed || (parts != nil) != allowed || r.related(without) != nil {
				t.Fatalf("allowed %t: asked the town %t, sent %t", allowed, asked, parts != nil)
			}
			if !allowed {
				return
			}
			picture, err := jpeg.DecodeConfig(bytes.NewReader(parts["image/jpeg"]))
			if err != nil || picture.Width != 320 || picture.Height != 180 {
				t.Errorf("the picture is %+v, %v", picture, err)
			}
			page := string(parts["text/html"])
			if !strings.Contains(page, `src="cid:`+string(parts["image/jpeg id"])+`"`) || !strings.Contains(page, "A crane over the bridge") {
				t.Errorf("the page does not show it:\n%s", page)
			}
		})
	}
}

// TestAPictureOfAnotherArticle: two towns tell the same, and only the one that does not stand for the story has a picture.
func TestAPictureOfAnotherArticle(t *testing.T) {
	for _, town := range []string{"huaibei", "courier"} {
		t.Run(town, func(t *testing.T) {
			r := newRig(t, backfill(50), func(c *config.Config) { c.Crawl.Pictures = true })
			r.town(town).Illustrate(town+"-1", "/pictures/one.jpg", "")
			asks := r.askFor("ann@reader.test", "all")
			r.crawl("huaibei", "courier")
			r.ok(r.Gallery.Fetch(r.Context()))
			r.pass(time.Hour)
			if r.related(r.one(r.edition(asks)))["image/jpeg"] == nil {
				t.Error("the story is told without the picture")
			}
			if n := r.illustrated(); n != 2 {
				t.Errorf("the story with the picture has %d articles, want both", n)
			}
		})
	}
}
