package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namesColumns is what a mistake in --columns is answered with.
var namesColumns = regexp.MustCompile(`hint: .*\bone of ([a-z0-9_, ]+)`)

// TestTheColumnsThatShellsOfferAreThoseOfTheCommands asks each command for its columns,
// by a mistake. Completion reads them from a file, since to ask there would be to run
// the command.
func TestTheColumnsThatShellsOfferAreThoseOfTheCommands(t *testing.T) {
	g := newGallery(t)
	var b strings.Builder
	for _, r := range printing {
		if r.command == "admin dump" {
			continue // it has those of the kind that is dumped
		}
		got := g.run(nil, exhibit{t, g, r, nil}.args("--columns", "no_such")...)
		names := namesColumns.FindStringSubmatch(got.err)
		if names == nil {
			t.Errorf("operator %s does not say what columns it has: %s", r.command, got.err)
			continue
		}
		b.WriteString(r.command + ": " + names[1] + "\n")
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
