package importer

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestTheDocumentHasEveryHeader compares the table in docs/importing.md with the
// dictionary; UPDATE=1 writes it.
func TestTheDocumentHasEveryHeader(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../../docs/importing.md", "<!-- headers -->\n", "<!-- /headers -->"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("the marks of the table are missing")
	}
	want := headerTable()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Error(diff)
	}
}

// headerTable is the dictionary as a table.
func headerTable() string {
	var b strings.Builder
	b.WriteString("| field | kinds | headers |\n|---|---|---|\n")
	for line := range strings.Lines(words) {
		name, headers, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		name, only, _ := strings.Cut(name, "@")
		var kinds []string
		for _, kind := range operator.ImportKinds() {
			has := slices.ContainsFunc(fieldsOf(kind), func(f field) bool { return f.name == Field(name) })
			if has && (only == "" || only == string(kind)) {
				kinds = append(kinds, string(kind))
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, strings.Join(kinds, ", "), strings.Join(strings.Fields(headers), ", "))
	}
	return b.String()
}

func TestEveryFieldOfAKindHasAHeader(t *testing.T) {
	t.Parallel()
	d := newDictionary()
	for _, kind := range operator.ImportKinds() {
		for _, f := range fieldsOf(kind) {
			found := d.means(string(f.name), kind, fieldsOf(kind))
			if len(found) == 0 || found[0].field != f.name {
				t.Errorf("%s: the header %s is read as %v", kind, f.name, found)
			}
			if personal(f.name) && f.of == ofPerson {
				if found := d.means("co_"+string(f.name), kind, fieldsOf(kind)); len(found) == 0 || found[0].field != f.name || found[0].who != 1 {
					t.Errorf("%s: the header co_%s is read as %v", kind, f.name, found)
				}
			}
		}
	}
}
