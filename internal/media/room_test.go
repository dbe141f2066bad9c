package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestLargePicturesAreDecodedOneByOne: of those that need more than there is room for
// together, one waits for the other.
func TestLargePicturesAreDecodedOneByOne(t *testing.T) {
	for name, c := range map[string]struct {
		bytes int64
		most  int32
	}{"small": {roomForPixels / 4, 4}, "large": {roomForPixels - 1, 1}} {
		var at, most atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				leave, err := takeRoom(c.bytes)
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				n := at.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				defer at.Add(-1)
			})
		}
		all.Wait()
		if most.Load() > c.most {
			t.Errorf("%s: %d at once, want at most %d", name, most.Load(), c.most)
		}
	}
}

func TestWhatAPictureNeedsIsKnownFromItsHeader(t *testing.T) {
	size := image.Rect(0, 0, 100, 50)
	encode := func(m image.Image, as func(*bytes.Buffer, image.Image) error) []byte {
		var out bytes.Buffer
		if err := as(&out, m); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	asPNG := func(out *bytes.Buffer, m image.Image) error { return png.Encode(out, m) }
	deep := image.NewNRGBA64(size)
	deep.Set(1, 1, color.NRGBA64{R: 1, A: 7})
	plain := encode(image.NewYCbCr(size, image.YCbCrSubsampleRatio420), func(out *bytes.Buffer, m image.Image) error { return jpeg.Encode(out, m, nil) })
	for name, c := range map[string]struct {
		file []byte
		want float64
	}{
		"PNG":                      {encode(image.NewNRGBA(size), asPNG), 4},
		"PNG of 16 bits":           {encode(deep, asPNG), 8},
		"JPEG":                     {plain, 1.5},
		"JPEG in several scans":    {bytes.Replace(plain, []byte{0xff, 0xc0}, []byte{0xff, 0xc2}, 1), 7.5},
		"JPEG of one colour":       {zeros(100, 50, 1, 0), 5},
		"JPEG of three colours":    {zeros(100, 50, 3, 0), 15},
		"JPEG of four colours":     {zeros(100, 50, 4, 0), 24},
		"JPEG of red, green, blue": {zeros(100, 50, 3, 0, "Adobe\x00\x64\x00\x00\x00\x00\x00"), 19},
		"PNG of 16 bits, in parts": {interlaced(encode(deep, asPNG)), 16},
	} {
		_, p, err := look(bytes.NewReader(c.file), int64(len(c.file)))
		if err != nil || float64(p.memory) != 100*50*c.want {
			t.Errorf("%s: %d bytes (%v), want %v", name, p.memory, err, 100*50*c.want)
		}
	}
}

// interlaced says of a PNG that its pixels come in seven passes, which is not so.
func interlaced(file []byte) []byte {
	file[28] = 1
	return file
}

// zeros is a progressive JPEG in which every block is grey, and which goes over the first
// of its colours some times more. What is in app comes in a segment of Adobe's.
func zeros(w, h, colours, more int, app ...string) []byte {
	segment := func(marker byte, content ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...)
	}
	table := func(class, symbol byte) []byte { // of one code, the bit 0
		return segment(0xc4, slices.Concat([]byte{class, 1}, make([]byte, 15), []byte{symbol})...)
	}
	frame := append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, uint16(h)), uint16(w)), byte(colours))
	scan := []byte{byte(colours)}
	for i := range colours {
		frame, scan = append(frame, byte(i+1), 0x11, 0), append(scan, byte(i+1), 0)
	}
	file := []byte{0xff, 0xd8}
	for _, content := range app {
		file = append(file, segment(0xee, []byte(content)...)...)
	}
	blocks := (w + 7) / 8 * ((h + 7) / 8)
	file = slices.Concat(file, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{16}, 64)...)...), segment(0xc2, frame...),
		table(0, 0), table(0x10, 0xe0), segment(0xda, append(scan, 0, 0, 0)...), make([]byte, blocks*colours/8+2))
	for range more { // over the first coefficient but one, 16384 blocks with 15 bits
		file = append(append(file, segment(0xda, 1, 1, 0, 1, 1, 0)...), make([]byte, (blocks/16384+1)*15/8+2)...)
	}
	return append(file, 0xff, 0xd9)
}

func TestAPictureThatTakesTooMuchMemoryIsNotDecoded(t *testing.T) {
	file := zeros(7000, 7000, 3, 0)
	_, err := Shrink(bytes.NewReader(file), int64(len(file)), 100, io.Discard)
	if e, ok := errors.AsType[*operator.Error](err); !ok || e.Code != operator.Invalid || e.Details["reason"] != "too_many_pixels" || e.Hint == "" {
		t.Errorf("got %v", err)
	}
}

// TestAPictureIsGoneOverSoOften: a hundred bytes more have the decoder touch every pixel
// once more.
func TestAPictureIsGoneOverSoOften(t *testing.T) {
	for more, reason := range map[int]any{63: nil, 64: "media_unreadable", 10_000: "media_unreadable"} {
		file := zeros(640, 480, 1, more)
		_, err := Shrink(bytes.NewReader(file), int64(len(file)), 100, io.Discard)
		e, _ := errors.AsType[*operator.Error](err)
		if (e == nil) != (reason == nil) || e != nil && e.Details["reason"] != reason {
			t.Errorf("%d times more: %v", more, err)
		}
	}
}
