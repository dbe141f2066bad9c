package transcript

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// document is what a transcript says, in the order it is read in: the page to read
// and the document to print are both made of it, and so say the same.
type document struct {
	Title    string
	Made     time.Time
	Facts    []fact
	Sections []section
}

// fact is a thing that is said in a few words.
type fact struct{ Label, Text string }

// section is a part under a heading.
type section struct {
	ID, Title string
	Empty     string // what is said where there is nothing
	Blocks    []block
}

// block is a part of a section: one of these is there.
type block struct {
	Heading string
	Facts   []fact
	Table   *grid
	Entry   *entry
}

// grid is a table. Shares says how wide its columns are to each other.
type grid struct {
	Head   []string
	Shares []int
	Rows   [][]string
}

// entry is something that somebody wrote.
type entry struct {
	Ref, Who, When string
	Marks          []string // "edited 2026-…"
	Title, Body    string
	Gone           string // what is said where it was deleted
	Files          []attached
	Before         []version
	Receipts       *grid
}

// version is what an entry said before.
type version struct{ Until, Body string }

// attached is a file of an entry.
type attached struct {
	Name, About string
	*kept
}

// writer makes a document of a transcript.
type writer struct {
	operator.Transcript
	files media
	zone  *time.Location
}

// newDocument makes the document.
func newDocument(t operator.Transcript, files media, program string) document {
	w := writer{t, files, zoneOf(t)}
	of := "of the home " + t.Property.Code
	if t.Sale != nil {
		of = "of the sale " + t.Sale.Ref.String() + " of the home " + t.Property.Code
	}
	d := document{Title: plain("Transcript " + of), Made: t.At}
	d.Facts = facts(
		"Home", address(t.Property), "Workspace", t.Workspace, "Made by", who(t.By), "Made at", w.stamp(t.At),
		"Times are in", w.zone.String(), "Program", program,
	)
	if t.Anchor != nil {
		d.Facts = append(d.Facts, fact{"Head of the log", t.Anchor.Head})
	}
	d.Sections = []section{
		w.home(), w.sales(), w.people(), w.milestones(), w.updates(), w.talks(), w.history(), w.proof(),
	}
	return d
}

// zoneOf is the zone that times are shown in: the workspace's, or UTC where this
// machine does not know it. The document says which.
func zoneOf(t operator.Transcript) *time.Location {
	zone, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func (w writer) stamp(t time.Time) string { return t.In(w.zone).Format("2006-01-02 15:04:05 MST") }

func (w writer) moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return w.stamp(*t)
}

// facts makes facts of labels and texts, without those that say nothing.
func facts(pairs ...string) []fact {
	var all []fact
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, fact{pairs[i], plain(pairs[i+1])})
		}
	}
	return all
}

// plain is text that hides nothing: what cannot be seen and could mislead, control
// characters and those that turn the direction of writing, stands as its code point.
func plain(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	if strings.Contains(text, "\r") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	if strings.IndexFunc(text, hides) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hides(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hides(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r >= 0xe0000 && r < 0xe0100:
		return true
	}
	return false
}

// line is plain text on one line.
func line(text string) string { return strings.ReplaceAll(plain(text), "\n", " ") }

func who(p operator.PersonSummary) string {
	return line(p.Name) + " (" + p.Ref.String() + ", " + kind(p.Kind) + ")"
}

func kind(k operator.PersonKind) string {
	if k == operator.Team {
		return "team"
	}
	return string(k)
}

func names(people []operator.PersonSummary) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = who(p)
	}
	return strings.Join(all, ", ")
}

func address(p operator.Property) string {
	a := p.Address
	var parts []string
	for _, part := range []string{p.Code, a.Line1, a.Line2, a.City, strings.TrimSpace(a.Region + " " + a.Postcode), a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func date(d *operator.Date) string {
	if d == nil {
		return ""
	}
	return string(*d)
}

// size is a number of bytes, exact.
func size(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
