package render_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

// text makes text of what breaks tables: wide characters, emoji of several code
// points, marks, things that a terminal would obey.
func text(least, most int) *rapid.Generator[string] {
	parts := rapid.SampledFrom([]string{
		"a", "lot", " ", "  ", "W", "漢", "字", "é", "e\u0301", "👨‍👩‍👧", "❤️", "🇩🇪", "👍🏽", "1️⃣", "ﬁ", "ｗ", "ｶﾞ", "한", "ไทย", "שלום",
		"\x1b[31m", "\x1b]0;x\x07", "\x00", "\t", "\n", "\r\n", "\u009b", "\u202e", "\u200b", "\u200d", "\ufe0f", "\xff", "|", "…", "https://example.org/very/long",
	})
	return rapid.Map(rapid.SliceOfN(parts, least, most), func(p []string) string { return strings.Join(p, "") })
}

type line struct {
	ref, group string
	cells      []string
}

// lists makes a sheet with any columns, and rows for it.
func lists(t *rapid.T) (render.Sheet[line], []line) {
	n := rapid.IntRange(0, 5).Draw(t, "columns")
	sheet := render.Sheet[line]{
		Ref:     func(l line) string { return l.ref },
		Columns: []render.Column[line]{{Name: "ref", Title: "Ref", Reference: true, Text: func(l line) string { return l.ref }}},
	}
	if rapid.Bool().Draw(t, "grouped") {
		sheet.Group = &render.Column[line]{Name: "group", Title: "Group", Text: func(l line) string { return l.group }}
	}
	for i := range n {
		sheet.Columns = append(sheet.Columns, render.Column[line]{
			Name: "c", Title: rapid.StringMatching(`[A-Z][a-z]{1,9}`).Draw(t, "title"),
			Align:    rapid.SampledFrom([]render.Align{render.Left, render.Right}).Draw(t, "align"),
			Flexible: rapid.Bool().Draw(t, "flexible"),
			Least:    rapid.IntRange(0, 20).Draw(t, "least"),
			Share:    rapid.IntRange(0, 3).Draw(t, "share"),
			Folds:    rapid.Bool().Draw(t, "folds"),
			Spare:    rapid.Bool().Draw(t, "spare"),
			Text:     func(l line) string { return l.cells[i] },
		})
	}
	rows := make([]line, rapid.IntRange(1, 6).Draw(t, "rows"))
	for i := range rows {
		rows[i].ref = rapid.StringMatching(`[A-Z]{1,3}-[0-9]{1,12}`).Draw(t, "ref")
		rows[i].group = text(1, 30).Draw(t, "group")
		for range n {
			rows[i].cells = append(rows[i].cells, text(0, 25).Draw(t, "cell"))
		}
	}
	return sheet, rows
}

func TestNoLineIsWiderThanTheTerminalAndNoReferenceIsCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sheet, rows := lists(t)
		width := rapid.IntRange(20, 200).Draw(t, "width")
		io, out, _ := terminal(width)
		if err := render.List(io, render.Output{}, rows, sheet); err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(out.String())
		for _, r := range rows {
			if !slices.Contains(words, r.ref) {
				t.Fatalf("%s is not there whole:\n%s", r.ref, out)
			}
		}
		for l := range strings.Lines(out.String()) {
			l = strings.TrimSuffix(l, "\n")
			if w := displaywidth.String(l); w > width {
				t.Fatalf("a line takes %d of %d cells: %q", w, width, l)
			}
			if strings.HasSuffix(l, " ") {
				t.Fatalf("a line ends with a blank: %q", l)
			}
		}
	})
}

func TestNothingIsCutInAPipeAndColumnsLineUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sheet, rows := lists(t)
		io, out, _ := term.Test("")
		io.Width = 40 // of no matter in a pipe
		if err := render.List(io, render.Output{}, rows, sheet); err != nil {
			t.Fatal(err)
		}
		got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(got) != len(rows)+1 {
			t.Fatalf("%d lines for %d rows:\n%s", len(got), len(rows), out)
		}
		for i, r := range rows {
			for _, c := range append([]string{r.ref}, r.cells...) {
				// Blanks at the very end of a line are trimmed.
				if !strings.Contains(got[i+1], strings.TrimRight(term.Line(c), " ")) {
					t.Fatalf("%q is not in %q", term.Line(c), got[i+1])
				}
			}
			before, _, _ := strings.Cut(got[i+1], r.ref)
			head, _, _ := strings.Cut(got[0], "REF")
			if sheet.Group != nil && displaywidth.String(before) != displaywidth.String(head) {
				t.Fatalf("%s does not stand under its title:\n%s", r.ref, out)
			}
		}
	})
}

func TestOneThingFitsTheTerminal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(20, 200).Draw(t, "width")
		what := text(0, 40).Draw(t, "text")
		io, out, _ := terminal(width)
		fields := []render.Field[string]{
			{Name: "ref", Title: "Conversation", Text: func(string) string { return "C42" }, Reference: true},
			{Name: "text", Title: "Text", Text: func(s string) string { return s }},
		}
		if err := render.One(io, render.Output{}, what, fields, nil); err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(out.String()) {
			if w := displaywidth.String(strings.TrimSuffix(l, "\n")); w > width {
				t.Fatalf("a line takes %d of %d cells: %q", w, width, l)
			}
		}
	})
}

func BenchmarkListOf20(b *testing.B) {
	items := slices.Repeat(talks(), 4)[:20]
	for b.Loop() {
		io, _, _ := terminal(120)
		if err := render.List(io, render.Output{}, items, sheet()); err != nil {
			b.Fatal(err)
		}
	}
}
