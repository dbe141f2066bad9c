package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"sync"
	"sync/atomic"
	"testing"
)

// TestLargePicturesAreDecodedOneByOne: of those that need more than there is room for
// together, one waits for the other; what is larger than all the room goes by itself.
func TestLargePicturesAreDecodedOneByOne(t *testing.T) {
	for name, c := range map[string]struct {
		bytes int64
		most  int32
	}{"small": {roomForPixels / 4, 4}, "large": {roomForPixels - 1, 1}, "larger than the room": {4 * roomForPixels, 1}} {
		var at, most atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				leave := takeRoom(c.bytes)
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
		want int64
	}{
		"PNG":                      {encode(image.NewNRGBA(size), asPNG), 4},
		"PNG of 16 bits":           {encode(deep, asPNG), 8},
		"JPEG":                     {plain, 4},
		"JPEG in several scans":    {bytes.Replace(plain, []byte{0xff, 0xc0}, []byte{0xff, 0xc2}, 1), 15},
		"PNG of 16 bits, in parts": {interlaced(encode(deep, asPNG)), 16},
	} {
		_, p, err := look(bytes.NewReader(c.file), int64(len(c.file)))
		if err != nil || p.memory != 100*50*c.want {
			t.Errorf("%s: %d bytes (%v), want %d", name, p.memory, err, 100*50*c.want)
		}
	}
}

// interlaced says of a PNG that its pixels come in seven passes, which is not so.
func interlaced(file []byte) []byte {
	file[28] = 1
	return file
}
