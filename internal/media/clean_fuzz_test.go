package media_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fuzzClean holds for any bytes: they are cleaned or refused as Invalid; what comes
// of them says no place, is hardly longer, and is cleaned to itself.
func fuzzClean(f *testing.F, same func(content []byte) bool) {
	p := media.Position{Latitude: 52.52, Longitude: 13.405}
	seeds := everyFormat(p)
	seeds["GIF"] = gifWith("!\xff\x0bNETSCAPE2.0\x03\x01\x05\x00\x00")
	seeds["moving"] = mediatest.MovingWebP(6, 4, mediatest.XMP(p))
	seeds["clear"] = mediatest.ClearWebP(6, 4, mediatest.EXIF(&p, 6), nil)
	seeds["GoPro"] = mediatest.Tracks("isom", nil, mediatest.Track{Handler: "vide", Samples: samples("picture", 3)},
		mediatest.Track{Handler: "meta", Samples: samples("GPS5", 4)}, mediatest.Track{Handler: "sbtl", Samples: samples("Kitchen", 2), Far: true})
	for _, content := range seeds {
		if same(content) {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if !same(content) || len(content) > 1<<16 {
			return
		}
		facts, err := media.Inspect(bytes.NewReader(content), int64(len(content)))
		if err != nil || facts.Width*facts.Height > 1<<20 {
			return // large pictures are slow, and no different
		}
		var out bytes.Buffer
		done, err := media.Clean(bytes.NewReader(content), int64(len(content)), &out)
		if err != nil {
			if operator.CodeOf(err) != operator.Invalid {
				t.Fatalf("error: %v", err)
			}
			return
		}
		turned := done.MediaType != facts.MediaType || out.Len() > len(content)+2
		if left := inspect(t, out.Bytes()); left.Position != nil {
			t.Errorf("it still says the place: %+v", left)
		}
		if out.Len() > len(content)+facts.Width*facts.Height*5+4096 {
			t.Errorf("%d bytes of %d", out.Len(), len(content))
		}
		var again bytes.Buffer
		if _, err := media.Clean(bytes.NewReader(out.Bytes()), int64(out.Len()), &again); err != nil {
			t.Errorf("cleaned twice: %v", err)
		} else if !turned && !bytes.Equal(again.Bytes(), out.Bytes()) {
			t.Errorf("cleaned twice it is another:\n%q\n%q\n%q", content, out.Bytes(), again.Bytes())
		}
		if done.Photo {
			if _, err := media.Shrink(bytes.NewReader(out.Bytes()), int64(out.Len()), 16, io.Discard); err != nil && operator.CodeOf(err) != operator.Invalid {
				t.Errorf("shrunk: %v", err)
			}
		}
	})
}

func begins(with string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(with)) }
}

func FuzzCleanJPEG(f *testing.F) { fuzzClean(f, begins("\xff\xd8\xff")) }
func FuzzCleanPNG(f *testing.F)  { fuzzClean(f, begins("\x89PNG\r\n\x1a\n")) }
func FuzzCleanGIF(f *testing.F)  { fuzzClean(f, begins("GIF8")) }
func FuzzCleanWebP(f *testing.F) { fuzzClean(f, begins("RIFF")) }
func FuzzCleanBoxes(f *testing.F) {
	fuzzClean(f, func(b []byte) bool {
		return len(b) > 8 && (string(b[4:8]) == "ftyp" || string(b[4:8]) == "moov" || string(b[4:8]) == "mdat" || string(b[4:8]) == "\x00\x00\x00\x01")
	})
}
