package pdf

import (
	"strings"
	"unicode"
)

// Lines breaks text into lines of a width: at its own line breaks, at spaces, beside
// the letters of writings that have none, and within a word where it is too long. A line
// is as it is to be set from left to right: Hebrew and Arabic stand the other way round.
func (d *Document) Lines(face Face, size, width float64, text string) []string {
	var lines []string
	if strings.ContainsAny(text, "\r\t") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ").Replace(text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, d.broken(face, size, width, d.joined(face, []rune(d.Shown(face, line))))...)
	}
	return lines
}

// broken breaks one line.
func (d *Document) broken(face Face, size, width float64, line []rune) []string {
	var lines []string
	deep := levels(line)
	cut := func(from, to int) {
		for to > from && line[to-1] == ' ' {
			to--
		}
		if deep == nil {
			lines = append(lines, string(line[from:to]))
		} else {
			lines = append(lines, inOrder(line[from:to], deep[from:to]))
		}
	}
	begin, may, wide := 0, 0, 0.0 // where the line began, and where it may be broken
	for i := 0; i < len(line); i++ {
		r := line[i]
		if i > begin && breaks(line[i-1], r) {
			may = i
		}
		wide += d.Advance(face, size, r)
		if wide <= width || i == begin || r >= 0x300 && unicode.Is(unicode.Mn, r) {
			continue
		}
		if may <= begin {
			may = i
		}
		cut(begin, may)
		for may < len(line) && line[may] == ' ' {
			may++
		}
		begin, i, wide = may, may-1, 0
	}
	cut(begin, len(line))
	return lines
}

// breaks says whether a line may be broken between two characters.
func breaks(before, after rune) bool {
	switch {
	case before < 0x300 && after < 0x300:
		return after != ' ' && (before == ' ' || before == '-' || before == '/')
	case after == ' ', unicode.Is(unicode.Mn, after), after == '\u200d', before == '\u200d', after == '\ufe0f':
		return false
	case before == ' ', before == '-', before == '/':
		return true
	}
	return wide(before) || wide(after)
}

// wide says that a character belongs to a writing without spaces.
func wide(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x1f300 && r < 0x1fb00
}
