package media

import (
	"encoding/binary"
	"math"
	"strings"
)

// Tags of TIFF 6.0 and of CIPA DC-008 (Exif 2.32), as far as they matter here.
const (
	tagOrientation  = 0x0112
	tagXMP          = 0x02bc
	tagGPS          = 0x8825
	tagLatitudeRef  = 1
	tagLatitude     = 2
	tagLongitudeRef = 3
	tagLongitude    = 4
)

// maxFolders is how many image file directories of a TIFF are looked at.
const maxFolders = 16

// tiff reads what Exif, and a TIFF file, is made of: directories of tags with
// values, wherever their offsets point.
type tiff struct {
	at    func(off int64, n int) []byte
	order binary.ByteOrder
}

// searchTIFF looks into a TIFF whose bytes at gives, fewer where it ends.
func searchTIFF(at func(off int64, n int) []byte) (f found) {
	header := at(0, 8)
	if len(header) < 8 || !isTIFF(header) {
		return f
	}
	t := tiff{at, binary.BigEndian}
	if header[0] == 'I' {
		t.order = binary.LittleEndian
	}
	next := t.order.Uint32(header[4:])
	for i := 0; next != 0 && i < maxFolders; i++ {
		var entries []entry
		entries, next = t.folder(next)
		for _, e := range entries {
			switch e.tag {
			case tagOrientation:
				// That of a later directory is another picture's.
				if o := t.order.Uint16(e.value[:]); e.kind == 3 && i == 0 && o >= 1 && o <= 8 {
					f.add(found{orientation: int(o)})
				}
			case tagXMP:
				f.add(searchXMP(t.bytes(e)))
			case tagGPS:
				f.add(found{position: t.gps(t.order.Uint32(e.value[:]))})
			}
		}
	}
	return f
}

// entry is a tag with its value, or with the place where the value is.
type entry struct {
	tag, kind uint16
	count     uint32
	value     [4]byte
}

// folder reads a directory, and where the next one is.
func (t tiff) folder(off uint32) (entries []entry, next uint32) {
	head := t.at(int64(off), 2)
	if len(head) < 2 {
		return nil, 0
	}
	n := int(t.order.Uint16(head))
	body := t.at(int64(off)+2, n*12+4)
	for ; n > 0 && len(body) >= 12; n-- {
		e := entry{tag: t.order.Uint16(body), kind: t.order.Uint16(body[2:]), count: t.order.Uint32(body[4:])}
		copy(e.value[:], body[8:])
		entries = append(entries, e)
		body = body[12:]
	}
	if n == 0 && len(body) == 4 {
		next = t.order.Uint32(body)
	}
	return entries, next
}

// bytes is the value of an entry of single bytes.
func (t tiff) bytes(e entry) []byte {
	if e.count <= 4 {
		return e.value[:e.count]
	}
	return t.at(int64(t.order.Uint32(e.value[:])), int(min(e.count, maxBlock)))
}

// gps reads the position from a GPS directory.
func (t tiff) gps(off uint32) *Position {
	latitude, longitude := math.NaN(), math.NaN()
	var south, west bool
	entries, _ := t.folder(off)
	for _, e := range entries {
		switch e.tag {
		case tagLatitude:
			latitude = t.degrees(e, "NS")
		case tagLongitude:
			longitude = t.degrees(e, "EW")
		case tagLatitudeRef:
			south = e.value[0]|0x20 == 's'
		case tagLongitudeRef:
			west = e.value[0]|0x20 == 'w'
		}
	}
	if south {
		latitude = -latitude
	}
	if west {
		longitude = -longitude
	}
	return position(latitude, longitude)
}

// degrees is the value of an entry of one to three rational numbers: degrees,
// minutes and seconds. Some programs write a text as XMP has it instead.
func (t tiff) degrees(e entry, letters string) float64 {
	const ascii, unsigned, signed = 2, 5, 10
	if e.kind == ascii && e.count <= 64 {
		return coordinate(strings.Trim(string(t.bytes(e)), "\x00 "), letters)
	}
	if e.kind != unsigned && e.kind != signed || e.count < 1 || e.count > 3 {
		return math.NaN()
	}
	raw := t.at(int64(t.order.Uint32(e.value[:])), int(e.count)*8)
	if len(raw) < int(e.count)*8 {
		return math.NaN()
	}
	sum, unit := 0.0, 1.0
	for i := range int(e.count) {
		a, b := t.order.Uint32(raw[i*8:]), t.order.Uint32(raw[i*8+4:])
		part := float64(a) / float64(b)
		if e.kind == signed {
			part = float64(int32(a)) / float64(int32(b))
		}
		// Some cameras write 0/0 for the seconds they do not give.
		if a == 0 && b == 0 && i > 0 {
			part = 0
		}
		sum += part / unit
		unit *= 60
	}
	return sum
}
