package render

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// markedText is a text in which brackets stand for marks.
func markedText(text string) (string, []operator.Mark) {
	var plain []rune
	var marks []operator.Mark
	for _, r := range text {
		switch r {
		case '[':
			marks = append(marks, operator.Mark{Start: len(plain)})
		case ']':
			marks[len(marks)-1].End = len(plain)
		default:
			plain = append(plain, r)
		}
	}
	return string(plain), marks
}

// drawnMarked is a table with one column of such texts.
func drawnMarked(t *testing.T, tty *term.IO, folds bool, texts ...string) {
	t.Helper()
	sheet := Sheet[string]{Columns: []Column[string]{
		{Name: "ref", Title: "Ref", Reference: true, Text: func(string) string { return "M1" }},
		{
			Name: "text", Title: "Text", Flexible: true, Folds: folds,
			Text:  func(s string) string { plain, _ := markedText(s); return plain },
			Marks: func(s string) []operator.Mark { _, marks := markedText(s); return marks },
		},
	}}
	if err := List(tty, Output{Format: Table}, texts, sheet); err != nil {
		t.Fatal(err)
	}
}

func TestMarksStandBetweenStarsWithoutColour(t *testing.T) {
	tty, out, _ := term.Test("")
	drawnMarked(t, tty, true, "the [pantry door] of é [厨房]", "none", "a\x1b[b\x0e]")
	want := "REF  TEXT\nM1   the *pantry door* of é *厨房*\nM1   none\nM1   a^[*b^N*\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestMarksAreBoldWhereThereIsColour(t *testing.T) {
	for _, c := range []struct {
		folds bool
		width int
		want  string
	}{
		{true, 80, "M1   the <pantry door> sticks\n"},
		{true, 16, "M1   the <pantry>\n     <door> sticks\n"},
		{false, 18, "M1   the <pantry d…>\n"},
		{true, 6, "Ref:\nM1\nText\n  :\n  the\n  <pant>\n  <ry>\n  <door>\n  stic\n  ks\n"},
	} {
		tty, out, _ := term.Test("")
		tty.OutTTY, tty.OutColour, tty.Width = true, true, c.width
		drawnMarked(t, tty, c.folds, "the [pantry door] sticks")
		got := strings.NewReplacer("\x1b[1;33m", "<", "\x1b[0m", ">", " \x1b[0m", ">").Replace(out.String())
		if _, rows, ok := strings.Cut(got, "TEXT>\n"); ok {
			got = rows
		}
		if strings.ContainsAny(got, "\x0e\x0f") || got != c.want {
			t.Errorf("in %d cells: %q, want %q", c.width, got, c.want)
		}
	}
}

func TestMarksThatAreNoPartOfTheTextAreLeftOut(t *testing.T) {
	tty, out, _ := term.Test("")
	sheet := Sheet[[]operator.Mark]{Columns: []Column[[]operator.Mark]{{
		Name: "text", Title: "Text", Text: func([]operator.Mark) string { return "abc" }, Marks: func(m []operator.Mark) []operator.Mark { return m },
	}}}
	bad := []operator.Mark{{Start: 2, End: 1}, {Start: 0, End: 9}, {Start: -1, End: 1}, {Start: 1, End: 2}, {Start: 0, End: 1}}
	if err := List(tty, Output{Format: Table}, [][]operator.Mark{bad}, sheet); err != nil || out.String() != "TEXT\na*b*c\n" {
		t.Errorf("got %q, %v", out, err)
	}
}
