package render

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// width is how many cells of a terminal s takes: two for CJK and for an emoji,
// however many code points hold it together; none for a combining mark. What is
// ambiguous in East Asia takes one, as in today's terminals.
func width(s string) int { return displaywidth.String(s) }

// ellipsis stands where text was cut.
const ellipsis = "…"

// cut shortens s to at most w cells, between characters as people see them.
func cut(s string, w int) string {
	if width(s) <= w {
		return s
	}
	return whole([]string{displaywidth.TruncateString(s, w, ellipsis)})[0]
}

// pad fills s with blanks to w cells.
func pad(s string, w int, side Align) string {
	blanks := strings.Repeat(" ", max(0, w-width(s)))
	if side == Right {
		return blanks + s
	}
	return s + blanks
}

// wrap breaks s, one line of text, into lines of at most w cells: between words,
// and within one that is too long by itself.
func wrap(s string, w int) []string {
	if w <= 0 || width(s) <= w {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	next := func() {
		lines = append(lines, trimmed(line))
		line, used = "", 0
	}
	for _, word := range strings.SplitAfter(s, " ") {
		if used > 0 && used+width(trimmed(word)) > w {
			next()
		}
		g := displaywidth.StringGraphemes(word)
		for g.Next() {
			if used == 0 && len(lines) > 0 && g.Value() == " " {
				continue // blanks go with the break
			}
			if used > 0 && used+g.Width() > w && g.Value() != " " {
				next()
			}
			line += g.Value()
			used += g.Width()
		}
	}
	if trimmed(line) != "" {
		next()
	}
	return whole(lines)
}
