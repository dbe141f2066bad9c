package importer

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// endless gives a text again and again, n bytes of it, without ever having them all.
func endless(begin, text string, n int64) io.Reader {
	return io.MultiReader(strings.NewReader(begin), io.LimitReader(&again{text: text}, n))
}

type again struct {
	text string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		k := copy(p[n:], a.text[a.at:])
		n, a.at = n+k, (a.at+k)%len(a.text)
	}
	return n, nil
}

func TestHostileFilesAreRefusedWithWhereTheyAreWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content io.Reader
		want    string
	}{
		"a cell of 50 MB":        {endless("Name,Email\n", "a", 50<<20), "row_too_long: the row that begins in line 2 is longer than 1024 KiB"},
		"a quoted cell of 50 MB": {endless("Name,Email\nMaya,\"", "a\n", 50<<20), "row_too_long: the row that begins in line 2 is longer than 1024 KiB"},
		"quotes without end":     {endless("Name,Email\n", `""`, 4<<20+1), "row_too_long: the row that begins in line 2 is longer than 1024 KiB"},
		"delimiters without end": {endless("Name,Email\n", ",", 4<<20), "row_too_long: the row that begins in line 2 is longer than 1024 KiB"},
		"2,000 columns":          {strings.NewReader(strings.Repeat("Name,", 2000) + "x\n"), "too_many_columns: line 1 has 2001 columns, of at most 256"},
		"a line of JSON":         {endless(`{"name":"`, "a", 4<<20), "row_too_long: line 1 is longer than 1024 KiB"},
		"many keys":              {strings.NewReader(keysOf(300)), "too_many_columns: line 1: the objects have more than 256 keys"},
		"JSON too deep":          {strings.NewReader(`{"name":` + strings.Repeat("[", 1000) + "\n"), "no_json: no line of the file is an object of JSON"},
		"a picture":              {strings.NewReader("\x89PNG\r\n\x1a\n"), "picture: the file is a picture"},
		"half of UTF-16":         {strings.NewReader("\xff\xfeN\x00a\x00m\x00e\x00\n\x00\x00\xd8"), "not_utf16: the file is not valid UTF-16: it seems to be cut off or damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := reading(t, c.content)
			if err == nil || reasonOf(err)+": "+err.Error() != c.want {
				t.Errorf("got %s: %v, want %s", reasonOf(err), err, c.want)
			}
		})
	}
}

func keysOf(n int) string {
	var b strings.Builder
	b.WriteString(`{"name":"x"`)
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	return b.String() + "}\n"
}

// reading reads a file of buyers to its end.
func reading(t *testing.T, content io.Reader) error {
	f, err := Open(t.Context(), content, Options{Kind: operator.ImportBuyers})
	if err != nil {
		return err
	}
	defer f.Close()
	for _, err := range f.Records(t.Context()) {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestCellsAndRowsHaveALimitAndNotLess(t *testing.T) {
	t.Parallel()
	message := func(body string) string { return "From,Sent,Body\nP1,2026-05-01,\"" + body + "\"\n" }
	for _, c := range []struct {
		kind operator.ImportKind
		text string
		want string
	}{
		{operator.ImportMessages, message(strings.Repeat("a", operator.MaxBody)), ""},
		{operator.ImportMessages, message(strings.Repeat("a", operator.MaxBody+1)), "bad_body"},
		{operator.ImportBuyers, "Name\n" + strings.Repeat("a", operator.MaxLine) + "\n", ""},
		{operator.ImportBuyers, "Name\n" + strings.Repeat("a", operator.MaxLine+1) + "\n", "too_long"},
		{operator.ImportBuyers, "Name,Phone\nMaya," + strings.Repeat("1", operator.MaxImportCell+1) + "\n", "cell_too_long"},
		{operator.ImportHomes, "Community,Lot,Address\nMR,1," + strings.Repeat("a", operator.MaxImportCell+1) + "\n", "cell_too_long"},
	} {
		rec := records(t, opened(t, strings.NewReader(c.text), Options{Kind: c.kind}))[0]
		got := ""
		if len(rec.Errors) > 0 {
			got = rec.Errors[0].Code
			if len(rec.Errors[0].Value) > 300 {
				t.Errorf("%s has a value of %d bytes", got, len(rec.Errors[0].Value))
			}
		}
		if got != c.want {
			t.Errorf("%.40q: %q, want %q", c.text, got, c.want)
		}
	}
	widest := strings.Repeat("x,", operator.MaxImportColumns-1) + "Name\n"
	if err := reading(t, strings.NewReader(widest)); err != nil {
		t.Error(err)
	}
	if err := reading(t, strings.NewReader("x,"+widest)); reasonOf(err) != "too_many_columns" {
		t.Error(err)
	}
}

func TestAFileHasAtMostSoManyRowsAndBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("reads large files")
	}
	t.Parallel()
	const line = "Maya\n"
	f := opened(t, endless("Name\n", line, operator.MaxImportRows*int64(len(line))), Options{Kind: operator.ImportBuyers})
	if f.Rows() != operator.MaxImportRows {
		t.Error(f.Rows())
	}
	if err := reading(t, endless("Name\n", line, (operator.MaxImportRows+1)*int64(len(line)))); reasonOf(err) != "too_many_rows" {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "large.csv")
	large, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	if err := large.Truncate(operator.MaxImport + 1); err != nil {
		t.Fatal(err)
	}
	if err := reading(t, large); reasonOf(err) != "file_too_large" {
		t.Error(err)
	}
}
