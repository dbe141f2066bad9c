package xlsx

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Limits of what is read, beside those of pkg/operator. They keep a file that was made
// to harm from taking memory: 128 MB is enough for any.
const (
	maxEntries   = 2000
	maxDirectory = 1 << 20   // bytes of the list of entries
	maxSize      = 256 << 20 // bytes of the file: media are not read, but count
	maxSheets    = 255
	maxStyles    = 65_000
	maxTexts     = 4_000_000 // that cells share
	maxDepth     = 64        // elements in each other
)

// Reader reads a file of Excel. What is unzipped of it is counted: the text of all
// parts that are read once has at most operator.MaxImportSheet bytes.
type Reader struct {
	parts  map[string]*zip.File
	sheets []sheet
	styles []bool // of each style of a cell, whether it shows a number as a date
	texts  texts  // shared by cells
	late   bool   // days count from 1904
	left   int64  // bytes that may still be unzipped
}

type sheet struct{ name, part string }

// NewReader reads what the file has, but not its sheets. It fails with Invalid for what
// is no XLSX, or is larger than an import may be.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) {
	archive, err := openZip(r, size)
	if err != nil {
		return nil, err
	}
	x := &Reader{parts: map[string]*zip.File{}, left: operator.MaxImportSheet}
	for _, f := range archive.File {
		if f.Flags&1 != 0 {
			return nil, invalid("encrypted", "the file has a password").WithHint("save it without one")
		}
		x.parts[strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	return x, x.book()
}

// openZip opens the archive, if its list of entries is no bomb by itself.
func openZip(r io.ReaderAt, size int64) (*zip.Reader, error) {
	if size > maxSize {
		return nil, invalid("file_too_large", "the file is larger than %d MiB", maxSize>>20).WithHint("save its sheet as CSV")
	}
	tail := make([]byte, min(size, 22+1<<16))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, operator.Wrap(operator.IO, err, "cannot read the file")
	}
	at := strings.LastIndex(string(tail), "PK\x05\x06") // the end of the central directory, APPNOTE 4.3.16
	if at < 0 || at+22 > len(tail) {
		return nil, damaged(errors.New("it has no end"))
	}
	entries := binary.LittleEndian.Uint16(tail[at+10:])
	length, begin := binary.LittleEndian.Uint32(tail[at+12:]), binary.LittleEndian.Uint32(tail[at+16:])
	end := size - int64(len(tail)) + int64(at)
	if entries > maxEntries || length > maxDirectory || end-int64(begin) > maxDirectory {
		return nil, invalid("zip_bomb", "the file has more parts than a sheet of Excel needs")
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged(err)
	}
	if len(archive.File) > maxEntries {
		return nil, invalid("zip_bomb", "the file has more parts than a sheet of Excel needs")
	}
	return archive, nil
}

func invalid(reason, format string, args ...any) *operator.Error {
	return operator.Errorf(operator.Invalid, format, args...).Reason(reason)
}

// damaged is the error for a file that cannot be read; errors of ours stay what they are.
func damaged(err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok {
		return err
	}
	return operator.Wrap(operator.Invalid, err, "the file is damaged, or no XLSX").
		WithHint("open it in Excel and save it again").Reason("damaged")
}

// book reads which sheets there are, and what cells refer to.
func (x *Reader) book() error {
	main := "xl/workbook.xml"
	rels, err := x.relations("_rels/.rels", "")
	if err != nil {
		return err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.sort, "/officeDocument") {
			main = r.target
		}
	}
	if x.parts[main] == nil {
		return x.other(main)
	}
	dir, base := path.Split(main)
	if rels, err = x.relations(dir+"_rels/"+base+".rels", dir); err != nil {
		return err
	}
	if err := x.workbook(main, rels); err != nil {
		return err
	}
	for _, r := range rels {
		switch {
		case x.parts[r.target] == nil:
		case strings.HasSuffix(r.sort, "/sharedStrings"):
			err = x.sharedTexts(r.target)
		case strings.HasSuffix(r.sort, "/styles"):
			err = x.readStyles(r.target)
		}
		if err != nil {
			return err
		}
	}
	if len(x.sheets) == 0 {
		return invalid("no_sheets", "the file has no sheet")
	}
	return nil
}

// other is the error for an archive that is no XLSX.
func (x *Reader) other(main string) error {
	switch {
	case strings.HasSuffix(main, ".bin") || x.parts["xl/workbook.bin"] != nil:
		return invalid("xlsb", "the file is a binary one of Excel (xlsb)").WithHint("save it as XLSX or CSV")
	case x.parts["content.xml"] != nil:
		return invalid("ods", "the file is an OpenDocument one (ods)").WithHint("save it as XLSX or CSV")
	case x.parts["word/document.xml"] != nil:
		return invalid("docx", "the file is a document of Word").WithHint("save its table as CSV")
	}
	return invalid("archive", "the file is an archive, and no XLSX").WithHint("unpack it, and import what is in it")
}

// relation is a part that another refers to.
type relation struct{ id, sort, target string }

// relations reads the references of a part in a folder; none if there are none.
func (x *Reader) relations(name, dir string) ([]relation, error) {
	if x.parts[name] == nil {
		return nil, nil
	}
	var list []relation
	err := x.each(name, func(e *scanner) error {
		if !e.is("Relationship") {
			return nil
		}
		target := e.attr("Target")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(dir, target)
		}
		if list = append(list, relation{e.attr("Id"), e.attr("Type"), target}); len(list) > maxEntries {
			return invalid("zip_bomb", "the file has more parts than a sheet of Excel needs")
		}
		return nil
	})
	return list, err
}

// workbook reads the names of the sheets.
func (x *Reader) workbook(name string, rels []relation) error {
	return x.each(name, func(e *scanner) error {
		switch string(e.name) {
		case "workbookPr":
			late := e.attr("date1904")
			x.late = late == "1" || late == "true"
		case "sheet":
			id := e.attr("id")
			at := slices.IndexFunc(rels, func(r relation) bool { return r.id == id })
			if at < 0 || !strings.HasSuffix(rels[at].sort, "/worksheet") || x.parts[rels[at].target] == nil {
				return nil // a chart, or nothing
			}
			if x.sheets = append(x.sheets, sheet{e.attr("name"), rels[at].target}); len(x.sheets) > maxSheets {
				return invalid("zip_bomb", "the file has more than %d sheets", maxSheets)
			}
		}
		return nil
	})
}

// Sheets is the names of the sheets.
func (x *Reader) Sheets() []string {
	names := make([]string, len(x.sheets))
	for i, s := range x.sheets {
		names[i] = s.name
	}
	return names
}

// find is the sheet of a name, without regard to case; the first for none.
func (x *Reader) find(name string) (sheet, error) {
	if name == "" {
		return x.sheets[0], nil
	}
	for _, s := range x.sheets {
		if strings.EqualFold(s.name, strings.TrimSpace(name)) {
			return s, nil
		}
	}
	e := invalid("no_such_sheet", "the file has no sheet %q", name).With("sheets", x.Sheets())
	if near := suggest.DidYouMean(suggest.Nearest(name, x.Sheets())); near != "" {
		return sheet{}, e.WithHint("%s", near)
	}
	return sheet{}, e.WithHint("its sheets are: %s", strings.Join(x.Sheets(), ", "))
}

// open begins to read a part. What is read is taken from what is left.
func (x *Reader) open(name string, left *int64) (*scanner, io.Closer, error) {
	part, err := x.parts[name].Open()
	if err != nil {
		return nil, nil, damaged(err)
	}
	return newScanner(part, left), part, nil
}

// each calls visit for every element of a part.
func (x *Reader) each(name string, visit func(*scanner) error) error {
	s, part, err := x.open(name, &x.left)
	if err != nil {
		return err
	}
	defer part.Close()
	for {
		t, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err == nil && t == startTag {
			err = visit(s)
		}
		if err != nil {
			return err
		}
	}
}
