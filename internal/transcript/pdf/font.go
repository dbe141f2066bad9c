package pdf

import (
	"encoding/binary"
	"sort"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// font is a TrueType font, as far as text needs it to be read: which glyph a
// character has, how wide that is, and its outline.
type font struct {
	name    string
	tables  map[string][]byte
	em      int // units of the em square
	glyphs  int
	metrics int // glyphs that have a width of their own
	long    bool
	spans   []span

	ascent, descent int
	box             [4]int
}

// span is characters that follow each other and so do their glyphs; where there is
// a list, the glyphs are in it.
type span struct {
	first, last rune
	glyph       uint16
	list        []byte
	delta       uint16
}

// parseFont reads a TrueType font. What is cut short or has no outlines is refused;
// the fonts are our own, so that nothing else is expected.
func parseFont(name string, raw []byte) (f *font, err error) {
	bad := operator.Errorf(operator.Internal, "the font %s cannot be read", name)
	defer func() {
		if recover() != nil { // an offset beyond the end
			f, err = nil, bad
		}
	}()
	f, raw = &font{name: name, tables: map[string][]byte{}}, raw[:len(raw):len(raw)]
	for i := range int(u16(raw, 4)) {
		entry := raw[12+16*i:]
		from, length := u32(entry, 8), u32(entry, 12)
		f.tables[string(entry[:4])] = raw[from : from+length]
	}
	for _, table := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} {
		if f.tables[table] == nil {
			return nil, bad
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.em, f.long = int(u16(head, 18)), u16(head, 50) == 1
	for i := range f.box {
		f.box[i] = f.scaled(int(i16(head, 36+2*i)))
	}
	f.ascent, f.descent = f.scaled(int(i16(hhea, 4))), f.scaled(int(i16(hhea, 6)))
	f.glyphs, f.metrics = int(u16(f.tables["maxp"], 4)), int(u16(hhea, 34))
	f.readCharacters(f.tables["cmap"])
	return f, nil
}

// scaled is a length in thousandths of the em.
func (f *font) scaled(n int) int { return n * 1000 / f.em }

// readCharacters reads the best table of characters: one of all of Unicode, else
// one of its first plane.
func (f *font) readCharacters(cmap []byte) {
	var plane, all []byte
	for i := range int(u16(cmap, 2)) {
		entry := cmap[4+8*i:]
		table := cmap[u32(entry, 4):]
		if platform := u16(entry, 0); platform != 0 && platform != 3 {
			continue
		}
		switch u16(table, 0) {
		case 4:
			plane = table
		case 12:
			all = table
		}
	}
	switch {
	case all != nil:
		for i := range int(u32(all, 12)) {
			group := all[16+12*i:]
			f.spans = append(f.spans, span{first: rune(u32(group, 0)), last: rune(u32(group, 4)), glyph: uint16(u32(group, 8))})
		}
	case plane != nil:
		f.readPlane(plane)
	}
	sort.Slice(f.spans, func(i, j int) bool { return f.spans[i].first < f.spans[j].first })
}

// readPlane reads a table of format 4.
func (f *font) readPlane(t []byte) {
	n := int(u16(t, 6)) / 2
	ends, starts := t[14:], t[16+2*n:]
	deltas, offsets := t[16+4*n:], t[16+6*n:]
	for i := range n {
		s := span{first: rune(u16(starts, 2*i)), last: rune(u16(ends, 2*i)), delta: u16(deltas, 2*i)}
		if s.first == 0xFFFF {
			continue
		}
		if offset := int(u16(offsets, 2*i)); offset != 0 {
			s.list = offsets[2*i+offset:]
		} else {
			s.glyph = uint16(s.first) + s.delta
		}
		f.spans = append(f.spans, s)
	}
}

// glyph is the glyph of a character; zero if there is none.
func (f *font) glyph(r rune) uint16 {
	i := sort.Search(len(f.spans), func(i int) bool { return f.spans[i].last >= r })
	if i == len(f.spans) || f.spans[i].first > r {
		return 0
	}
	s, at := f.spans[i], int(r-f.spans[i].first)
	if s.list == nil {
		return s.glyph + uint16(at)
	}
	if g := u16(s.list, 2*at); g != 0 {
		return g + s.delta
	}
	return 0
}

// advance is how wide a glyph is, in units of the font.
func (f *font) advance(glyph uint16) int {
	return int(u16(f.tables["hmtx"], 4*min(int(glyph), f.metrics-1)))
}

// bearing is where a glyph begins, left of its outline.
func (f *font) bearing(glyph uint16) uint16 {
	if g := int(glyph); g >= f.metrics {
		return u16(f.tables["hmtx"], 4*f.metrics+2*(g-f.metrics))
	}
	return u16(f.tables["hmtx"], 4*int(glyph)+2)
}

// outline is what draws a glyph; empty for what is blank.
func (f *font) outline(glyph uint16) []byte {
	loca, glyf, g := f.tables["loca"], f.tables["glyf"], int(glyph)
	if g >= f.glyphs {
		return nil
	}
	if f.long {
		return glyf[u32(loca, 4*g):u32(loca, 4*g+4)]
	}
	return glyf[2*int(u16(loca, 2*g)) : 2*int(u16(loca, 2*g+2))]
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func i16(b []byte, at int) int16  { return int16(u16(b, at)) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
