package mediatest

import (
	"encoding/binary"
	"slices"
)

// WebP is a picture with metadata, either of which may be nil. It is blue, and
// red in the corner where it begins. Of one with a side over 64 pixels only the
// head is as large.
func WebP(width, height int, exif, xmp []byte) []byte {
	return WebPWith(width, height, "VP8L", lossless(width, height, false), exif, xmp)
}

// ClearWebP is like WebP; the red corner can be seen through.
func ClearWebP(width, height int, exif, xmp []byte) []byte {
	return WebPWith(width, height, "VP8L", lossless(width, height, true), exif, xmp)
}

// WebPWith is like WebP, with other content than one picture.
func WebPWith(width, height int, kind string, pixels, exif, xmp []byte) []byte {
	const hasExif, hasXMP, animated = 8, 4, 2
	flags := byte(hasExif | hasXMP)
	if kind == "ANMF" {
		flags |= animated
	}
	head := append([]byte{flags, 0, 0, 0}, size24(width, height)...)
	parts := [][]byte{[]byte("WEBP"), chunk("VP8X", head), chunk(kind, pixels)}
	if exif != nil {
		parts = append(parts, chunk("EXIF", exif))
	}
	if xmp != nil {
		parts = append(parts, chunk("XMP ", xmp))
	}
	return chunk("RIFF", slices.Concat(parts...))
}

// MovingWebP is a picture of one frame, in which there is also a chunk of XMP.
func MovingWebP(width, height int, xmp []byte) []byte {
	frame := slices.Concat(make([]byte, 6), size24(width, height), make([]byte, 4),
		chunk("VP8L", lossless(width, height, false)), chunk("XMP ", xmp))
	return WebPWith(width, height, "ANMF", frame, nil, nil)
}

func size24(width, height int) []byte {
	w, h := width-1, height-1
	return []byte{byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
}

func chunk(kind string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content)))
	b = append(b, content...)
	if len(content)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// bits writes numbers from their lowest bit on.
type bits struct {
	b []byte
	n int
}

func (w *bits) put(v uint32, n int) {
	for i := range n {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
}

// lossless is a VP8L of two colours: each of its channels has a code of one bit,
// or of none.
func lossless(width, height int, clear bool) []byte {
	width, height = min(width, 64), min(height, 64)
	w := &bits{b: []byte{0x2f}, n: 8}
	w.put(uint32(width-1), 14)
	w.put(uint32(height-1), 14)
	w.put(1, 1)
	w.put(0, 3+3) // version; no transforms, no cache, no groups
	one := func(v uint32) { w.put(1, 1); w.put(0, 1); w.put(1, 1); w.put(v, 8) }
	two := func() { w.put(1, 1); w.put(1, 1); w.put(1, 1); w.put(0, 8); w.put(255, 8) }
	one(0) // green
	two()  // red
	two()  // blue
	if clear {
		two()
	} else {
		one(255)
	}
	one(0) // distances
	for y := range height {
		for x := range width {
			red := uint32(0)
			if x < (width+1)/2 && y < (height+1)/2 {
				red = 1
			}
			w.put(red, 1)
			w.put(1-red, 1)
			if clear {
				w.put(1-red, 1)
			}
		}
	}
	return append(w.b, 0, 0)
}
