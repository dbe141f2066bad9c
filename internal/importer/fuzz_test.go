package importer

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// FuzzFile: whatever the bytes are, a file is read or refused, with an error of ours, and
// every row has values that are text.
func FuzzFile(f *testing.F) {
	entries, err := os.ReadDir(quirks)
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".want") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(quirks, e.Name()))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, kind := range []operator.ImportKind{operator.ImportHomes, operator.ImportBuyers, operator.ImportMessages} {
			readAll(t, content, kind)
		}
	})
}

func readAll(t *testing.T, content []byte, kind operator.ImportKind) {
	file, err := Open(t.Context(), strings.NewReader(string(content)), Options{Kind: kind, Now: time.Unix(1e9, 0)})
	if err != nil {
		if operator.CodeOf(err) != operator.Invalid {
			t.Fatal(err)
		}
		return
	}
	rejects := file.Rejects(io.Discard)
	n := 0
	for rec, err := range file.Records(t.Context()) {
		if err != nil {
			t.Fatal(err) // Open has read all of it
		}
		n++
		if err := rejects.Add(rec, append(rec.Errors, rec.Warnings...)); err != nil {
			t.Fatal(err)
		}
		for _, v := range append(rec.People, rec.Home, rec.Sale, rec.Message) {
			for field, value := range v {
				if value == "" || !utf8.ValidString(value) {
					t.Fatalf("%s is %q", field, value)
				}
			}
		}
		if len(rec.Errors) == 0 && kind == operator.ImportBuyers && len(rec.People) == 0 {
			t.Fatal("a row of nobody, without an error")
		}
	}
	if n != file.Rows() {
		t.Fatalf("%d rows of %d", n, file.Rows())
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,\"b\"\"c\r\n\",d\r\ne\rf\n"), byte(','))
	f.Add([]byte(" \"a\" ,b\"c\"\n\"open"), byte(';'))
	f.Fuzz(func(t *testing.T, text []byte, delim byte) {
		c := newCSV(strings.NewReader(string(text)), delim)
		line := 0
		for {
			r, err := c.next()
			if err == io.EOF {
				return
			}
			if err != nil {
				if operator.CodeOf(err) != operator.Invalid {
					t.Fatal(err)
				}
				return
			}
			if len(r.cells) == 0 || r.line <= line {
				t.Fatalf("%d cells in line %d after %d", len(r.cells), r.line, line)
			}
			line = r.line
		}
	})
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"name":"a\u00e9\ud83d","phone":["x",1,null,true],"people":[{"name":"b"},{}],"x":{"y":[[]]}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		k := &keys{index: map[string]int{}}
		for _, collect := range []bool{true, false} {
			all := newJSONL(strings.NewReader(string(line)), k)
			all.collect = collect
			for {
				r, err := all.next()
				if err != nil {
					break
				}
				if !collect && r.fault == "" && len(r.cells) != len(k.names) {
					t.Fatalf("%d cells of %d", len(r.cells), len(k.names))
				}
			}
		}
	})
}

func FuzzHeader(f *testing.F) {
	for _, header := range []string{"Contact: E-mail__c", "Buyer 2 First Name", "Lot/Job #", "co2_phone", "Account.Name", "\ufeffName"} {
		f.Add(header)
	}
	d := newDictionary()
	f.Fuzz(func(t *testing.T, header string) {
		for _, kind := range operator.ImportKinds() {
			for _, c := range d.means(header, kind, fieldsOf(kind)) {
				if c.who < 0 || c.who >= mostPeople || c.who > 0 && !personal(c.field) {
					t.Fatalf("%q is %v", header, c)
				}
			}
		}
	})
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"Smith, John & Mary", "Mr. and Mrs. John Smith", "John Smith, Jr.", "& / ,", "de la Cruz, Maria"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		names, _ := namesOf(name)
		for _, n := range names {
			if n == "" || n != trim(n) {
				t.Fatalf("%q names %q", name, names)
			}
		}
		NameKey(name)
		LotKey(name)
	})
}

func FuzzPhone(f *testing.F) {
	for _, cell := range []string{"(555) 123-4567 x12", "c: 555-123-4567; 555-123-4568 (home)", "5.55123E+09", "mobile=1"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		list, _, _ := phones(cell, "")
		for _, number := range list {
			if _, raw, ok := strings.Cut(number, "="); strings.Contains(number, "\n") || ok && strings.Contains(raw, "=") {
				t.Fatalf("%q is %q", cell, list)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, text := range []string{"03/04/25", "45306.25", "May 1st, 2026 3:04 PM", "2026-05-01T00:00:00+02:00", "20260501"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, order := range []dateOrder{orderUnknown, monthFirst, dayFirst} {
			m, fault := readDate(text, order)
			if fault != dateGood {
				continue
			}
			if again, fault := readDate(m.date(), order); fault != dateGood || again.date() != m.date() {
				t.Fatalf("%q is %s, which is %s", text, m.date(), again.date())
			}
		}
		new(ballot).count(text)
		readPrice(text)
		readStatus(text)
	})
}
