package digest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"slices"
)

// Whole is the most bytes of a mail with its pictures, as sent. Relays and mailboxes take far more; a reader on a phone
// pays for each.
const Whole = 190_000

// Picture is the small picture of a story. What is kept of an issue is only which and how big.
type Picture struct {
	Article       int64
	Alt           string `json:",omitempty"` // "" = it shows nothing that the words do not say
	Width, Height int    // to show it in
	JPEG          []byte `json:"-"` // nil = not shown
}

// Inlined is a picture as it goes with a mail.
type Inlined struct {
	ID   string // Content-ID without angle brackets
	JPEG []byte
}

// id names a picture by its bytes, so that the same mail always comes out the same.
func (p *Picture) id() string {
	sum := sha256.Sum256(p.JPEG)
	return hex.EncodeToString(sum[:12]) + "@pictures.tidings"
}

// pictureView is a picture in a template.
type pictureView struct {
	Mail, Web     template.URL // where it stands: a part of the mail; the page itself
	Alt           string
	Width, Height int
}

func (p *Picture) view() *pictureView {
	if p == nil || len(p.JPEG) == 0 {
		return nil
	}
	return &pictureView{
		Mail: template.URL("cid:" + p.id()), Alt: p.Alt, Width: p.Width, Height: p.Height,
		Web: template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(p.JPEG)),
	}
}

// carry gives stories with those pictures that a mail of size bytes has room for, the best ranked first, and the
// pictures that go with it. One that an earlier story shows already is not shown again.
func carry(stories []Story, size int) ([]Story, []Inlined) {
	out, shown := slices.Clone(stories), []Inlined(nil)
	for i, s := range out {
		if s.Picture.view() == nil {
			continue
		}
		out[i].Picture = nil
		part := Inlined{ID: s.Picture.id(), JPEG: s.Picture.JPEG}
		if slices.ContainsFunc(shown, func(p Inlined) bool { return p.ID == part.ID }) {
			continue
		}
		if size += partSize(len(part.JPEG)); size <= Whole {
			out[i].Picture, shown = s.Picture, append(shown, part)
		}
	}
	return out, shown
}

// pictures counts the stories that show one.
func pictures(stories []Story) (n int) {
	for _, s := range stories {
		if s.Picture.view() != nil {
			n++
		}
	}
	return n
}

// partSize is how many bytes n take as a base64 part with its header.
func partSize(n int) int {
	const header = 300
	return (n+2)/3*4 + n/57*2 + header
}
