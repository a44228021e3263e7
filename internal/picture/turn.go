package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turning is how a photograph must be turned to be seen upright: the values of the Exif tag Orientation, 1 to 8 (Exif
// 2.32, section 4.6.4).
type turning int

const upright turning = 1

// swaps reports whether width and height change places.
func (t turning) swaps() bool { return t >= 5 && t <= 8 }

// apply gives the picture as it is to be seen.
func (t turning) apply(in *image.RGBA) *image.RGBA {
	if t <= upright || t > 8 {
		return in
	}
	w, h := in.Bounds().Dx(), in.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if t.swaps() {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := t.place(x, y, w, h)
			out.SetRGBA(to.X, to.Y, in.RGBAAt(x, y))
		}
	}
	return out
}

// place gives where the pixel at (x, y) of a w × h picture goes.
func (t turning) place(x, y, w, h int) image.Point {
	switch t {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(h-1-y, x)
	case 7:
		return image.Pt(h-1-y, w-1-x)
	case 8:
		return image.Pt(y, w-1-x)
	}
	return image.Pt(x, y)
}

// The marks of a JPEG file (ITU T.81, annex B) and of Exif in it.
const (
	markStart    = 0xd8
	markScan     = 0xda
	markExif     = 0xe1
	exifName     = "Exif\x00\x00"
	tagOrient    = 0x0112
	entrySize    = 12
	tiffHeadSize = 8
)

// orientation finds how a JPEG photograph is to be turned; upright where it does not say.
func orientation(raw []byte) turning {
	if len(raw) < 2 || raw[0] != 0xff || raw[1] != markStart {
		return upright
	}
	for raw = raw[2:]; len(raw) >= 4 && raw[0] == 0xff && raw[1] != markScan; {
		size := int(binary.BigEndian.Uint16(raw[2:])) + 2
		if size < 4 || size > len(raw) {
			return upright
		}
		if raw[1] == markExif {
			if tiff, ok := bytes.CutPrefix(raw[4:size], []byte(exifName)); ok {
				return tiffOrientation(tiff)
			}
		}
		raw = raw[size:]
	}
	return upright
}

// tiffOrientation reads the tag from the first directory of a TIFF structure (TIFF 6.0, section 2).
func tiffOrientation(b []byte) turning {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(b, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(b) < tiffHeadSize {
		return upright
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return upright
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < entrySize {
			return upright
		}
		if order.Uint16(entries) == tagOrient {
			if t := turning(order.Uint16(entries[8:])); t >= upright && t <= 8 {
				return t
			}
			return upright
		}
		entries = entries[entrySize:]
	}
	return upright
}
