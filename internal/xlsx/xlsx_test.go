package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sample is texts that a sheet must keep as they are.
var sample = [][]string{
	{"name", "phone", "note"},
	{"=1+1", "+49 30 901820", "-5"},
	{"@sum", "two\nlines", "  padded  "},
	{"", "", "Zoë 😀 <b>&amp;\"'"},
	{"_x0041_ \x01 \x0b", "001234", "1e9"},
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	content := written(t, "homes", sample)
	x, err := NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"homes"}, x.Sheets()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(sample, read(t, x, "")); diff != "" {
		t.Error(diff)
	}
}

func TestExcelReadsWhatIsWrittenAndFindsNoFormula(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, "homes/and:more", sample[:4])))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	got, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample[:4], got); diff != "" {
		t.Error(diff)
	}
	if formula, _ := f.GetCellFormula(sheet, "A2"); formula != "" || sheet != "homes-and-more" {
		t.Errorf("formula %q in sheet %q", formula, sheet)
	}
}

func TestLibreOfficeOpensWhatIsWritten(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "homes.xlsx")
	if err := os.WriteFile(path, written(t, "homes", sample[:2]), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "csv", "--outdir", dir, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	csv, err := os.ReadFile(filepath.Join(dir, "homes.csv"))
	if want := "name,phone,note\n=1+1,+49 30 901820,-5\n"; err != nil || string(csv) != want {
		t.Errorf("%q, %v; want %q", csv, err, want)
	}
}

func TestNumbersDatesAndSharedTextsAreReadAsPeopleSeeThem(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for cell, value := range map[string]any{
		"A1": "Phone", "B1": "Price", "C1": "Contract Date", "D1": "Sent", "E1": "Flag",
		"A2": 5551234567, "B2": 489900.1 + 0.2, "C2": day, "D2": day.Add(15*time.Hour + 4*time.Minute), "E2": true,
		"A5": "Phone", "C5": 45306, "E5": "",
	} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr(`[$-409]d"day"-mmm-yy;@`)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.SetCellStyle("Sheet1", "C5", "C5", style), f.SetCellFormula("Sheet1", "D5", "1+1")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Other"); err != nil {
		t.Fatal(err)
	}
	x := open(t, f)
	want := [][]string{
		{"Phone", "Price", "Contract Date", "Sent", "Flag"},
		{"5551234567", "489900.3", "2026-05-01", "2026-05-01 15:04:00", "yes"},
		{"Phone", "", "2024-01-15"},
	}
	if diff := cmp.Diff(want, read(t, x, "sheet1")); diff != "" {
		t.Error(diff)
	}
	if got := read(t, x, "Other"); len(got) != 0 {
		t.Error(got)
	}
	if _, err := x.Rows("Othr"); reason(err) != "no_such_sheet" || !strings.Contains(err.(*operator.Error).Hint, "Other") {
		t.Error(err)
	}
}

func TestDaysThatCountFrom1904AreReadSo(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("Sheet1", "A1", 43844); err != nil {
		t.Fatal(err)
	}
	style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err := f.SetCellStyle("Sheet1", "A1", "A1", style); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"2024-01-15"}}, read(t, open(t, f), "")); diff != "" {
		t.Error(diff)
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheet  func(io.Writer)
		reason string
	}{
		"a bomb":             {func(w io.Writer) { fill(w, `<row><c t="str"><v>`+strings.Repeat("a", 5000)+`</v></c></row>`, 80<<20) }, "zip_bomb"},
		"a cell of 50 MB":    {func(w io.Writer) { fill(w, "<row><c t=\"str\"><v>", 19); fill(w, "a", 50<<20) }, "cell_too_long"},
		"a name of 50 MB":    {func(w io.Writer) { fill(w, "<row><", 6); fill(w, "a", 50<<20) }, "cell_too_long"},
		"column XFD":         {func(w io.Writer) { fill(w, `<row r="7"><c r="XFD7"><v>1</v></c></row>`, 41) }, "too_many_columns"},
		"a column after it":  {func(w io.Writer) { fill(w, `<row r="7"><c r="XFE7"><v>1</v></c></row>`, 41) }, "damaged"},
		"2,000 columns":      {func(w io.Writer) { fill(w, `<row>`, 5); fill(w, `<c><v>1</v></c>`, 2000*15) }, "too_many_columns"},
		"a text not there":   {func(w io.Writer) { fill(w, `<row><c t="s"><v>99</v></c></row>`, 33) }, "damaged"},
		"no XML":             {func(w io.Writer) { fill(w, `<row><c`, 7) }, "damaged"},
		"an external entity": {func(w io.Writer) { fill(w, `<row><c t="str"><v>&xxe;</v></c></row>`, 38) }, "damaged"},
		"a row of over 1 MiB": {func(w io.Writer) {
			fill(w, `<row>`, 5)
			fill(w, `<c t="str"><v>`+strings.Repeat("a", 9000)+`</v></c>`, 200*9022)
		}, "row_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := book(t, c.sheet)
			x, err := NewReader(bytes.NewReader(content), int64(len(content)))
			for err == nil {
				var rows *Rows
				if rows, err = x.Rows(""); err == nil {
					for err == nil {
						_, _, err = rows.Next()
					}
				}
			}
			if reason(err) != c.reason {
				t.Errorf("got %v (%s), want %s", err, reason(err), c.reason)
			}
		})
	}
}

func TestWhatIsNoXLSXIsSaidToBeWhatItIs(t *testing.T) {
	t.Parallel()
	for part, want := range map[string]string{
		"xl/workbook.bin": "xlsb", "content.xml": "ods", "word/document.xml": "docx", "a.txt": "archive",
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		if _, err := z.Create(part); err != nil {
			t.Fatal(err)
		}
		z.Close()
		if _, err := NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); reason(err) != want {
			t.Errorf("%s: %v", part, err)
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 3000 {
		_, _ = z.Create("a")
	}
	z.Close()
	if _, err := NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); reason(err) != "zip_bomb" {
		t.Error(err)
	}
	if _, err := NewReader(strings.NewReader("PK\x03\x04 cut off"), 11); reason(err) != "damaged" {
		t.Error(err)
	}
}

func TestASheetOfTooManyOrTooLongCellsIsNotWritten(t *testing.T) {
	t.Parallel()
	w := NewWriter(io.Discard, "x")
	if err := w.Row([]string{strings.Repeat("a", MaxCell)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]string{strings.Repeat("a", MaxCell+1)}); reason(err) != "xlsx_cell" {
		t.Error(err)
	}
	if err := w.Close(); reason(err) != "xlsx_cell" {
		t.Error(err)
	}
}

func FuzzNoSheetBreaksTheReader(f *testing.F) {
	f.Add([]byte(`<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0041_</t></is></c><c s="1"><v>45306</v></c></row>`))
	f.Add([]byte(`<row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c r="ZZ9"><v>1e309</v></c></row>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		content := book(t, func(w io.Writer) { _, _ = w.Write(sheet) })
		x, err := NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := x.Rows("")
		for err == nil {
			var cells []string
			if cells, _, err = rows.Next(); len(cells) > operator.MaxImportColumns {
				t.Fatal(len(cells))
			}
		}
		if err != io.EOF && operator.CodeOf(err) != operator.Invalid {
			t.Fatal(err)
		}
	})
}

func ptr[T any](v T) *T { return &v }

func reason(err error) string {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return ""
	}
	return e.Details["reason"].(string)
}

// fill writes a text again and again until n bytes are there.
func fill(w io.Writer, text string, n int) {
	block := strings.Repeat(text, max(1, min(n, 1<<16)/len(text)))
	for n > 0 {
		part := block[:min(len(block), n)]
		_, _ = io.WriteString(w, part)
		n -= len(part)
	}
}

// book is a file with a sheet of those bytes.
func book(t *testing.T, sheet func(io.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string]string{
		"_rels/.rels":                rootRels,
		"xl/_rels/workbook.xml.rels": bookRels,
		"xl/styles.xml":              styles,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`,
	} {
		part, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, content)
	}
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	sheet(part)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t *testing.T, sheet string, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, sheet)
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t *testing.T, f *excelize.File) *Reader {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	x, err := NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func read(t *testing.T, x *Reader, sheet string) (all [][]string) {
	t.Helper()
	rows, err := x.Rows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for {
		cells, _, err := rows.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cells)
	}
}
