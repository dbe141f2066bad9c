package xlsx

import (
	"archive/zip"
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The parts of a file with one sheet that are always the same. Style 1 is text, so that
// a cell stays text when somebody edits it.
const (
	header       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	rootRels = header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRels = header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	styles = header + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	sheetBegin = header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetEnd   = `</sheetData></worksheet>`
)

// Writer writes a file with one sheet, a row at a time. Every cell is text: nothing that
// it holds is ever run as a formula.
type Writer struct {
	zip   *zip.Writer
	sheet *bufio.Writer
	rows  int
	err   error // the first; nothing is written after it
}

// NewWriter begins a file with a sheet of that name. An error that this makes is told by
// the first Row, or by Close.
func NewWriter(w io.Writer, sheet string) *Writer {
	x := &Writer{zip: zip.NewWriter(w)}
	book := header + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` +
		escapeXML(sheetName(sheet)) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`
	x.part("[Content_Types].xml", contentTypes)
	x.part("_rels/.rels", rootRels)
	x.part("xl/workbook.xml", book)
	x.part("xl/_rels/workbook.xml.rels", bookRels)
	x.part("xl/styles.xml", styles)
	if x.err == nil {
		var part io.Writer
		if part, x.err = x.zip.Create("xl/worksheets/sheet1.xml"); x.err == nil {
			x.sheet = bufio.NewWriterSize(part, 64<<10)
			_, x.err = x.sheet.WriteString(sheetBegin)
		}
	}
	return x
}

func (x *Writer) part(name, content string) {
	if x.err != nil {
		return
	}
	var part io.Writer
	if part, x.err = x.zip.Create(name); x.err == nil {
		_, x.err = io.WriteString(part, content)
	}
}

// Row writes a row. It fails with Invalid for what a sheet cannot hold: more than
// MaxRows rows, or a cell of more than MaxCell characters.
func (x *Writer) Row(cells []string) error {
	if x.err != nil {
		return x.err
	}
	if x.rows == MaxRows {
		x.err = operator.Errorf(operator.Invalid, "a sheet of Excel holds at most %d rows", MaxRows).
			WithHint("write csv or jsonl instead").Reason("xlsx_rows")
		return x.err
	}
	if len(cells) > columns {
		x.err = operator.Errorf(operator.Invalid, "a sheet of Excel holds at most %d columns", columns).Reason("xlsx_columns")
		return x.err
	}
	x.rows++
	number := strconv.Itoa(x.rows)
	x.write(`<row r="`, number, `">`)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if len(cell) > MaxCell && length(cell) > MaxCell {
			x.err = operator.Errorf(operator.Invalid, "row %d has a cell of %d characters; Excel holds at most %d", x.rows, length(cell), MaxCell).
				WithHint("write csv or jsonl instead").Reason("xlsx_cell")
			return x.err
		}
		x.write(`<c r="`, columnName(i), number, `" s="1" t="inlineStr"><is><t xml:space="preserve">`)
		x.write(escapeXML(escapeCell(cell)), `</t></is></c>`)
	}
	x.write(`</row>`)
	return x.err
}

func (x *Writer) write(texts ...string) {
	for _, text := range texts {
		if x.err == nil {
			_, x.err = x.sheet.WriteString(text)
		}
	}
}

// Close writes what is left. It does not close what it writes to.
func (x *Writer) Close() error {
	if x.err != nil {
		return x.err
	}
	x.write(sheetEnd)
	if x.err == nil {
		x.err = x.sheet.Flush()
	}
	if x.err == nil {
		x.err = x.zip.Close()
	}
	return x.err
}

// length counts as Excel does: a character outside of the first plane is two.
func length(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if r > 0xffff {
			n++
		}
	}
	return n
}

// sheetName is a name that Excel takes: at most 31 characters, without []:*?/\, not empty.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`[]:*?/\`, r) {
			return '-'
		}
		return r
	}, name)
	name = strings.Trim(name, "' ")
	for length(name) > 31 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	if name == "" {
		return "Sheet1"
	}
	return name
}

// escapeXML is a text as XML holds it. What is not UTF-8 becomes U+FFFD.
func escapeXML(text string) string {
	if !strings.ContainsAny(text, "&<>\"") && utf8.ValidString(text) {
		return text
	}
	text = strings.ToValidUTF8(text, "\ufffd")
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(text)
}
