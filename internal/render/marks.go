package render

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// What begins and ends a marked part of a cell on its way into a table. Safe text
// has no control characters, so nobody else can write them; they take no cells.
const (
	markOn  = "\x0e"
	markOff = "\x0f"
)

// cell is the safe text of a column. Its marked parts stand between stars, or in
// colour between what draw makes bold.
func (c Column[T]) cell(item T, colour bool) string {
	text := c.Text(item)
	if c.Marks == nil {
		return term.Line(text)
	}
	on, off := "*", "*"
	if colour {
		on, off = markOn, markOff
	}
	var b strings.Builder
	chars, at := []rune(text), 0
	for _, m := range c.Marks(item) {
		if m.Start < at || m.End <= m.Start || m.End > len(chars) {
			continue
		}
		b.WriteString(term.Line(string(chars[at:m.Start])) + on + term.Line(string(chars[m.Start:m.End])) + off)
		at = m.End
	}
	return b.String() + term.Line(string(chars[at:]))
}

// bold makes what is marked in drawn text bold and yellow.
func bold(text string) string {
	return strings.NewReplacer(markOn, "\x1b[1;33m", markOff, "\x1b[0m").Replace(text)
}

// whole gives each of several parts of a text its own beginning and end of what is
// marked: a part that was cut off must not mark what follows on its line.
func whole(parts []string) []string {
	if !slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, markOn) }) {
		return parts
	}
	on := false
	for i, p := range parts {
		if on {
			p = markOn + p
		}
		if on = strings.LastIndex(p, markOn) > strings.LastIndex(p, markOff); on {
			p += markOff
		}
		parts[i] = p
	}
	return parts
}
