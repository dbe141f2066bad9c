package media_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// inspect looks at content and fails the test where that fails.
func inspect(t *testing.T, content []byte) media.Facts {
	t.Helper()
	facts, err := media.Inspect(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	return facts
}

func TestTheTypeComesFromTheBytes(t *testing.T) {
	for want, content := range map[string]string{
		"application/octet-stream": "",
		"text/plain":               "Dear buyer,\nthe roof is on.\n",
		"text/html":                "<!DOCTYPE html><script>alert(1)</script>",
		"image/svg+xml":            `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`,
		"application/pdf":          "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
		"application/zip":          "PK\x03\x04\x14\x00\x00\x00\x00\x00",
		"image/gif":                "GIF89a\x02\x00\x03\x00\x00\x00\x00;",
		"image/heic":               string(mediatest.HEIC(nil, nil)),
		"video/mp4":                string(mediatest.MP4(nil)),
		"video/quicktime":          string(mediatest.MOV(nil)),
		"image/webp":               string(mediatest.WebP(2, 3, nil, nil)),
		"image/tiff":               string(mediatest.EXIF(nil, 1)),
	} {
		if got := inspect(t, []byte(content)).MediaType; got != want {
			t.Errorf("%.20q is %s, want %s", content, got, want)
		}
	}
}

func TestAPictureIsMeasuredAsItIsShown(t *testing.T) {
	turned := func(orientation int) media.Facts {
		f := media.Facts{MediaType: "image/jpeg", Width: 40, Height: 30}
		if orientation >= 5 {
			f.Width, f.Height = 30, 40
		}
		return f
	}
	for orientation := range 9 {
		if got, want := inspect(t, mediatest.JPEG(40, 30, nil, orientation)), turned(orientation); got != want {
			t.Errorf("JPEG, orientation %d: %+v, want %+v", orientation, got, want)
		}
		want := turned(orientation)
		want.MediaType = "image/png"
		if got := inspect(t, mediatest.PNG(40, 30, nil, orientation)); got != want {
			t.Errorf("PNG, orientation %d: %+v, want %+v", orientation, got, want)
		}
		want.MediaType = "image/webp"
		if got := inspect(t, mediatest.WebP(40, 30, mediatest.EXIF(nil, orientation), nil)); got != want {
			t.Errorf("WebP, orientation %d: %+v, want %+v", orientation, got, want)
		}
	}
	if got, want := inspect(t, mediatest.JPEG(40, 30, nil, 9)), turned(0); got != want {
		t.Errorf("an orientation there is not: %+v, want %+v", got, want)
	}
	thumbnail := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x0e\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	if got, want := inspect(t, mediatest.JPEGWith(40, 30, []byte(thumbnail))), turned(0); got != want {
		t.Errorf("the orientation of its thumbnail: %+v, want %+v", got, want)
	}
	gif := []byte("GIF89a\x02\x00\x03\x00\x00\x00\x00;")
	if got, want := inspect(t, gif), (media.Facts{MediaType: "image/gif", Width: 2, Height: 3}); got != want {
		t.Errorf("GIF: %+v, want %+v", got, want)
	}
}

func TestAnOversizedPictureIsAFileWithoutASize(t *testing.T) {
	gif := func(width, height int) []byte {
		b := []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
		b[6], b[7], b[8], b[9] = byte(width), byte(width>>8), byte(height), byte(height>>8)
		return b
	}
	for _, row := range []struct {
		name      string
		content   []byte
		oversized bool
	}{
		{"a GIF bomb", gif(65535, 65535), true},
		{"a side at the limit", gif(media.MaxSide, 1), false},
		{"a side past the limit", gif(1, media.MaxSide+1), true},
		{"pixels at the limit", gif(10_000, operator.MaxImagePixels/10_000), false},
		{"pixels past the limit", gif(10_000, operator.MaxImagePixels/10_000+1), true},
		{"a WebP bomb", mediatest.WebP(1<<24, 1<<24, nil, nil), true},
		{"a PNG bomb", pngOf(0x7fffffff, 0x7fffffff), true},
	} {
		got := inspect(t, row.content)
		if got.Oversized != row.oversized || (got.Width == 0) != row.oversized || (got.Height == 0) != row.oversized {
			t.Errorf("%s: %+v", row.name, got)
		}
	}
}

// pngOf is a PNG that claims a size and has no pixels.
func pngOf(width, height uint32) []byte {
	b := mediatest.PNG(1, 1, nil, 0)[:33]
	for i, v := range []uint32{width, height} {
		b[16+4*i], b[17+4*i], b[18+4*i], b[19+4*i] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	return withChecksum(b)
}

func TestAFileCutShortIsNoError(t *testing.T) {
	// In sixteenths, which every format can say exactly.
	p := media.Position{Latitude: 52.4375, Longitude: 13.3125}
	for name, whole := range everyFormat(p) {
		for n := range len(whole) {
			got := inspect(t, whole[:n])
			if got.Position != nil && !near(*got.Position, p) {
				t.Errorf("%s, %d bytes of it: %+v", name, n, *got.Position)
			}
		}
	}
}

func TestASizeThatIsWrongIsNoError(t *testing.T) {
	content := mediatest.JPEG(40, 30, nil, 6)
	for _, size := range []int64{-1, 0, 10, 1 << 40} {
		if _, err := media.Inspect(bytes.NewReader(content), size); err != nil {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

func TestOnlyAReaderThatFailsIsAnError(t *testing.T) {
	boom := errors.New("boom")
	gone := operator.Errorf(operator.NotFound, "no such file").Reason("gone")
	for _, row := range []struct {
		err    error
		code   operator.Code
		reason string
	}{{boom, operator.IO, "read_failed"}, {gone, operator.NotFound, "gone"}} {
		_, err := media.Inspect(failing{iotest.ErrReader(row.err)}, 1000)
		var e *operator.Error
		if !errors.As(err, &e) || e.Code != row.code || e.Details["reason"] != row.reason || !errors.Is(err, row.err) {
			t.Errorf("error is %v", err)
		}
	}
}

type failing struct{ io.Reader }

func (failing) Seek(int64, int) (int64, error) { return 0, nil }
