package render

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// tabStop is how far apart terminals have their tab stops.
const tabStop = 8

// Folded is safe text of any number of lines as it fits the terminal: a line that is
// too long goes on below itself, as far in as its words began. In pipes, and where it
// fits, it stays as it is.
func Folded(t *term.IO, text string) string {
	if !t.OutTTY || t.Width <= 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		end := ""
		if rest, ok := strings.CutSuffix(line, "\n"); ok {
			line, end = rest, "\n"
		}
		b.WriteString(foldedLine(line, t.Width) + end)
	}
	return b.String()
}

func foldedLine(line string, limit int) string {
	spread := untabbed(line)
	if width(spread) <= limit {
		return line
	}
	words := strings.TrimLeft(spread, " ")
	// What begins far to the right must leave room for what follows.
	begin := strings.Repeat(" ", min(len(spread)-len(words), limit/2))
	if n := bullet(words); len(begin)+n <= limit/2 {
		begin, words = begin+words[:n], words[n:]
	}
	below := strings.Repeat(" ", len(begin))
	return begin + strings.Join(wrap(words, max(1, limit-len(begin))), "\n"+below)
}

// bullet is how long the beginning of an item of a list is, as in "- " and "12. ".
func bullet(words string) int {
	mark, _, more := strings.Cut(words, " ")
	number := strings.TrimRight(mark, ".)")
	switch {
	case !more:
	case mark == "-" || mark == "*" || mark == "+":
		return len(mark) + 1
	case number != "" && len(number) == len(mark)-1 && strings.Trim(number, "0123456789") == "":
		return len(mark) + 1
	}
	return 0
}

// untabbed is a line with blanks up to the stops that its tabs mean: a tab takes as
// many cells as there are left, which nothing but the terminal knows.
func untabbed(line string) string {
	parts := strings.Split(line, "\t")
	var b strings.Builder
	at := 0
	for i, part := range parts {
		b.WriteString(part)
		at += width(part)
		if i < len(parts)-1 {
			blanks := tabStop - at%tabStop
			b.WriteString(strings.Repeat(" ", blanks))
			at += blanks
		}
	}
	return b.String()
}
