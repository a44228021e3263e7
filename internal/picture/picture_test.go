package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"tidings/internal/fault"
)

// painted is a picture whose left half is red and whose right half is blue.
func painted(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
			if x >= w/2 {
				m.SetRGBA(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

// noise is what compresses worst.
func noise(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
	}
	return m
}

func encode(t testing.TB, form string, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch form {
	case "jpeg":
		err = jpeg.Encode(&b, m, nil)
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts metadata into a JPEG file: an orientation and a place.
func withExif(raw []byte, orient uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orient)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte(exifName), append(tiff, "GPS 53.3N 6.2W"...)...)
	out := append([]byte{0xff, markStart, 0xff, markExif}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), raw[2:]...)
}

// webp is a lossless 64 × 64 picture of one colour.
func webp() []byte {
	// VP8L: signature, 14 bits of width and height less one, no alpha, version 0; then no transform, no colour cache,
	// no meta codes, and five codes of one symbol each.
	var bits []byte
	var n uint
	put := func(v uint64, count uint) {
		for range count {
			if n%8 == 0 {
				bits = append(bits, 0)
			}
			bits[n/8] |= byte(v&1) << (n % 8)
			v, n = v>>1, n+1
		}
	}
	put(63, 14)
	put(63, 14)
	put(0, 1+3+1+1+1)
	for _, symbol := range []uint64{40, 200, 40, 255, 0} {
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // of eight bits
		put(symbol, 8)
	}
	chunk := append([]byte{0x2f}, bits...)
	if len(chunk)%2 == 1 {
		chunk = append(chunk, 0)
	}
	out := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(12+len(chunk)))...)
	out = append(out, "WEBPVP8L"...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(chunk))), chunk...)
}

func TestShrink(t *testing.T) {
	tests := map[string]struct {
		raw           []byte
		width, height int
	}{
		"jpeg":        {encode(t, "jpeg", painted(640, 360)), 160, 90},
		"png":         {encode(t, "png", painted(480, 320)), 160, 107},
		"gif":         {encode(t, "gif", painted(640, 480)), 144, 108},
		"webp":        {webp(), 32, 32},
		"portrait":    {encode(t, "jpeg", painted(300, 600)), 54, 108},
		"small":       {encode(t, "png", painted(100, 80)), 50, 40},
		"noise":       {encode(t, "png", noise(350, 250)), 151, 108},
		"turned":      {withExif(encode(t, "jpeg", painted(640, 360)), 6), 61, 108},
		"transparent": {encode(t, "png", image.NewNRGBA(image.Rect(0, 0, 200, 200))), 100, 100},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Shrink(tt.raw)
			if err != nil {
				t.Fatal(err)
			}
			if got.Width != tt.width || got.Height != tt.height {
				t.Errorf("shown in %d × %d, want %d × %d", got.Width, got.Height, tt.width, tt.height)
			}
			config, err := jpeg.DecodeConfig(bytes.NewReader(got.JPEG))
			if err != nil || len(got.JPEG) > MaxBytes || config.Width > MaxWidth || config.Height > MaxHeight {
				t.Errorf("%d bytes, %d × %d pixels, %v", len(got.JPEG), config.Width, config.Height, err)
			}
			again, err := Shrink(tt.raw)
			if err != nil || !bytes.Equal(again.JPEG, got.JPEG) {
				t.Error("the same bytes gave another picture")
			}
		})
	}
}

func TestShrinkKeepsNoMetadata(t *testing.T) {
	got, err := Shrink(withExif(encode(t, "jpeg", painted(160, 120)), 1))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got.JPEG, []byte("GPS")) || bytes.Contains(got.JPEG, []byte("Exif")) {
		t.Error("the small picture tells where it was taken")
	}
}

// TestTurn looks where the red half of a photograph is after turning.
func TestTurn(t *testing.T) {
	raw := encode(t, "jpeg", painted(160, 120))
	for orient, want := range map[uint16]string{
		1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 9: "left", 0: "left",
	} {
		got, err := Shrink(withExif(raw, orient))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(got.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		edges := map[string]image.Point{"left": {4, h / 2}, "right": {w - 5, h / 2}, "top": {w / 2, 4}, "bottom": {w / 2, h - 5}}
		if r, _, b, _ := m.At(edges[want].X, edges[want].Y).RGBA(); r < 3*b {
			t.Errorf("orientation %d: %s is not red", orient, want)
		}
	}
}

// bomb is a PNG file of a few hundred bytes that says it has w × h pixels.
func bomb(t testing.TB, w, h uint32) []byte {
	t.Helper()
	raw := encode(t, "png", painted(64, 64))
	head := raw[12:29] // IHDR and its data
	binary.BigEndian.PutUint32(head[4:], w)
	binary.BigEndian.PutUint32(head[8:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(head))
	return raw
}

func TestShrinkRefuses(t *testing.T) {
	tests := map[string]struct {
		raw  []byte
		want string
	}{
		"a decompression bomb": {bomb(t, 60_000, 60_000), "60000 × 60000"},
		"sizes that overflow":  {bomb(t, 1<<31-1, 1<<31-1), "not a picture"},
		"an icon":              {encode(t, "png", painted(32, 200)), "icon"},
		"a banner":             {encode(t, "png", painted(900, 90)), "banner"},
		"a page":               {[]byte("<!doctype html><title>Not found</title>"), "not a picture"},
		"nothing":              {nil, "not a picture"},
		"a picture cut short":  {encode(t, "jpeg", noise(300, 300))[:4000], "broken jpeg"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Shrink(tt.raw)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %v, want one that says %q", err, tt.want)
			}
		})
	}
	if n := testing.AllocsPerRun(1, func() { _, _ = Shrink(bomb(t, 60_000, 60_000)) }); n > 10_000 {
		t.Errorf("%v allocations for a bomb", n)
	}
}

func FuzzShrink(f *testing.F) {
	for _, form := range []string{"jpeg", "png", "gif"} {
		f.Add(encode(f, form, painted(80, 64)))
	}
	f.Add(withExif(encode(f, "jpeg", painted(80, 64)), 6))
	f.Add(bomb(f, 60_000, 60_000))
	f.Add(webp())
	f.Fuzz(func(t *testing.T, raw []byte) {
		config, _, err := image.DecodeConfig(bytes.NewReader(raw))
		if err == nil && config.Width*config.Height > 1<<14 {
			return // honest work, but too slow for a fuzzer
		}
		got, err := Shrink(raw)
		if err != nil {
			return
		}
		if len(got.JPEG) > MaxBytes || got.Width < 1 || got.Height < 1 || got.Width > MaxWidth/2 || got.Height > MaxHeight/2 {
			t.Errorf("%d bytes, %d × %d", len(got.JPEG), got.Width, got.Height)
		}
	})
}
