package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

var update = flag.Bool("update", false, "write the golden files")

// talk is a thing like those that commands list.
type talk struct {
	Ref      string    `json:"ref"`
	Property string    `json:"property"`
	Subject  string    `json:"subject"`
	People   []string  `json:"people"`
	Unread   int       `json:"unread"`
	Assignee *string   `json:"assignee"`
	At       time.Time `json:"at"`
}

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func sheet() render.Sheet[talk] {
	return render.Sheet[talk]{
		Ref:   func(c talk) string { return c.Ref },
		Empty: "No conversations.",
		Group: &render.Column[talk]{Name: "property", Title: "Property", Text: func(c talk) string { return c.Property }, Reference: true},
		Columns: []render.Column[talk]{
			{Name: "ref", Title: "Ref", Text: func(c talk) string { return c.Ref }, Reference: true},
			{Name: "with", Title: "With", Text: func(c talk) string { return c.People[0] }},
			{Name: "subject", Title: "Subject", Text: func(c talk) string { return c.Subject }, Flexible: true},
			{
				Name: "at", Title: "Age", Text: func(c talk) string { return render.Age(noon, c.At) },
				Exact: func(c talk) string { return render.Stamp(c.At) }, Align: render.Right,
			},
			{Name: "unread", Title: "Unread", Text: func(c talk) string { return strconv.Itoa(c.Unread) }, Align: render.Right},
			{Name: "weekday", Title: "Day", Text: func(c talk) string { return c.At.Weekday().String() }, Hidden: true},
		},
	}
}

func talks() []talk {
	one := func(ref, property, who, subject string, unread int, ago time.Duration) talk {
		return talk{Ref: ref, Property: property, People: []string{who}, Subject: subject, Unread: unread, At: noon.Add(-ago)}
	}
	return []talk{
		one("C42", "MR-014", "Dana Cole", "Cabinet colours", 2, 3*time.Minute),
		one("C7", "MR-015", "王小明", "廚房的檯面什麼時候會安裝？我們下週想去看看", 0, 2*time.Hour),
		one("C1234567", "MR-014", "Zoë 👩‍👩‍👧", "Photos ❤️ 🇩🇪 👍🏽 of the roof", 11, 50*time.Hour),
		one("C9", "MR-014", "e\x1b[31mvil", "\x1b]0;owned\x07a\x00b\u202egnp.exe\u009b2J\r\nend\ttab", 1, 90*24*time.Hour),
		one("C10", "MR-015", "Sam", "One very long subject that goes on and on, about every door and window of the house, one by one, until no terminal is wide enough for it, and then some more", 0, 3*365*24*time.Hour),
		one("C11", "B\x1b[2J-1", "=cmd|' /C calc'!A0", "", 0, 0),
	}
}

// terminal is a person's terminal, so many cells wide.
func terminal(width int) (*term.IO, *bytes.Buffer, *bytes.Buffer) {
	t, out, errOut := term.Test("")
	t.OutTTY, t.ErrTTY, t.InTTY, t.Width, t.Height = true, true, true, width, 24
	return t, out, errOut
}

// golden compares got with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s (go test -update writes it anew)\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}
