package digest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"strings"
	"testing"
)

// landscape is a picture for a golden mail: sky, hills and a field.
func landscape(t testing.TB) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 320, 180))
	for y := range 180 {
		for x := range 320 {
			c := color.RGBA{R: 150 + uint8(y/3), G: 190 + uint8(y/5), B: 235, A: 255}
			if hill := 100 + 25*math.Sin(float64(x)/37); float64(y) > hill {
				c = color.RGBA{R: 70, G: 110 + uint8(y/4), B: 70, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pictured gives an issue whose first two stories have pictures.
func pictured(t testing.TB) Issue {
	in := englishIssue(t)
	in.Stories[0].Picture = &Picture{Article: 1, Alt: "Hills above the \"harbour\"", Width: 160, Height: 90, JPEG: landscape(t)}
	in.Stories[1].Picture = &Picture{Article: 2, Width: 68, Height: 90, JPEG: append(landscape(t), 0)}
	return in
}

func TestRenderPicturesGolden(t *testing.T) {
	r := render(t, pictured(t))
	goldenMail(t, "edition.pictures.en", r)
	plain := render(t, englishIssue(t))
	if r.Text != plain.Text || r.Subject != plain.Subject {
		t.Error("pictures changed the text part")
	}
	if len(r.Pictures) != 2 {
		t.Fatalf("%d pictures go with the mail, want 2", len(r.Pictures))
	}
	for _, p := range r.Pictures {
		if !strings.Contains(r.HTML, `src="cid:`+p.ID+`"`) {
			t.Errorf("the mail does not show %s", p.ID)
		}
	}
	if strings.Contains(plain.HTML, "<img") || strings.Contains(r.HTML, "data:") || strings.Contains(r.HTML, `src="http`) {
		t.Error("a picture nobody asked for, or one from elsewhere")
	}
}

func TestPicturesOfLowerStoriesGoFirst(t *testing.T) {
	in := crowded(t, 20)
	for i := range in.Stories {
		in.Stories[i].Picture = &Picture{
			Article: int64(i), Width: 160, Height: 90, JPEG: bytes.Repeat([]byte{byte(i), 1}, 5000),
		}
	}
	in.Stories[2].Picture.JPEG = in.Stories[1].Picture.JPEG // shown once
	in.Stories[3].Picture.JPEG = nil                        // let go of
	r := render(t, in)
	size := EncodedSize(r.HTML) + EncodedSize(r.Text)
	for _, p := range r.Pictures {
		size += partSize(len(p.JPEG))
	}
	if size > Whole || len(r.Pictures) < 5 || len(r.Pictures) > 20 || strings.Count(r.HTML, "<img") != len(r.Pictures) {
		t.Errorf("%d pictures, %d bytes, %d shown", len(r.Pictures), size, strings.Count(r.HTML, "<img"))
	}
	for i, from := range []int{0, 1, 4, 5} {
		if r.Pictures[i].ID != in.Stories[from].Picture.id() {
			t.Errorf("picture %d is not that of story %d", i, from)
		}
	}
	if len(r.Left) != 0 {
		t.Error("stories were left out for pictures")
	}
}

func TestARecordKeepsWhichPicture(t *testing.T) {
	in := pictured(t)
	kept, err := Record(in)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Recall(kept)
	if err != nil {
		t.Fatal(err)
	}
	got := back.Stories[0].Picture
	if got == nil || got.Article != 1 || got.Width != 160 || got.Alt != in.Stories[0].Picture.Alt || got.JPEG != nil {
		t.Errorf("recalled %+v", got)
	}
	if r := render(t, back); strings.Contains(r.HTML, "<img") {
		t.Error("a picture without bytes is shown")
	}
}

func TestPagesShowPicturesThemselves(t *testing.T) {
	page, err := EditionPage(mustSet(t), pictured(t))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range page.Groups {
		for _, s := range g.Stories {
			if s.Picture != nil {
				n++
				if !strings.HasPrefix(string(s.Picture.Data), "data:image/jpeg;base64,/9j/") {
					t.Errorf("picture from %.40s", s.Picture.Data)
				}
			}
		}
	}
	if n != 2 {
		t.Errorf("%d pictures on the page, want 2", n)
	}
}
