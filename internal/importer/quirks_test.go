package importer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const quirks = "testdata/quirks"

// TestEveryQuirkIsReadAsWritten reads each file of testdata/quirks and compares what
// comes out with the file .want beside it; UPDATE=1 writes those.
func TestEveryQuirkIsReadAsWritten(t *testing.T) {
	t.Parallel()
	for _, name := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(quirks, name)
			got := told(t, path, kindOf(name))
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(path+".want", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryQuirkIsInTheReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(quirks, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range fixtures(t) {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("README.md does not tell of %s", name)
		}
	}
}

// fixtures is the names of the files of quirks.
func fixtures(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(quirks)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); n != "README.md" && !strings.HasSuffix(n, ".want") {
			names = append(names, n)
		}
	}
	if len(names) < 50 {
		t.Fatalf("only %d fixtures found", len(names))
	}
	return names
}

// kindOf is the kind that the name of a fixture says: 01-bom.buyers.csv.
func kindOf(name string) operator.ImportKind {
	return operator.ImportKind(strings.Split(name, ".")[1])
}

// told is all that a file says, as text.
func told(t *testing.T, path string, kind operator.ImportKind) string {
	t.Helper()
	content, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var b strings.Builder
	f, err := Open(t.Context(), content, Options{Kind: kind, Zone: time.FixedZone("", -6*3600), Now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		b.WriteString(failure(err))
		return b.String()
	}
	defer f.Close()
	fmt.Fprintf(&b, "%s, %d rows\n", f.Format(), f.Rows())
	for _, c := range f.Columns() {
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("  %q -> %s", c.Header, c.Field), " "))
	}
	problems(&b, "warning of the file", f.Warnings())
	for rec, err := range f.Records(context.Background()) {
		if err != nil {
			b.WriteString(failure(err))
			break
		}
		writeRecord(&b, rec)
	}
	return b.String()
}

func failure(err error) string {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return "not an error of ours: " + err.Error()
	}
	return strings.TrimRight(fmt.Sprintf("%s (%v): %s\n  %s", e.Code, e.Details["reason"], e, e.Hint), " \n") + "\n"
}

func writeRecord(b *strings.Builder, rec Record) {
	fmt.Fprintf(b, "row %d, line %d\n", rec.Row, rec.Line)
	for _, v := range []struct {
		name string
		of   Values
	}{{"home", rec.Home}, {"sale", rec.Sale}, {"community", rec.Community}, {"building", rec.Building}, {"message", rec.Message}, {"update", rec.Update}} {
		if v.of != nil {
			fmt.Fprintf(b, "  %s: %s\n", v.name, values(v.of))
		}
	}
	for _, p := range rec.People {
		fmt.Fprintf(b, "  person: %s\n", values(p))
	}
	problems(b, "error", rec.Errors)
	problems(b, "warning", rec.Warnings)
}

func values(v Values) string {
	var parts []string
	for _, f := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, fmt.Sprintf("%s=%q", f, v[f]))
	}
	return strings.Join(parts, " ")
}

func problems(b *strings.Builder, what string, list []operator.ImportProblem) {
	for _, p := range list {
		fmt.Fprintf(b, "  %s %s: row %d line %d column %q value %q: %s\n", what, p.Code, p.Row, p.Line, p.Column, p.Value, p.Message)
	}
}
