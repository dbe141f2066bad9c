package importer

import (
	"bytes"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The formats.
const (
	formatCSV   = "csv"
	formatXLSX  = "xlsx"
	formatJSONL = "jsonl"
)

// layout finds out how the file is written: by its bytes, whatever its name says.
func (s *source) layout(o Options, d dictionary) (layout, []operator.ImportProblem, error) {
	head := make([]byte, 64<<10)
	n, err := s.at.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return layout{}, nil, readError(err)
	}
	head = head[:n]
	if n == 0 && o.saysJSONL() {
		return noLines(), nil, nil
	}
	if n == 0 {
		return layout{}, nil, operator.Errorf(operator.Invalid, "the file is empty").Reason("file_empty")
	}
	if err := foreign(head); err != nil {
		return layout{}, nil, err
	}
	zipped := bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
	switch o.Format {
	case "", "auto", formatCSV, formatJSONL, formatXLSX:
	default:
		return layout{}, nil, operator.Errorf(operator.Usage, "%q is no format of an import", o.Format).
			WithHint("use csv, xlsx, jsonl or auto").Reason("no_such_format")
	}
	given := o.Format != "" && o.Format != "auto"
	if zipped || o.Format == formatXLSX {
		if !zipped || given && o.Format != formatXLSX {
			return layout{}, nil, otherFormat(o.Format, zipped)
		}
		return s.sheet(o, d)
	}
	if o.Sheet != "" {
		return layout{}, nil, operator.Errorf(operator.Usage, "only an XLSX file has sheets, and this is none").Reason("no_sheets")
	}
	enc, begin, warnings, err := s.encodingOf(head)
	if err != nil {
		return layout{}, nil, err
	}
	text := make([]byte, 256<<10)
	n, err = io.ReadFull(s.utf8Of(enc, begin), text)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return layout{}, nil, readError(err)
	}
	text = text[:n]
	first := bytes.TrimLeft(text, " \t\r\n")
	var l layout
	switch {
	case len(first) == 0:
		return l, nil, operator.Errorf(operator.Invalid, "the file is empty").Reason("file_empty")
	case o.Format == formatJSONL || !given && first[0] == '{':
		l, err = s.lines(enc, begin)
	case !given && first[0] == '[' && bytes.IndexByte(first, '{') > 0:
		err = operator.Errorf(operator.Invalid, "the file is a list of JSON; an import takes JSONL, an object on each line").
			WithHint("turn it into one: jq -c '.[]'").Reason("json_list")
	default:
		l, err = s.table(enc, begin, text, o, d)
	}
	return l, warnings, err
}

func otherFormat(format string, zipped bool) error {
	if zipped {
		return operator.Errorf(operator.Invalid, "the file is no %s: it is an archive, as XLSX is", format).
			WithHint("leave --format out").Reason("other_format")
	}
	return operator.Errorf(operator.Invalid, "the file is no XLSX, whatever it is called").
		WithHint("leave --format out; it is found out").Reason("other_format")
}

// foreign is the error for files that are often tried, and that nobody here reads.
func foreign(head []byte) error {
	for _, f := range []struct{ magic, what, hint, reason string }{
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is an old Excel file (xls), or one with a password", "open it in Excel and save it as XLSX without a password, or as CSV", "old_excel"},
		{"%PDF", "the file is a PDF", "export the rows as CSV or XLSX", "pdf"},
		{"\x1f\x8b", "the file is compressed (gzip)", "unpack it first: gunzip -c FILE | operator import KIND -", "gzip"},
		{"Rar!", "the file is compressed (rar)", "unpack it first", "rar"},
		{"7z\xbc\xaf", "the file is compressed (7z)", "unpack it first", "7z"},
		{"\x09\x08", "the file is an old Excel file (xls)", "open it in Excel and save it as XLSX or CSV", "old_excel"},
		{"SQLite format 3\x00", "the file is a database", "export the rows as CSV", "database"},
		{"\x89PNG", "the file is a picture", "export the rows as CSV or XLSX", "picture"},
		{"\xff\xd8\xff", "the file is a picture", "export the rows as CSV or XLSX", "picture"},
		{"{\\rtf", "the file is a text with formatting (rtf)", "export the rows as CSV or XLSX", "rtf"},
	} {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return operator.Errorf(operator.Invalid, "%s", f.what).WithHint("%s", f.hint).Reason(f.reason)
		}
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 512)], []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<table", "<?xml", "<meta", "<head", "<style", "<script"} {
		if bytes.HasPrefix(text, []byte(tag)) {
			return operator.Errorf(operator.Invalid, "the file is a web page or XML, whatever it is called").
				WithHint("open it in Excel and save it as XLSX or CSV").Reason("markup")
		}
	}
	return nil
}
