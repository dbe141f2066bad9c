package render_test

import (
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

func TestTextIsFoldedAtTheEdgeOfTheTerminalAsFarInAsItsWordsBegan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what       string
		width      int
		text, want string
	}{
		{"what fits stays", 12, "one two\n\n  three \n", "one two\n\n  three \n"},
		{"words go on below", 12, "one two three four", "one two\nthree four"},
		{"the indent is kept", 12, "  one two three\nfour", "  one two\n  three\nfour"},
		{"an item of a list goes on below its words", 12, " - one two three\n12. one two three", " - one two\n   three\n12. one two\n    three"},
		{"a long word is broken", 8, "  abcdefghij", "  abcdef\n  ghij"},
		{"wide characters are two cells", 8, "  廚房的檯面", "  廚房的\n  檯面"},
		{"an emoji of several code points is whole", 5, "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧👩‍👩‍👧\n👩‍👩‍👧"},
		{"a tab takes what is left to its stop", 12, "a\tbcdefg", "a\nbcdefg"},
		{"a tab that fits stays", 12, "a\tbcd", "a\tbcd"},
		{"there is room beside a wide indent", 8, strings.Repeat(" ", 20) + "one two", "    one\n    two"},
		{"there is no narrower terminal", 1, "  ab", "a\nb"},
	} {
		io, _, _ := terminal(c.width)
		if got := render.Folded(io, c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
	io, _, _ := term.Test("")
	if long := strings.Repeat("word ", 100); render.Folded(io, long) != long {
		t.Error("a pipe is folded")
	}
}

func TestNoLineOfABlockIsWiderThanTheTerminal(t *testing.T) {
	t.Parallel()
	text := "Hello,\n\n\t" + strings.Repeat("the countertops 檯面 ", 20) + "\n" + strings.Repeat("x", 300)
	fields := []render.Field[string]{{Name: "body", Title: "Text", Block: true, Text: func(s string) string { return s }}}
	for _, width := range []int{4, 20, 40, 80} {
		io, out, _ := terminal(width)
		if err := render.One(io, render.Output{}, text, fields, nil); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if got := displaywidth.String(strings.TrimSuffix(line, "\n")); got > width {
				t.Errorf("at %d cells a line has %d: %q", width, got, line)
			}
		}
	}
}
