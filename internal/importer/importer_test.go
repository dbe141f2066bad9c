package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/cell"
	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAFileIsReadAgainAsOftenAsWanted(t *testing.T) {
	t.Parallel()
	const text = "Name,Email\nMaya Ortiz,maya@example.com\nLeo Ortiz,\n"
	f := opened(t, iotest.OneByteReader(strings.NewReader(text)), Options{Kind: operator.ImportBuyers})
	first, second := records(t, f), records(t, f)
	if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(Record{})); diff != "" || len(first) != 2 {
		t.Error(diff, first)
	}
	if sum := sha256.Sum256([]byte(text)); !bytes.Equal(sum[:], f.Sum()) {
		t.Errorf("sum %x", f.Sum())
	}
	if read, all := f.Size(); read != all || all != int64(len(text)) {
		t.Errorf("read %d of %d", read, all)
	}
}

func TestNothingIsLeftOfAFileThatWasKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f := opened(t, iotest.HalfReader(strings.NewReader("Name\nMaya Ortiz\n")), Options{Kind: operator.ImportBuyers})
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("while it is read: %v", left)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(t.Context(), iotest.ErrReader(errors.New("pulled out")), Options{Kind: operator.ImportBuyers}); operator.CodeOf(err) != operator.IO {
		t.Error(err)
	}
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("at the end: %v", left)
	}
}

func TestAFileThatChangesWhileItIsReadIsNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "buyers.csv")
	if err := os.WriteFile(path, []byte("Name\nMaya Ortiz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	content, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	f := opened(t, content, Options{Kind: operator.ImportBuyers})
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, err := range f.Records(t.Context()) {
		if reasonOf(err) != "file_changed" {
			t.Error(err)
		}
	}
}

func TestNobodyWaitsForAFileTheyGaveUpOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, strings.NewReader("Name\nMaya\n"), Options{Kind: operator.ImportBuyers}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRowsGoThroughWhateverAPieceIs(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{"\n", "\r\n", "\r"} {
		text := strings.ReplaceAll("Name,Email,Phone\n\"Ortiz, Maya\",maya@example.com,\"303-555-0123\n303-555-0124\"\n\"A \"\"B\"\" C\",,\nLeo Ortiz,,", "\n", ending)
		want := records(t, opened(t, strings.NewReader(text), Options{Kind: operator.ImportBuyers}))
		if len(want) != 3 || want[0].People[0][Name] != "Maya Ortiz" || want[1].Line != 4 {
			t.Fatalf("%q: %v", ending, want)
		}
		c := newCSV(iotest.OneByteReader(strings.NewReader(text)), ',')
		whole := newCSV(strings.NewReader(text), ',')
		for {
			a, errA := c.next()
			b, errB := whole.next()
			if diff := cmp.Diff(a, b, cmp.AllowUnexported(row{})); diff != "" || errA != errB {
				t.Fatalf("%q: %s %v %v", ending, diff, errA, errB)
			}
			if errA != nil {
				break
			}
		}
	}
}

func TestMapGoesBeforeTheSavedMappingAndThatBeforeTheDictionary(t *testing.T) {
	t.Parallel()
	const text = "Name,Kunde,Post,Email\nx,Maya Ortiz,maya@example.com,other@example.com\n"
	f := opened(t, strings.NewReader(text), Options{
		Kind:  operator.ImportBuyers,
		Map:   []string{"kunde = name", "Email="},
		Saved: []operator.ImportColumn{{Header: "Kunde", Field: "title"}, {Header: "Post", Field: "email"}, {Header: "Gone", Field: "phone"}},
	})
	want := []operator.ImportColumn{{Header: "Name"}, {Header: "Kunde", Field: "name"}, {Header: "Post", Field: "email"}, {Header: "Email"}}
	if diff := cmp.Diff(want, f.Columns()); diff != "" {
		t.Error(diff)
	}
	if got := records(t, f)[0].People[0]; got[Name] != "Maya Ortiz" || got[Email] != "maya@example.com" {
		t.Error(got)
	}
}

func TestAWrongMapIsRefusedWithWhatMayBeMeant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Nmae=name":    "no_such_column did you mean Name?",
		"Name=emial":   "no_such_field did you mean email?",
		"Name=colour":  "no_such_field its fields are: name, first_name, last_name, household, email, phone, mobile_phone, home_phone, work_phone, phone_ext, title, external_id, operator_ref, deleted_at",
		"Name":         `bad_map write it like --map "Sales Office=community"`,
		"Name=name:ab": "bad_map a date can be contract_date:mdy or contract_date:dmy",
	} {
		_, err := Open(t.Context(), strings.NewReader("Name,Email\nx,y\n"), Options{Kind: operator.ImportBuyers, Map: []string{text}})
		e, _ := errors.AsType[*operator.Error](err)
		if e == nil || reasonOf(err)+" "+e.Hint != want {
			t.Errorf("%s: %v %q", text, err, e.Hint)
		}
	}
}

func TestAMapCanSayInWhichOrderDatesAre(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]string{"mdy": "2025-03-04", "dmy": "2025-04-03"} {
		f := opened(t, strings.NewReader("Home,Day\nMR-1,03/04/25\n"), Options{
			Kind: operator.ImportTransactions,
			Map:  []string{"Home=property", "Day=contract_date:" + order},
		})
		if got := records(t, f)[0].Sale[ContractDate]; got != want {
			t.Errorf("%s: %s", order, got)
		}
		if got := f.Columns()[1].Field; got != "contract_date:"+order {
			t.Error(got)
		}
	}
}

func TestRejectedRowsAreReadAgainWithoutTheirReason(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Name;Email;Id\n=Maya Ortiz;bad;=\"001\"\n\"Leo \"\"L\"\" Ortiz\";\"also\nbad\";'0042\n",
		`{"name":"Maya","email":"bad","people":[{"name":"x","a":{"b":1}}]}` + "\n" + `{"email":"bad","operator_error":"old","name":"Leo"}` + "\n",
	} {
		o := Options{Kind: operator.ImportBuyers, Map: nil}
		before := opened(t, strings.NewReader(text), o)
		rejects := func(f *File) string {
			var b bytes.Buffer
			r := f.Rejects(&b)
			for _, rec := range records(t, f) {
				if err := r.Add(rec, rec.Errors); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Flush(); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		once := rejects(before)
		after := opened(t, strings.NewReader(once), o)
		if twice := rejects(after); twice != once || strings.Count(once, "operator_error") == 0 {
			t.Errorf("once %q, twice %q", once, twice)
		}
		a, b := records(t, before), records(t, after)
		if diff := cmp.Diff(a, b, cmpopts.IgnoreUnexported(Record{}), cmpopts.IgnoreFields(Record{}, "Line"),
			cmpopts.IgnoreFields(operator.ImportProblem{}, "Line")); diff != "" {
			t.Errorf("%s\n%s", once, diff)
		}
	}
}

func TestEveryTemplateImportsCleanly(t *testing.T) {
	t.Parallel()
	for _, kind := range operator.ImportKinds() {
		for _, format := range []string{"csv", "xlsx"} {
			content, err := Template(kind, format)
			if err != nil {
				t.Fatal(kind, err)
			}
			f := opened(t, bytes.NewReader(content), Options{Kind: kind})
			if f.Format() != format || len(f.Warnings()) > 0 {
				t.Errorf("%s: %s %v", kind, f.Format(), f.Warnings())
			}
			for _, c := range f.Columns() {
				if c.Field != c.Header {
					t.Errorf("%s: %s is read as %q", kind, c.Header, c.Field)
				}
			}
			for _, rec := range records(t, f) {
				if len(rec.Errors)+len(rec.Warnings) > 0 {
					t.Errorf("%s %s: %v %v", kind, format, rec.Errors, rec.Warnings)
				}
			}
		}
	}
}

func TestASheetIsReadByItsName(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := xlsx.NewWriter(&b, "Buyers")
	_ = w.Row([]string{"Our buyers"})
	_ = w.Row([]string{"Name", "Email", "Phone"})
	_ = w.Row([]string{"Maya Ortiz"})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := records(t, opened(t, bytes.NewReader(b.Bytes()), Options{Kind: operator.ImportBuyers, Sheet: "buyers"}))
	if len(got) != 1 || got[0].Line != 3 || got[0].People[0][Name] != "Maya Ortiz" || len(got[0].Errors) > 0 {
		t.Error(got)
	}
	if _, err := Open(t.Context(), bytes.NewReader(b.Bytes()), Options{Kind: operator.ImportBuyers, Sheet: "Homes"}); reasonOf(err) != "no_such_sheet" {
		t.Error(err)
	}
}

func TestWhatAnExportMarksComesBackUnchanged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+@0-9"x \t-]{0,8}`)).Draw(t, "text")
		marked := cell.Safe(text)
		if got := clean(marked); marked != text && trim(got) != trim(text) {
			t.Fatalf("%q became %q and came back as %q", text, marked, got)
		}
	})
	for _, name := range []string{"'t Hooft", "''", "=Maya", "'0042", "="} {
		if got := clean(cell.Safe(name)); got != name {
			t.Errorf("%s came back as %s", name, got)
		}
	}
}

func opened(t *testing.T, content io.Reader, o Options) *File {
	t.Helper()
	f, err := Open(t.Context(), content, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func records(t *testing.T, f *File) (all []Record) {
	t.Helper()
	for rec, err := range f.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	slices.Sort(list)
	return list
}

func reasonOf(err error) string {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return ""
	}
	word, _ := e.Details["reason"].(string)
	return word
}
