package media

import "encoding/binary"

// reader reads a block of big-endian numbers from front to back. What is beyond
// the end reads as 0, and spent says so.
type reader struct {
	block []byte
	spent bool
}

// number reads n bytes, 8 at most.
func (r *reader) number(n int) (v uint64) {
	if len(r.block) < n {
		r.block, r.spent = nil, true
		return 0
	}
	for _, b := range r.block[:n] {
		v = v<<8 | uint64(b)
	}
	r.block = r.block[n:]
	return v
}

// extent is a part of an item: a piece of the file, or of the idat box.
type extent struct {
	inside bool // of idat
	off    uint64
	size   uint64
}

// searchItems looks into a meta box as HEIC and AVIF have it: iinf says which
// items there are, iloc where their bytes are. Exif and XMP are items.
//
// The orientation of such a picture is a box of its own, and what Exif says of
// it does not count.
func searchItems(s *source, meta box) (f found) {
	wanted, places, idat := metadata(s, meta, maxItems)
	for _, item := range wanted {
		block := s.assemble(places[item.id], idat)
		if item.kind == "Exif" {
			if len(block) < 4 {
				continue
			}
			// How far the TIFF header is behind these four bytes.
			skip := uint64(binary.BigEndian.Uint32(block)) + 4
			block = block[min(skip, uint64(len(block))):]
		}
		f.add(found{position: searchBlock(s, block).position})
	}
	return f
}

// metadata is the items of a meta box that hold metadata, most of them at most,
// where the bytes of all items are, and the box idat.
func metadata(s *source, meta box, most int) (wanted []item, places map[uint64][]extent, idat box) {
	s.boxes(inMeta(s, meta), meta.end, func(b box) bool {
		switch b.kind {
		case "iinf":
			wanted = append(wanted, items(s, b, most)...)
		case "iloc":
			if places == nil {
				places = s.locations(b)
			}
		case "idat":
			idat = b
		}
		return true
	})
	return wanted, places, idat
}

// itemPlaces is where the metadata of a picture is: inside the box idat, and
// elsewhere in the file.
func itemPlaces(s *source, meta box) (inside, outside []span) {
	wanted, places, idat := metadata(s, meta, cleanSteps)
	for _, item := range wanted {
		for _, e := range places[item.id] {
			from, end := s.place(e, idat)
			switch {
			case from >= end:
			case e.inside:
				inside = append(inside, span{from, end})
			default:
				outside = append(outside, span{from, end})
			}
		}
	}
	return inside, outside
}

// maxItems is how many items with metadata are looked at.
const maxItems = 64

// item is something in the file that has a number.
type item struct {
	id   uint64
	kind string
}

// items gives the items that hold metadata.
func items(s *source, iinf box, most int) (wanted []item) {
	head := s.at(iinf.off, 8)
	if len(head) < 6 {
		return nil
	}
	first := iinf.off + 6 // version, flags, a count of 16 bits
	if head[0] > 0 {
		first = iinf.off + 8
	}
	s.boxes(first, iinf.end, func(b box) bool {
		r := reader{block: s.at(b.off, int(min(b.end-b.off, 16)))}
		version := r.number(1)
		r.number(3)
		if b.kind != "infe" || version < 2 {
			return true
		}
		width := 2
		if version > 2 {
			width = 4
		}
		id := r.number(width)
		r.number(2) // protection
		kind := string(binary.BigEndian.AppendUint32(nil, uint32(r.number(4))))
		// XMP is one of the items of type mime, and what makers add is uri; in others
		// no position is found.
		if !r.spent && (kind == "Exif" || kind == "mime" || kind == "uri ") {
			wanted = append(wanted, item{id, kind})
		}
		return len(wanted) < most
	})
	return wanted
}

// locations reads an iloc box: the extents of every item. Each takes a step,
// because an extent may take no bytes.
func (s *source) locations(iloc box) map[uint64][]extent {
	r := reader{block: s.content(iloc)}
	version := r.number(1)
	r.number(3)
	sizes := r.number(2)
	offSize, lengthSize, baseSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15)
	indexSize, idSize := 0, 2
	if version > 0 {
		indexSize = int(sizes & 15)
	}
	if version > 1 {
		idSize = 4
	}
	if max(offSize, lengthSize, baseSize, indexSize) > 8 {
		return nil
	}
	places := map[uint64][]extent{}
	for n := r.number(idSize); n > 0 && !r.spent; n-- {
		id := r.number(idSize)
		method := uint64(0)
		if version > 0 {
			method = r.number(2) & 15
		}
		r.number(2) // which file: this one
		base := r.number(baseSize)
		for m := r.number(2); m > 0 && !r.spent; m-- {
			if s.steps--; s.steps < 0 {
				return places
			}
			r.number(indexSize)
			e := extent{method == 1, base + r.number(offSize), r.number(lengthSize)}
			if method <= 1 && !r.spent {
				places[id] = append(places[id], e)
			}
		}
	}
	return places
}

// assemble reads the extents of an item, one after another.
func (s *source) assemble(extents []extent, idat box) (block []byte) {
	for _, e := range extents {
		off, end := s.place(e, idat)
		if off < end && len(block) < maxBlock {
			block = append(block, s.at(off, int(min(end-off, maxBlock)))...)
		}
	}
	return block
}

// place is where in the file an extent is.
func (s *source) place(e extent, idat box) (from, to int64) {
	off, end := uint64(0), uint64(s.size)
	if e.inside {
		off, end = uint64(idat.off), uint64(idat.end)
	}
	if e.off >= end-off {
		return 0, 0
	}
	off += e.off
	size := end - off // 0 is all there is
	if e.size > 0 {
		size = min(size, e.size)
	}
	return int64(off), int64(off + size)
}
