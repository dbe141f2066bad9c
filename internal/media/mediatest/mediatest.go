// Package mediatest makes pictures and films that say where they were taken,
// for tests and for the demo.
package mediatest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/seed-34ad0ce1/operator/internal/media"
)

// JPEG is a picture of width by height pixels before it is turned. It says where
// it was taken unless withPosition is nil, and how it must be turned (Exif: 1 to
// 8) unless orientation is 0.
func JPEG(width, height int, withPosition *media.Position, orientation int) []byte {
	if withPosition == nil && orientation == 0 {
		return JPEGWith(width, height)
	}
	return JPEGWith(width, height, append([]byte("Exif\x00\x00"), EXIF(withPosition, orientation)...))
}

// JPEGWith is a picture with blocks of metadata, each in a segment APP1.
func JPEGWith(width, height int, blocks ...[]byte) []byte {
	return JPEGOf(picture(width, height), blocks...)
}

// JPEGOf is like JPEGWith, a picture that is given.
func JPEGOf(m image.Image, blocks ...[]byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err) // a side of 0, or over 65535
	}
	content := b.Bytes()
	out := bytes.Clone(content[:2])
	for _, block := range blocks {
		out = append(out, 0xff, 0xe1)
		out = binary.BigEndian.AppendUint16(out, uint16(len(block)+2))
		out = append(out, block...)
	}
	return append(out, content[2:]...)
}

// PNG is like JPEG, another format.
func PNG(width, height int, withPosition *media.Position, orientation int) []byte {
	if withPosition == nil && orientation == 0 {
		return PNGWith(width, height, "", nil)
	}
	return PNGWith(width, height, "eXIf", EXIF(withPosition, orientation))
}

// PNGWith is a picture with a chunk of a kind before the pixels; an empty kind
// is no chunk.
func PNGWith(width, height int, kind string, content []byte) []byte {
	return PNGOf(picture(width, height), kind, content)
}

// PNGOf is like PNGWith, a picture that is given.
func PNGOf(m image.Image, kind string, content []byte) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err) // a side of 0
	}
	const head = 8 + 25 // signature and IHDR
	out := bytes.Clone(b.Bytes()[:head])
	if kind != "" {
		out = binary.BigEndian.AppendUint32(out, uint32(len(content)))
		out = append(append(out, kind...), content...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(append([]byte(kind), content...)))
	}
	return append(out, b.Bytes()[head:]...)
}

// picture is something to look at: a sky over a field.
func picture(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		c := color.RGBA{150, 190, uint8(200 + 55*y/height), 255}
		if y > height*2/3 {
			c = color.RGBA{90, uint8(120 + 60*y/height), 60, 255}
		}
		for x := range width {
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// EXIF is a block of Exif without its name in front: a TIFF of two directories.
// It is a TIFF file, too, if one without a picture.
func EXIF(position *media.Position, orientation int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08")
	entries := 0
	var body []byte
	entry := func(tag, kind uint16, count uint32, value [4]byte) {
		entries++
		body = binary.BigEndian.AppendUint16(body, tag)
		body = binary.BigEndian.AppendUint16(body, kind)
		body = binary.BigEndian.AppendUint32(body, count)
		body = append(body, value[:]...)
	}
	if orientation != 0 {
		entry(0x0112, 3, 1, [4]byte{0, byte(orientation)})
	}
	if position != nil {
		entry(0x8825, 4, 1, number(len(b)+2+12*(entries+1)+4))
	}
	b = binary.BigEndian.AppendUint16(b, uint16(entries))
	b = append(append(b, body...), 0, 0, 0, 0) // no next directory
	if position == nil {
		return b
	}
	values := len(b) + 2 + 12*4 + 4
	entries, body = 0, nil
	entry(1, 2, 2, [4]byte{letter(position.Latitude, "NS")})
	entry(2, 5, 3, number(values))
	entry(3, 2, 2, [4]byte{letter(position.Longitude, "EW")})
	entry(4, 5, 3, number(values+24))
	b = binary.BigEndian.AppendUint16(b, uint16(entries))
	b = append(append(b, body...), 0, 0, 0, 0)
	return append(append(b, angle(position.Latitude)...), angle(position.Longitude)...)
}

func number(n int) (b [4]byte) {
	binary.BigEndian.PutUint32(b[:], uint32(n))
	return b
}

func letter(degrees float64, letters string) byte {
	if math.Signbit(degrees) {
		return letters[1]
	}
	return letters[0]
}

// angle is degrees, minutes and seconds as rational numbers, without a sign.
func angle(degrees float64) (b []byte) {
	const parts = 100_000 // of a second: a third of a millimetre
	n := uint32(math.Round(math.Mod(math.Abs(degrees), 1) * 3600 * parts))
	for _, r := range [][2]uint32{{uint32(math.Abs(degrees)), 1}, {n / (60 * parts), 1}, {n % (60 * parts), parts}} {
		b = binary.BigEndian.AppendUint32(b, r[0])
		b = binary.BigEndian.AppendUint32(b, r[1])
	}
	return b
}

// XMP is a packet that says where a picture was taken.
func XMP(position media.Position) []byte {
	return fmt.Appendf(nil, `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>`+
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`+
		`<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="%s" exif:GPSLongitude="%s"/>`+
		`</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
		minutes(position.Latitude, "NS"), minutes(position.Longitude, "EW"))
}

func minutes(degrees float64, letters string) string {
	whole, part := math.Modf(math.Abs(degrees))
	return fmt.Sprintf("%.0f,%.8f%c", whole, part*60, letter(degrees, letters))
}
