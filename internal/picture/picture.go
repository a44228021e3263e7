// Package picture makes a small picture of a big one, for a mail.
//
// [Shrink] is pure: bytes in, bytes out. What a picture is, is told by its first bytes and never by a name or header.
// It takes JPEG, PNG, WebP and the first frame of GIF, looks at the size before anything is unpacked, turns a
// photograph the way its camera was held, scales it down and writes a plain JPEG: nothing of the original's metadata
// (place, camera, owner) is left. What is no picture worth showing is an error of kind Invalid that says why.
package picture

import (
	"bytes"
	"image"
	"image/color"
	_ "image/gif" // read by image.Decode
	"image/jpeg"
	_ "image/png" // read by image.Decode

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // read by image.Decode

	"tidings/internal/fault"
)

// The limits of what is read, and of what is made.
const (
	MaxPixels = 16_000_000 // a picture of more is not unpacked: it would take over 100 MB
	MaxBytes  = 10 << 10   // of a small picture
	MaxWidth  = 320        // pixels of a small picture: twice what it is shown in, for fine screens
	MaxHeight = 216

	minSide  = 64 // a picture with a shorter side is an icon
	maxRatio = 4  // one longer than that is a banner or a logo
)

// Small is a small picture.
type Small struct {
	JPEG          []byte // at most MaxBytes
	Width, Height int    // to show it in, CSS pixels: half of its own or, where that took too many bytes, more
}

// steps are tried until the bytes are few enough: how much of the widest size, in percent, and the JPEG quality.
var steps = []struct{ size, quality int }{{100, 75}, {100, 65}, {85, 65}, {70, 65}, {60, 55}, {45, 45}, {30, 30}}

// Shrink makes the small picture of raw. The same bytes give the same picture.
func Shrink(raw []byte) (Small, error) {
	config, form, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return Small{}, fault.New(fault.Invalid, "not a picture we read: %w", err)
	}
	if err := fit(config.Width, config.Height); err != nil {
		return Small{}, err
	}
	full, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Small{}, fault.New(fault.Invalid, "broken %s picture: %w", form, err)
	}
	turn := upright
	if form == "jpeg" {
		turn = orientation(raw)
	}
	return write(full, turn)
}

// fit says why a picture of a size is not taken; nil when it is.
func fit(w, h int) error {
	switch {
	case w <= 0 || h <= 0 || w > MaxPixels/h:
		return fault.New(fault.Invalid, "picture of %d × %d pixels: at most %d are unpacked", w, h, MaxPixels)
	case min(w, h) < minSide:
		return fault.New(fault.Invalid, "picture of %d × %d pixels is an icon", w, h)
	case max(w, h) > maxRatio*min(w, h):
		return fault.New(fault.Invalid, "picture of %d × %d pixels is a banner", w, h)
	}
	return nil
}

// write scales, turns and encodes, smaller until the bytes are few enough.
func write(full image.Image, turn turning) (Small, error) {
	w, h := full.Bounds().Dx(), full.Bounds().Dy()
	if turn.swaps() {
		w, h = within(h, w, 100)
	} else {
		w, h = within(w, h, 100)
	}
	out := Small{Width: (w + 1) / 2, Height: (h + 1) / 2}
	for _, s := range steps {
		small := turn.apply(scale(full, turn, s.size))
		var b bytes.Buffer
		if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: s.quality}); err != nil {
			return Small{}, fault.Wrap(err, "write small picture")
		}
		if b.Len() <= MaxBytes {
			out.JPEG = b.Bytes()
			return out, nil
		}
	}
	return Small{}, fault.New(fault.Invalid, "no small picture of at most %d bytes can be made of it", MaxBytes)
}

// within gives the size of a w × h picture inside the box of a small one, scaled to percent; never larger than it is.
func within(w, h, percent int) (int, int) {
	num, den := MaxWidth, w
	if w*MaxHeight < h*MaxWidth {
		num, den = MaxHeight, h
	}
	if num >= den {
		num, den = 1, 1
	}
	return max(1, w*num*percent/(den*100)), max(1, h*num*percent/(den*100))
}

// scale draws a picture small, on white where it is transparent, not yet turned.
func scale(full image.Image, turn turning, percent int) *image.RGBA {
	w, h := full.Bounds().Dx(), full.Bounds().Dy()
	if turn.swaps() {
		h, w = within(h, w, percent)
	} else {
		w, h = within(w, h, percent)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(small, small.Bounds(), full, full.Bounds(), draw.Over, nil)
	return small
}
