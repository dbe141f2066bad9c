package media_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/webp"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// clean makes a clean copy and fails the test where that fails.
func clean(t *testing.T, content []byte) ([]byte, media.Cleaned) {
	t.Helper()
	var out bytes.Buffer
	done, err := media.Clean(bytes.NewReader(content), int64(len(content)), &out)
	if err != nil {
		t.Fatalf("clean: %v", err)
	}
	if done.Size != int64(out.Len()) {
		t.Errorf("%d bytes are said, %d written", done.Size, out.Len())
	}
	return out.Bytes(), done
}

func reasonOf(err error) any {
	var e *operator.Error
	if !errors.As(err, &e) || e.Code != operator.Invalid {
		return err
	}
	return e.Details["reason"]
}

func refused(t *testing.T, name string, content []byte, reason string) {
	t.Helper()
	_, err := media.Clean(bytes.NewReader(content), int64(len(content)), io.Discard)
	if reasonOf(err) != reason {
		t.Errorf("%s: error is %v, want %s", name, err, reason)
	}
}

// traces are the bytes by which a position can be found in a file, whoever reads
// it: of EXIF, XMP, texts of films and fixed point numbers.
func traces(p media.Position) [][]byte {
	exif := mediatest.EXIF(&p, 0)
	xmp := mediatest.XMP(p)
	list := [][]byte{
		exif[len(exif)-48 : len(exif)-24], exif[len(exif)-24:], packed(xmp),
		[]byte(mediatest.ISO6709(p)), fmt.Appendf(nil, "%f", p.Latitude), fmt.Appendf(nil, "%f", p.Longitude),
	}
	for _, degrees := range []float64{p.Latitude, p.Longitude} {
		whole, part := math.Modf(math.Abs(degrees))
		n := int32(math.Round(degrees * (1 << 16)))
		list = append(list, fmt.Appendf(nil, "%.0f,%.8f", whole, part*60), []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	return list
}

func traced(content []byte, p media.Position) bool {
	narrow := bytes.ReplaceAll(content, []byte{0}, nil) // of UTF-16
	return slices.ContainsFunc(traces(p), func(trace []byte) bool {
		return bytes.Contains(content, trace) || bytes.Contains(narrow, trace)
	})
}

func TestNoCopySaysWhereItWasTaken(t *testing.T) {
	p := media.Position{Latitude: 52.437519, Longitude: 13.312533}
	for name, content := range everyFormat(p) {
		switch name {
		case "TIFF", "TIFF XMP":
			refused(t, name, content, "position_left")
			continue
		case "MOV of the old kind": // no pictures are in it
			refused(t, name, content, "media_unreadable")
			continue
		}
		if !traced(content, p) && !strings.Contains(name, "profile") {
			t.Errorf("%s: the test does not know how it says the place", name)
		}
		out, done := clean(t, content)
		if traced(out, p) || bytes.Contains(out, []byte("Raw profile")) {
			t.Errorf("%s: the place is still in it", name)
		}
		if left := inspect(t, out); left.Position != nil || left.MediaType != done.MediaType || !done.Placed {
			t.Errorf("%s: %+v, %+v", name, left, done)
		}
		if again, _ := clean(t, out); !bytes.Equal(again, out) {
			t.Errorf("%s: cleaned twice it is another", name)
		}
	}
}

func TestWithoutItsMetadataAPhotoIsTheSameToTheByte(t *testing.T) {
	p := media.Position{Latitude: 51.5, Longitude: -0.125}
	icc := append([]byte("ICC_PROFILE\x00\x01\x01"), make([]byte, 200)...)
	plain := mediatest.JPEGWith(40, 30)
	with := mediatest.JPEGWith(40, 30, append([]byte("Exif\x00\x00"), mediatest.EXIF(&p, 1)...), []byte("http://ns.adobe.com/xap/1.0/\x00x"))
	segment := func(marker byte, content []byte) []byte {
		return append([]byte{0xff, marker, 0, byte(len(content) + 2)}, content...)
	}
	after := func(b []byte, more ...[]byte) []byte {
		return slices.Insert(slices.Clone(b), 2, slices.Concat(more...)...)
	}
	jfif := segment(0xe0, []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00"))
	small := segment(0xe0, []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x01\x01abc"))
	junk := [][]byte{segment(0xed, []byte("Photoshop")), segment(0xe2, []byte("MPF\x00abc")), segment(0xfe, []byte("comment")), segment(0xe0, []byte("JFXX\x00"))}
	text := []byte("Title\x00Kitchen")
	for _, row := range []struct {
		name       string
		in, expect []byte
	}{
		{"EXIF and XMP", with, plain},
		{"nothing", plain, plain},
		{"a film behind it", append(slices.Clone(with), mediatest.MP4(&p)...), plain},
		{"a profile and JFIF", after(plain, jfif, segment(0xe2, icc)), after(plain, jfif, segment(0xe2, icc))},
		{"a small picture in JFIF", after(plain, small), after(plain, jfif)},
		{"comments and others", after(plain, junk...), plain},
		{"PNG text", mediatest.PNGWith(40, 30, "tEXt", text), mediatest.PNGWith(40, 30, "", nil)},
		{"PNG of another's chunk", mediatest.PNGWith(40, 30, "prVt", text), mediatest.PNGWith(40, 30, "", nil)},
		{"PNG with gamma", mediatest.PNGWith(40, 30, "gAMA", make([]byte, 4)), mediatest.PNGWith(40, 30, "gAMA", make([]byte, 4))},
		{"PNG with more behind it", append(mediatest.PNG(40, 30, &p, 1), "behind"...), mediatest.PNGWith(40, 30, "", nil)},
		{"GIF", gifWith("!\xfe\x03abc\x00", "!\xff\x0bXMP DataXMP\x02xx\x00", "!\xff\x0bNETSCAPE2.0\x03\x01\x05\x00\x00"), gifWith("!\xff\x0bNETSCAPE2.0\x03\x01\x05\x00\x00")},
		{"GIF without an end", bytes.TrimSuffix(gifWith(), []byte(";")), gifWith()},
		{"GIF with more behind it", append(gifWith(), "behind"...), gifWith()},
	} {
		if got, _ := clean(t, row.in); !bytes.Equal(got, row.expect) {
			t.Errorf("%s: %q, want %q", row.name, got, row.expect)
		}
	}
}

// gifWith is a picture of one pixel, with parts in front.
func gifWith(parts ...string) []byte {
	return []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + strings.Join(parts, "") +
		"!\xf9\x04\x00\x0a\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
}

func TestAWebPKeepsItsPictures(t *testing.T) {
	p := media.Position{Latitude: 51.5, Longitude: -0.125}
	for name, content := range map[string][]byte{
		"still":  mediatest.WebP(6, 4, mediatest.EXIF(&p, 1), mediatest.XMP(p)),
		"clear":  mediatest.ClearWebP(6, 4, mediatest.EXIF(&p, 1), mediatest.XMP(p)),
		"moving": mediatest.MovingWebP(6, 4, mediatest.XMP(p)),
	} {
		out, done := clean(t, content)
		if traced(out, p) || bytes.Contains(out, []byte("XMP ")) || done.Width != 6 || done.Height != 4 {
			t.Errorf("%s: %+v: %q", name, done, out)
		}
		if flags := out[20]; flags&12 != 0 {
			t.Errorf("%s: the flags say that there is metadata: %x", name, flags)
		}
		if name == "moving" {
			continue
		}
		if m, err := webp.Decode(bytes.NewReader(out)); err != nil || m.Bounds() != image.Rect(0, 0, 6, 4) {
			t.Errorf("%s: it cannot be decoded: %v", name, err)
		}
	}
}

// corners is a picture of four colours, which tell its corners apart.
func corners(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	colours := []color.RGBA{{220, 0, 0, 255}, {0, 220, 0, 255}, {0, 0, 220, 255}, {220, 220, 220, 255}}
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, colours[2*y/height*2+2*x/width])
		}
	}
	return m
}

// cornersOf names the colours in the corners: the upper ones, then the lower.
func cornersOf(m image.Image) string {
	b := m.Bounds()
	name := func(x, y int) string {
		r, g, blue, _ := m.At(x, y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000:
			return "w"
		case r > 0x8000:
			return "r"
		case g > 0x8000:
			return "g"
		case blue > 0x8000:
			return "b"
		}
		return "?"
	}
	return name(b.Min.X, b.Min.Y) + name(b.Max.X-1, b.Min.Y) + name(b.Min.X, b.Max.Y-1) + name(b.Max.X-1, b.Max.Y-1)
}

// upright is the corners of a picture for each orientation, 1 to 8, as EXIF
// defines it by where the first row and the first column are.
var upright = []string{"", "rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"}

func TestAPictureIsTurnedAsItIsToBeShown(t *testing.T) {
	p := media.Position{Latitude: 51.5, Longitude: -0.125}
	icc := append([]byte("ICC_PROFILE\x00\x01\x01"), make([]byte, 200)...)
	copy(icc[14+16:], "RGB ")
	for orientation := 1; orientation <= 8; orientation++ {
		size := image.Rect(0, 0, 64, 48)
		if orientation >= 5 {
			size = image.Rect(0, 0, 48, 64)
		}
		exif := mediatest.EXIF(&p, orientation)
		photo := mediatest.JPEGOf(corners(64, 48), append([]byte("Exif\x00\x00"), exif...))
		photo = slices.Insert(photo, 2, append([]byte{0xff, 0xe2, 0, byte(len(icc) + 2)}, icc...)...)
		out, done := clean(t, photo)
		m, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil || m.Bounds() != size || cornersOf(m) != upright[orientation] || done.Width != size.Dx() || done.Height != size.Dy() {
			t.Errorf("JPEG, orientation %d: %v, %+v", orientation, err, done)
		}
		if !bytes.Contains(out, icc) || traced(out, p) {
			t.Errorf("JPEG, orientation %d: the profile is gone, or the place is not", orientation)
		}
		out, done = clean(t, mediatest.PNGOf(corners(64, 48), "eXIf", exif))
		m, err = png.Decode(bytes.NewReader(out))
		if err != nil || m.Bounds() != size || cornersOf(m) != upright[orientation] || done.Width != size.Dx() {
			t.Errorf("PNG, orientation %d: %v, %+v", orientation, err, done)
		}
		var small bytes.Buffer
		shrunk, err := media.Shrink(bytes.NewReader(photo), int64(len(photo)), 32, &small)
		if want := (media.Shrunk{Width: size.Dx() / 2, Height: size.Dy() / 2}); err != nil || shrunk != want {
			t.Errorf("shrunk, orientation %d: %+v, %v, want %+v", orientation, shrunk, err, want)
		}
		if m, err := jpeg.Decode(&small); err != nil || cornersOf(m) != upright[orientation] {
			t.Errorf("shrunk, orientation %d: %v", orientation, err)
		}
	}
}

func TestAWebPThatIsTurnedBecomesAJPEGOrAPNG(t *testing.T) {
	for want, content := range map[string][]byte{
		"image/jpeg": mediatest.WebP(6, 4, mediatest.EXIF(nil, 6), nil),
		"image/png":  mediatest.ClearWebP(6, 4, mediatest.EXIF(nil, 6), nil),
	} {
		out, done := clean(t, content)
		m, _, err := image.Decode(bytes.NewReader(out))
		if err != nil || m.Bounds() != image.Rect(0, 0, 4, 6) || done.MediaType != want || inspect(t, out).MediaType != want {
			t.Errorf("%s: %+v, %v", want, done, err)
		}
	}
}

func TestDocumentsAreCopiedAsTheyAre(t *testing.T) {
	for name, content := range map[string]string{
		"text": "Dear buyer\n", "SVG": `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "HTML": "<!DOCTYPE html><p>",
		"PDF": "%PDF-1.7\n", "TIFF without a place": string(mediatest.EXIF(nil, 1)),
	} {
		if out, _ := clean(t, []byte(content)); string(out) != content {
			t.Errorf("%s: %q", name, out)
		}
	}
}

func TestWhatCannotBeCleanedIsRefused(t *testing.T) {
	whole := mediatest.JPEGWith(40, 30)
	refused(t, "nothing", nil, "media_empty")
	refused(t, "half a JPEG", whole[:len(whole)/2], "media_unreadable")
	refused(t, "a JPEG without pixels", []byte("\xff\xd8\xff\xe1\x00\x02\xff\xd9"), "media_unreadable")
	refused(t, "half a PNG", mediatest.PNG(40, 30, nil, 0)[:60], "media_unreadable")
	refused(t, "a GIF without pixels", []byte("GIF89a\x02\x00\x03\x00\x00\x00\x00;"), "media_unreadable")
	refused(t, "a WebP without pixels", mediatest.WebPWith(4, 3, "EXIF", []byte("x"), nil, nil), "media_unreadable")
	refused(t, "a PNG bomb", pngOf(0x7fffffff, 0x7fffffff), "too_many_pixels")
	refused(t, "a WebP bomb", mediatest.WebP(1<<24, 1<<24, nil, nil), "too_many_pixels")
	liar := mediatest.WebP(4, 3, nil, nil) // whose picture says that it is larger than the whole
	at := bytes.Index(liar, []byte("VP8L")) + 9
	liar[at], liar[at+1] = 0xff, 0x3f
	refused(t, "a WebP that lies", liar, "media_unreadable")
	if _, err := media.Shrink(bytes.NewReader(liar), int64(len(liar)), 400, io.Discard); reasonOf(err) != "media_unreadable" {
		t.Errorf("a WebP that lies, shrunk: %v", err)
	}
}

func TestReadersAndWritersThatFailAreNoFaultOfTheFile(t *testing.T) {
	content := mediatest.JPEGWith(400, 300)
	boom := errors.New("boom")
	_, err := media.Clean(&breaking{Reader: bytes.NewReader(content), after: 3}, int64(len(content)), io.Discard)
	if operator.CodeOf(err) != operator.IO || !errors.Is(err, errBroken) {
		t.Errorf("a reader: %v", err)
	}
	if _, err := media.Clean(bytes.NewReader(content), int64(len(content)), writer(func([]byte) (int, error) { return 0, boom })); err != boom {
		t.Errorf("a writer: %v", err)
	}
	if _, err := media.Shrink(failing{iotest.ErrReader(boom)}, 100, 400, io.Discard); operator.CodeOf(err) != operator.IO {
		t.Errorf("shrunk: %v", err)
	}
}

var errBroken = errors.New("broken")

// breaking fails after some readings of its beginning.
type breaking struct {
	*bytes.Reader
	after int
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, errBroken
	}
	return b.Reader.Read(p)
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
