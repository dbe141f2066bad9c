// Package media says what a file is, from its bytes and never from its name:
// its media type, the size of a picture as it is shown, and the place where a
// photo or a video was taken. It makes copies that do not say the place (Clean),
// and small pictures of large ones (Shrink).
//
// Files come from strangers. Inspect decodes no pixels, and a file makes it read
// 8 MiB in 20,000 steps at most, whatever lengths it claims. Clean and Shrink
// decode pictures of operator.MaxImagePixels at most.
package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"io"
	"math"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/webp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// MaxSide is the most pixels a picture may have on a side.
const MaxSide = 16384

// Facts is what the bytes of a file say.
type Facts struct {
	// MediaType is a type without parameters, as in "image/jpeg", and
	// "application/octet-stream" where nothing is known.
	MediaType string
	// Width and Height are pixels of a JPEG, PNG, GIF or WebP as it is shown,
	// turned as EXIF says; 0 for anything else and for what is Oversized.
	Width, Height int
	// Oversized says that the picture claims more than MaxSide pixels on a side
	// or more than operator.MaxImagePixels in all. It is a file like any other,
	// but nobody should make pixels of it.
	Oversized bool
	// Position is where it was taken, nil if it does not say: EXIF and XMP in
	// JPEG, PNG, WebP, HEIC, AVIF and TIFF, and what phones write into MP4 and
	// MOV.
	Position *Position
}

// Position is a place on the earth in degrees, WGS 84.
type Position struct {
	Latitude  float64 // -90 to 90, north is positive
	Longitude float64 // -180 to 180, east is positive
}

// position is the Position, or nil if there can be none. Latitude and longitude
// 0 are what cameras write that do not know.
func position(latitude, longitude float64) *Position {
	nowhere := latitude == 0 && longitude == 0
	if nowhere || !(math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180) {
		return nil
	}
	return &Position{latitude, longitude}
}

// Inspect looks at a file of size bytes. A file that is cut short, broken or
// hostile is no error: the Facts are what could be made out. The only error is
// that r cannot be read, IO with reason "read_failed", or r's own if it has a
// code. Where r stands afterwards is not said.
func Inspect(r io.ReadSeeker, size int64) (Facts, error) {
	facts, _, err := look(r, size)
	return facts, err
}

// pixels is what has to be known of a picture that is to be decoded.
type pixels struct {
	orientation int   // how it is to be turned: 1 to 8, as EXIF has it; 0 where it does not say
	memory      int64 // how many bytes decoding it takes, about
	turning     int64 // how many it takes with a turned copy, of four bytes for a pixel
}

// look is Inspect, with what has to be known to decode it.
func look(r io.ReadSeeker, size int64) (Facts, pixels, error) {
	s := &source{r: r, size: size, bytes: maxBytes, steps: maxSteps}
	header := s.at(0, HeaderSize)
	facts := Facts{MediaType: mediaType(header)}
	var found found
	guard(func() { found = search(s, header) })
	facts.Position = found.position
	if decode := decoder(header); decode != nil {
		guard(func() { facts.measure(s, decode) })
	}
	if found.orientation >= 5 {
		facts.Width, facts.Height = facts.Height, facts.Width
	}
	all := float64(facts.Width) * float64(facts.Height)
	peak, kept := decoding(header, found.frame)
	return facts, pixels{found.orientation, int64(all * peak), int64(all * max(peak, kept+4))}, readFailed(s.err)
}

// readFailed gives the error of a reader a meaning, if it has none.
func readFailed(err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*operator.Error](err); ok {
		return known
	}
	return operator.Wrap(operator.IO, err, "cannot read the file").Reason("read_failed")
}

// guard runs do, and takes its panic for a file that cannot be made out.
func guard(do func()) {
	defer func() { _ = recover() }()
	do()
}

// HeaderSize is how many bytes from the beginning of a file tell its type.
const HeaderSize = 3072

// Type is the media type of a file that begins with header.
func Type(header []byte) string { return mediaType(header[:min(len(header), HeaderSize)]) }

func mediaType(header []byte) string {
	kind := "application/octet-stream"
	if len(header) > 0 {
		guard(func() { kind = mimetype.Detect(header).String() })
	}
	kind, _, _ = strings.Cut(kind, ";")
	return kind
}

// decoder is what reads the size of a picture that begins with header; nil for
// what has none.
func decoder(header []byte) func(io.Reader) (image.Config, error) {
	switch {
	case isJPEG(header):
		return jpeg.DecodeConfig
	case isPNG(header):
		return pngConfig
	case bytes.HasPrefix(header, []byte("GIF8")):
		return gif.DecodeConfig
	case isWebP(header):
		return webp.DecodeConfig
	}
	return nil
}

// pngConfig reads what a PNG claims. That of the standard library gives no size
// for the largest of claims, which are those to be known.
func pngConfig(r io.Reader) (image.Config, error) {
	var head [24]byte
	_, err := io.ReadFull(r, head[:])
	width, height := binary.BigEndian.Uint32(head[16:]), binary.BigEndian.Uint32(head[20:])
	return image.Config{Width: int(width), Height: int(height)}, err
}

func (f *Facts) measure(s *source, decode func(io.Reader) (image.Config, error)) {
	c, err := decode(&stream{s: s})
	switch {
	case err != nil || c.Width <= 0 || c.Height <= 0:
	case c.Width > MaxSide || c.Height > MaxSide || c.Width*c.Height > operator.MaxImagePixels:
		f.Oversized = true
	default:
		f.Width, f.Height = c.Width, c.Height
	}
}

// found is what was found in the metadata of a file: the first position and the
// first orientation count.
type found struct {
	position    *Position
	orientation int   // EXIF: 1 to 8, 0 if it does not say
	frame       frame // of a JPEG
}

func (f *found) add(more found) {
	if f.position == nil {
		f.position = more.position
	}
	if f.orientation == 0 {
		f.orientation = more.orientation
	}
}

// search looks for metadata where the format of the file keeps it.
func search(s *source, header []byte) found {
	switch {
	case isJPEG(header):
		return searchJPEG(s)
	case isPNG(header):
		return searchPNG(s)
	case isWebP(header):
		return searchWebP(s)
	case isTIFF(header):
		return searchTIFF(s.at)
	case isBoxes(header):
		return searchBoxes(s)
	}
	return found{}
}

func isJPEG(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) }
func isPNG(b []byte) bool  { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) }
func isTIFF(b []byte) bool {
	return bytes.HasPrefix(b, []byte("II*\x00")) || bytes.HasPrefix(b, []byte("MM\x00*"))
}

func isWebP(b []byte) bool {
	return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}
