package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// writer writes the objects of a file, and remembers where each begins.
type writer struct {
	bytes.Buffer
	begins []int // by number, from 1
	packer *zlib.Writer
}

// Bytes is the document as a file.
func (d *Document) Bytes() ([]byte, error) {
	if d.fail != nil {
		return nil, d.fail
	}
	w := &writer{packer: zlib.NewWriter(nil)}
	w.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
	const catalog, tree, info = 1, 2, 3
	w.reserve(info)
	resources := w.resources(d)
	var kids strings.Builder
	for _, p := range d.pages {
		content := w.stream("", p.content.Bytes(), true)
		fmt.Fprintf(&kids, "%d 0 R ", w.object("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources %d 0 R>>",
			tree, d.Width, d.Height, content, resources))
	}
	w.place(catalog, "<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>", tree)
	w.place(tree, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids.String())
	w.place(info, "<</Title %s/Producer(operator)/CreationDate(D:%s)>>", text(d.Title), d.Made.UTC().Format("20060102150405Z"))
	w.end(catalog, info)
	return w.Buffer.Bytes(), nil
}

// resources writes the fonts and photos, and the object that names them all.
func (w *writer) resources(d *Document) int {
	var fonts, photos strings.Builder
	for _, s := range d.fonts {
		if s.set != nil && len(s.set.runes) > 1 {
			fmt.Fprintf(&fonts, "/%s %d 0 R", s.key, w.font(s))
		}
	}
	for i, p := range d.images {
		space := "/DeviceRGB"
		if p.grey {
			space = "/DeviceGray"
		}
		n := w.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8/Filter/DCTDecode",
			p.width, p.height, space), p.data, false)
		fmt.Fprintf(&photos, "/P%d %d 0 R", i, n)
	}
	return w.object("<</Font<<%s>>/XObject<<%s>>>>", fonts.String(), photos.String())
}

// font writes a font as far as it is used.
func (w *writer) font(s *source) int {
	set := s.set
	program := set.program()
	// A name of six letters before a + says that it is a part of a font.
	name := "OPRTRX+" + strings.TrimSuffix(strings.ReplaceAll(s.Name, " ", ""), ".ttf")
	file := w.stream(fmt.Sprintf("/Length1 %d", len(program)), program, true)
	descriptor := w.object("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>",
		name, set.box[0], set.box[1], set.box[2], set.box[3], set.ascent, set.descent, set.ascent, file)
	var widths strings.Builder
	for _, g := range set.source {
		fmt.Fprintf(&widths, "%d ", set.scaled(set.advance(g)))
	}
	cid := w.object("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[0[%s]]/CIDToGIDMap/Identity>>",
		name, descriptor, widths.String())
	unicode := w.stream("", characters(set), true)
	return w.object("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, unicode)
}

// characters is the table by which text is copied and searched.
func characters(set *subset) []byte {
	const chunk = 100 // the most that one table may have
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/operator def/CMapType 2 def\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def 1 begincodespacerange<0000><ffff>endcodespacerange\n")
	at := 1
	for part := range slices.Chunk(set.runes[1:], chunk) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, r := range part {
			fmt.Fprintf(&b, "<%04x><%s>\n", at, hexText(letters(r)))
			at++
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return b.Bytes()
}

// hexText is text in UTF-16, in hexadecimal digits.
func hexText(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04x", u)
	}
	return b.String()
}

// text is a text as the title of a document.
func text(s string) string { return "<feff" + hexText(s) + ">" }

// reserve keeps the first n numbers for objects that are placed later.
func (w *writer) reserve(n int) { w.begins = append(w.begins, make([]int, n)...) }

// object writes an object, and gives its number.
func (w *writer) object(format string, args ...any) int {
	w.reserve(1)
	w.place(len(w.begins), format, args...)
	return len(w.begins)
}

// place writes the object of a number.
func (w *writer) place(n int, format string, args ...any) {
	w.begins[n-1] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n", n)
	fmt.Fprintf(w, format, args...)
	w.WriteString("\nendobj\n")
}

// stream writes an object that is data.
func (w *writer) stream(dict string, data []byte, pack bool) int {
	if pack {
		var packed bytes.Buffer
		w.packer.Reset(&packed)
		// A buffer takes everything.
		_, _ = w.packer.Write(data)
		_ = w.packer.Close()
		data, dict = packed.Bytes(), dict+"/Filter/FlateDecode"
	}
	w.reserve(1)
	n := len(w.begins)
	w.begins[n-1] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n<<%s/Length %d>>\nstream\n", n, dict, len(data))
	w.Write(data)
	w.WriteString("\nendstream\nendobj\n")
	return n
}

// end writes where everything is.
func (w *writer) end(catalog, info int) {
	sum := sha256.Sum256(w.Buffer.Bytes())
	at := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.begins)+1)
	for _, begin := range w.begins {
		fmt.Fprintf(w, "%010d 00000 n \n", begin)
	}
	fmt.Fprintf(w, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.begins)+1, catalog, info, sum[:16], sum[:16], at)
}
