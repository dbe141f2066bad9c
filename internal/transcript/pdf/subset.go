package pdf

import (
	"encoding/binary"
	"slices"
)

// subset is the part of a font that a document uses. Each character has a number
// of its own, in the order of first use, so that what is copied out of the document
// is what was written even where two characters look the same.
type subset struct {
	*font
	common  [0x250]uint16 // the numbers of the characters that are used most
	numbers map[rune]uint16
	runes   []rune    // by number, from 1
	source  []uint16  // the glyph of the font, by number
	widths  []float64 // in ems, by number
}

func newSubset(f *font) *subset {
	return &subset{font: f, numbers: map[rune]uint16{}, runes: []rune{0}, source: []uint16{0}, widths: []float64{0}}
}

// most is how many characters a subset takes; there must be room for the parts of
// composed glyphs behind them.
const most = 50000

// number is the number of a character in the subset, which comes into it by that;
// false where the font has no glyph for it.
func (s *subset) number(r rune) (uint16, bool) {
	if r >= 0 && int(r) < len(s.common) && s.common[r] != 0 {
		return s.common[r], true
	}
	if n, ok := s.numbers[r]; ok {
		return n, n != 0
	}
	g := s.glyph(r)
	if g == 0 || len(s.runes) >= most {
		s.numbers[r] = 0
		return 0, false
	}
	n := uint16(len(s.runes))
	s.numbers[r] = n
	s.runes, s.source = append(s.runes, r), append(s.source, g)
	s.widths = append(s.widths, float64(s.advance(g))/float64(s.em))
	if int(r) < len(s.common) {
		s.common[r] = n
	}
	return n, true
}

// program is the subset as a font of its own.
func (s *subset) program() []byte {
	source := slices.Clone(s.source)
	placed := map[uint16]uint16{} // glyphs that are only parts of others
	var glyf, loca, hmtx []byte
	for n := 0; n < len(source); n++ { // it grows while it is gone through
		outline := slices.Clone(s.outline(source[n]))
		for _, at := range parts(outline) {
			part := u16(outline, at)
			to, ok := placed[part]
			if !ok {
				to = uint16(len(source))
				placed[part] = to
				source = append(source, part)
			}
			binary.BigEndian.PutUint16(outline[at:], to)
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(s.advance(source[n])))
		hmtx = binary.BigEndian.AppendUint16(hmtx, s.bearing(source[n]))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))

	head, hhea, maxp := slices.Clone(s.tables["head"]), slices.Clone(s.tables["hhea"]), slices.Clone(s.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the checksum of it all, which readers of PDF do not ask for
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(source)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(source)))
	return assemble([]table{
		{"cvt ", s.tables["cvt "]},
		{"fpgm", s.tables["fpgm"]},
		{"glyf", glyf},
		{"head", head},
		{"hhea", hhea},
		{"hmtx", hmtx},
		{"loca", loca},
		{"maxp", maxp},
		{"prep", s.tables["prep"]},
	})
}

// parts is where in an outline the glyphs stand that it is composed of.
func parts(outline []byte) []int {
	const words, scale, more, twoScales, matrix = 1, 8, 32, 64, 128
	if len(outline) < 10 || i16(outline, 0) >= 0 {
		return nil
	}
	var found []int
	for at := 10; ; {
		flags := u16(outline, at)
		found = append(found, at+2)
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return found
		}
	}
}

// table is a part of a font file.
type table struct {
	tag  string
	data []byte
}

// assemble makes a font file of tables, which are in the order of their tags.
func assemble(tables []table) []byte {
	tables = slices.DeleteFunc(tables, func(t table) bool { return len(t.data) == 0 })
	n, log := len(tables), 0
	for 2<<log <= n {
		log++
	}
	file := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	at := 12 + 16*n
	for _, t := range tables {
		file = append(file, t.tag...)
		file = binary.BigEndian.AppendUint32(file, sum32(t.data))
		file = binary.BigEndian.AppendUint32(file, uint32(at))
		file = binary.BigEndian.AppendUint32(file, uint32(len(t.data)))
		at += (len(t.data) + 3) / 4 * 4
	}
	for _, t := range tables {
		file = append(file, t.data...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	return file
}

// sum32 is the checksum of a table.
func sum32(data []byte) (sum uint32) {
	for len(data) >= 4 {
		sum += u32(data, 0)
		data = data[4:]
	}
	var rest [4]byte
	copy(rest[:], data)
	return sum + u32(rest[:], 0)
}
