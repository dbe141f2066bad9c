package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namesColumns is what a mistake in --columns is answered with.
var namesColumns = regexp.MustCompile(`hint"?: ?.*\bone of ([a-z0-9_, ]+)`)

// columns is what a command says it can show in a format; nothing where it says nothing.
func (g *gallery) columns(r row, format string) string {
	got := g.run(nil, exhibit{g.t, g, r, nil}.args("--columns", "no_such", "-o", format)...)
	if names := namesColumns.FindStringSubmatch(got.err); names != nil {
		return names[1]
	}
	return ""
}

// TestTheColumnsThatShellsOfferAreThoseOfTheCommands asks each command for its columns,
// and for the keys of its JSON, by a mistake. Completion reads them from a file, since to ask there would be to run
// the command.
func TestTheColumnsThatShellsOfferAreThoseOfTheCommands(t *testing.T) {
	g := newGallery(t)
	var b strings.Builder
	for _, r := range printing {
		if r.command == "admin dump" {
			continue // it has those of the kind that is dumped
		}
		columns := g.columns(r, "table")
		if columns == "" {
			t.Errorf("operator %s does not say what columns it has", r.command)
			continue
		}
		b.WriteString(r.command + ": " + columns + "\n")
		if keys := g.columns(r, "json"); keys != "" && keys != columns {
			b.WriteString(r.command + " -o json: " + keys + "\n")
		}
	}
	path := filepath.Join("..", "cli", "columns.txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(path); err != nil || string(was) != b.String() {
		t.Errorf("%s is not fresh (%v): UPDATE=1 writes it", path, err)
	}
}
