package sitetest

import (
	"hash/fnv"
	"image"
	"image/color"
)

// photograph makes the picture at a path: a sky over a field, whose colours the path decides.
func photograph(path string) image.Image {
	h := fnv.New32a()
	h.Write([]byte(path))
	tint := h.Sum32()
	m := image.NewRGBA(image.Rect(0, 0, 640, 360))
	for y := range 360 {
		c := color.RGBA{R: uint8(tint), G: uint8(tint >> 8), B: uint8(160 + y/4), A: 255}
		if y > 240 {
			c = color.RGBA{R: uint8(tint >> 16), G: uint8(90 + y/6), B: uint8(tint >> 24), A: 255}
		}
		for x := range 640 {
			m.SetRGBA(x, y, c)
		}
	}
	return m
}
