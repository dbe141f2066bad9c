package mediatest

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/media"
)

// Box is a box of a HEIC, MP4 or MOV.
func Box(kind string, content ...[]byte) []byte {
	all := slices.Concat(content...)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(all))), kind...), all...)
}

// HEIC is a file with the metadata of a picture, either of which may be nil, and
// without the picture.
func HEIC(exif, xmp []byte) []byte {
	ftyp := Box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	info := Box("iinf", []byte{0, 0, 0, 0, 0, 2},
		Box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00Exif\x00")),
		Box("infe", []byte("\x02\x00\x00\x00\x00\x02\x00\x00mime\x00application/rdf+xml\x00")))
	exif = append([]byte{0, 0, 0, 6, 'E', 'x', 'i', 'f', 0, 0}, exif...)
	place := func(at int) []byte {
		b := []byte{0, 0, 0, 0, 0x44, 0x00, 0, 2} // offsets and lengths of four bytes, two items
		for i, size := range []int{len(exif), len(xmp)} {
			b = append(b, 0, byte(i+1), 0, 0, 0, 1)
			b = binary.BigEndian.AppendUint32(b, uint32(at))
			b = binary.BigEndian.AppendUint32(b, uint32(size))
			at += size
		}
		return Box("iloc", b)
	}
	meta := func(at int) []byte { return Box("meta", []byte{0, 0, 0, 0}, info, place(at)) }
	head := len(ftyp) + len(meta(0)) + len(Box("mdat"))
	return slices.Concat(ftyp, meta(head), Box("mdat", exif, xmp))
}

// MP4 is a film of one black picture, which says where it was taken, as Android
// does, unless withPosition is nil.
func MP4(withPosition *media.Position) []byte {
	var more []byte
	if withPosition != nil {
		text := ISO6709(*withPosition)
		more = Box("udta", Box("\xa9xyz", []byte{0, byte(len(text)), 0x15, 0xc7}, []byte(text)))
	}
	return Film("isom", more)
}

// MOV is like MP4, as an iPhone does.
func MOV(withPosition *media.Position) []byte {
	var more []byte
	if withPosition != nil {
		name := "com.apple.quicktime.location.ISO6709"
		more = Box("meta",
			Box("hdlr", make([]byte, 8), []byte("mdta"), make([]byte, 14)),
			Box("keys", []byte{0, 0, 0, 0, 0, 0, 0, 1}, Box("mdta", []byte(name))),
			Box("ilst", Box("\x00\x00\x00\x01", Box("data", []byte{0, 0, 0, 1, 0, 0, 0, 0}, []byte(ISO6709(*withPosition))))))
	}
	return Film("qt  ", more)
}

// ISO6709 is the position as films have it.
func ISO6709(p media.Position) string {
	return fmt.Sprintf("%+010.6f%+011.6f/", p.Latitude, p.Longitude)
}
