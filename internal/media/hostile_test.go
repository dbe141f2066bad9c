package media_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
)

// counting counts what is read of a file, and how often.
type counting struct {
	*bytes.Reader
	bytes, steps int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += n
	c.steps++
	return n, err
}

var _ io.ReadSeeker = (*counting)(nil)

// hostile are files made to keep a reader busy.
func hostile() map[string][]byte {
	const size = 24 << 20
	word := binary.BigEndian.AppendUint32

	// Every one of 5,000 entries points at the directory it is in.
	loop := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x13\x88")
	for range 5000 {
		loop = append(loop, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8)
	}
	loop = word(loop, 8)
	xmp := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x13\x88")
	for range 5000 {
		xmp = append(xmp, 0x02, 0xbc, 0, 1, 0, 0, 0xff, 0, 0, 0, 0, 8)
	}
	bomb := packed(bytes.Repeat([]byte("GPSLatitude="), 100<<10))
	text := slices.Concat([]byte("XML:com.adobe.xmp\x00\x01\x00\x00\x00"), bomb)
	chunk := slices.Concat(word(nil, uint32(len(text))), []byte("iTXt"), text, make([]byte, 4))
	nested := mediatest.Box("udta")
	for range 10_000 {
		nested = mediatest.Box("udta", nested[:min(len(nested), 4096)])
	}
	// 100,000 items of 65,535 extents that take no bytes.
	iloc := slices.Concat([]byte("\x02\x00\x00\x00\x00\x00\x00\x01\x86\xa0"), bytes.Repeat([]byte("\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff"), 100_000))
	ftyp := mediatest.Box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	info := mediatest.Box("iinf", []byte("\x00\x00\x00\x00\xff\xff"), bytes.Repeat(mediatest.Box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00Exif\x00")), 100_000))
	return map[string][]byte{
		"JPEG with directories in circles":    mediatest.JPEGWith(4, 3, repeat(loop, 100)...),
		"JPEG with XMP over and over":         mediatest.JPEGWith(4, 3, repeat(xmp, 100)...),
		"JPEG of fill bytes":                  append([]byte("\xff\xd8"), bytes.Repeat([]byte{0xff}, size)...),
		"JPEG of empty segments":              append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xe1\x00\x02"), size/4)...),
		"JPEG of junk":                        append([]byte("\xff\xd8\xff\xe1\x00\x02"), make([]byte, size)...),
		"PNG of bombs":                        append(mediatest.PNG(1, 1, nil, 0)[:33], bytes.Repeat(chunk, 5000)...),
		"PNG of empty chunks":                 append(mediatest.PNG(1, 1, nil, 0)[:33], bytes.Repeat([]byte("\x00\x00\x00\x00eXIf\x00\x00\x00\x00"), size/12)...),
		"WebP of empty chunks":                append(mediatest.WebP(1, 1, nil, nil), bytes.Repeat([]byte("EXIF\x00\x00\x00\x00"), size/8)...),
		"WebP with a chunk beyond the end":    append(mediatest.WebP(1, 1, nil, nil), "EXIF\xff\xff\xff\xff"...),
		"HEIC that goes back to where it was": slices.Concat(ftyp, []byte("\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xe8"), make([]byte, 99)),
		"HEIC with extents without end":       slices.Concat(ftyp, mediatest.Box("meta", make([]byte, 4), info, mediatest.Box("iloc", iloc))),
		"HEIC of locations":                   slices.Concat(ftyp, mediatest.Box("meta", make([]byte, 4), bytes.Repeat(mediatest.Box("iloc", iloc[:1000]), 10_000))),
		"MP4 of empty boxes":                  append(mediatest.MP4(nil), bytes.Repeat(mediatest.Box("moov"), size/8)...),
		"MP4 of boxes without a length":       append(mediatest.MP4(nil), make([]byte, 1000)...),
		"MP4 of boxes in boxes":               mediatest.Film("isom", nested),
	}
}

func repeat(block []byte, n int) [][]byte { return slices.Repeat([][]byte{block}, n) }

func TestAHostileFileIsSoonDoneWith(t *testing.T) {
	for name, content := range hostile() {
		r := &counting{Reader: bytes.NewReader(content)}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := media.Inspect(r, int64(len(content))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d bytes in %d steps, %d allocated", name, r.bytes, r.steps, allocated)
		if r.bytes > 8<<20 || r.steps > 40_000 || allocated > 64<<20 {
			t.Errorf("%s: read %d bytes in %d steps, allocated %d", name, r.bytes, r.steps, allocated)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, content := range everyFormat(media.Position{Latitude: 52.52, Longitude: 13.405}) {
		f.Add(content)
	}
	f.Add([]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := &counting{Reader: bytes.NewReader(content)}
		facts, err := media.Inspect(r, int64(len(content)))
		if err != nil {
			t.Fatalf("error: %v", err)
		}
		if facts.MediaType == "" || bytes.ContainsAny([]byte(facts.MediaType), "; \r\n") {
			t.Errorf("media type %q", facts.MediaType)
		}
		if p := facts.Position; p != nil && !(p.Latitude >= -90 && p.Latitude <= 90 && p.Longitude >= -180 && p.Longitude <= 180) {
			t.Errorf("position %+v", *p)
		}
		if facts.Width < 0 || facts.Height < 0 || facts.Width > media.MaxSide || facts.Height > media.MaxSide {
			t.Errorf("%d by %d", facts.Width, facts.Height)
		}
		if r.steps > 40_000 {
			t.Errorf("%d steps", r.steps)
		}
	})
}
