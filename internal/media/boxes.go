package media

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// isBoxes says whether a file is made of boxes, as ISO/IEC 14496-12 has them:
// HEIC and AVIF, MP4 and MOV. Old MOV begin with another box than ftyp.
func isBoxes(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	switch string(b[4:8]) {
	case "ftyp", "moov", "mdat", "wide", "free", "skip", "pnot":
		return true
	}
	return false
}

// box is a piece of a file: its kind, where it begins, and where its content is.
type box struct {
	kind           string
	head, off, end int64
	cut            bool // it claims to be longer than there is
}

// boxes calls do with the boxes between off and end, until do says no. A box
// that claims to be longer than what is around it ends where that ends.
func (s *source) boxes(off, end int64, do func(box) bool) {
	end = min(end, s.size)
	for off < end {
		head := s.at(off, int(min(16, end-off)))
		if len(head) < 8 {
			return
		}
		size, content := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch {
		case size == 1 && len(head) == 16:
			size, content = int64(binary.BigEndian.Uint64(head[8:])), 16
		case size == 0:
			size = end - off
		}
		if size < content { // negative where 64 bits were too large
			return
		}
		cut := size > end-off
		size = min(size, end-off)
		if !do(box{string(head[4:8]), off, off + content, off + size, cut}) {
			return
		}
		off += size
	}
}

// content is what is in a box, its beginning if it is long.
func (s *source) content(b box) []byte { return s.at(b.off, int(min(b.end-b.off, maxBlock))) }

// uuidXMP is the kind of a uuid box that holds XMP.
const uuidXMP = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"

// searchBoxes looks into a picture (meta) or a film (moov).
func searchBoxes(s *source) (f found) {
	s.boxes(0, s.size, func(b box) bool {
		switch b.kind {
		case "meta":
			f.add(searchItems(s, b))
			f.add(found{position: searchKeys(s, b)})
		case "moov":
			f.add(searchFilm(s, b, 0))
		case "uuid":
			f.add(searchUUID(s, b))
		}
		return f.position == nil
	})
	return f
}

func searchUUID(s *source, b box) found {
	content := s.content(b)
	if !bytes.HasPrefix(content, []byte(uuidXMP)) {
		return found{}
	}
	return searchXMP(content[len(uuidXMP):])
}

// searchFilm looks into the boxes of a film, of its tracks, and of what users
// and makers add to either.
func searchFilm(s *source, film box, depth int) (f found) {
	const deepest = 4 // moov, trak, udta, meta
	s.boxes(film.off, film.end, func(b box) bool {
		switch b.kind {
		case "trak", "udta":
			if depth < deepest {
				f.add(searchFilm(s, b, depth+1))
			}
		case "meta":
			f.add(found{position: searchKeys(s, b)})
			f.add(searchItems(s, b))
		case "\xa9xyz":
			// The length and the language of the text come first.
			if content := s.content(b); len(content) > 4 {
				f.add(found{position: iso6709(string(content[4:]), b.cut)})
			}
		case "loci":
			f.add(found{position: loci(s.content(b))})
		case "XMP_":
			f.add(searchXMP(s.content(b)))
		case "uuid":
			f.add(searchUUID(s, b))
		}
		return f.position == nil
	})
	return f
}

// searchKeys looks into a meta box as QuickTime has it: keys names what ilst
// holds, in the order of their numbers from 1. The texts of ilst give themselves
// away, so the names need not be read.
func searchKeys(s *source, meta box) (p *Position) {
	s.boxes(inMeta(s, meta), meta.end, func(b box) bool {
		if b.kind != "ilst" {
			return true
		}
		s.boxes(b.off, b.end, func(item box) bool {
			s.boxes(item.off, item.end, func(data box) bool {
				// The type and the language of the text come first.
				if content := s.content(data); data.kind == "data" && len(content) > 8 {
					p = iso6709(string(content[8:]), data.cut)
				}
				return p == nil
			})
			return p == nil
		})
		return p == nil
	})
	return p
}

// inMeta is where the boxes in a meta box begin: after four bytes of version and
// flags, all zero, which QuickTime leaves out.
func inMeta(s *source, meta box) int64 {
	if head := s.at(meta.off, 4); len(head) == 4 && binary.BigEndian.Uint32(head) != 0 {
		return meta.off
	}
	return meta.off + 4
}

// loci reads the location box of 3GPP TS 26.244: version and flags, language,
// a name that ends with 0, a role, then longitude and latitude in 16.16 fixed
// point.
func loci(content []byte) *Position {
	if len(content) < 6 {
		return nil
	}
	name := content[6:]
	end := []byte{0}
	if bytes.HasPrefix(name, []byte("\xfe\xff")) {
		end = []byte{0, 0}
	}
	_, rest, ok := bytes.Cut(name, end)
	if !ok || len(rest) < 9 {
		return nil
	}
	fixed := func(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / (1 << 16) }
	return position(fixed(rest[5:]), fixed(rest[1:]))
}

// iso6709 reads a text like "+52.5200+013.4050+034.000/": latitude and
// longitude with their signs, as degrees, degrees and minutes, or degrees,
// minutes and seconds, which the number of digits before the point tells. Of a
// text that is cut the last number does not count.
func iso6709(text string, cut bool) *Position {
	latitude, rest, ok := angle(text, 2)
	if !ok {
		return nil
	}
	longitude, rest, ok := angle(rest, 3)
	if !ok || cut && rest == "" {
		return nil
	}
	return position(latitude, longitude)
}

// angle reads one signed number, whose degrees have so many digits, and gives
// what comes after it.
func angle(text string, digits int) (degrees float64, rest string, ok bool) {
	if text == "" || text[0] != '+' && text[0] != '-' {
		return 0, "", false
	}
	end := 1
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.') {
		end++
	}
	number, rest := text[1:end], text[end:]
	whole := bytes.IndexByte([]byte(number+"."), '.')
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, "", false
	}
	degrees = n
	switch whole {
	case digits + 2: // DDMM.M
		d := float64(int(n) / 100)
		degrees = d + (n-d*100)/60
	case digits + 4: // DDMMSS.S
		d, m := float64(int(n)/10000), float64(int(n)/100%100)
		degrees = d + m/60 + (n-d*10000-m*100)/3600
	}
	if text[0] == '-' {
		degrees = -degrees
	}
	return degrees, rest, true
}
