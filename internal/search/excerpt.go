package search

import (
	"slices"
	"unicode"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The characters of an excerpt: about how many in all, and how many of them lead
// up to the first thing that was found.
const (
	excerptLength = 160
	excerptLead   = 40
)

// Excerpt is the part of a text around the first of the spans, on one line, and
// where the spans stand in it. Where nothing was looked for it is the beginning.
func Excerpt(text string, spans []Span) (string, []operator.Mark) {
	line, bytes := oneLine(text)
	first, last := 0, 0
	if len(spans) > 0 {
		first, last = charAt(bytes, spans[0].From), charAt(bytes, spans[0].To)
	}
	from, to := window(line, first, last)
	out := make([]rune, 0, to-from+2)
	if from > 0 {
		out = append(out, '…')
	}
	shift := len(out) - from
	out = append(out, line[from:to]...)
	if to < len(line) {
		out = append(out, '…')
	}
	marks := []operator.Mark{}
	for _, s := range spans {
		m := operator.Mark{Start: max(charAt(bytes, s.From), from) + shift, End: min(charAt(bytes, s.To), to) + shift}
		if m.Start < m.End {
			marks = append(marks, m)
		}
	}
	return string(out), marks
}

// oneLine is a text with one blank for each stretch of white space, none at its
// ends, and from which byte each character comes.
func oneLine(text string) (line []rune, bytes []int) {
	line, bytes = make([]rune, 0, len(text)), make([]int, 0, len(text))
	blank := false
	for i, r := range text {
		if unicode.IsSpace(r) {
			blank = len(line) > 0
			continue
		}
		if blank {
			line, bytes = append(line, ' '), append(bytes, i-1)
			blank = false
		}
		line, bytes = append(line, r), append(bytes, i)
	}
	return line, bytes
}

// charAt is the first character that comes from the byte or a later one.
func charAt(bytes []int, i int) int {
	at, _ := slices.BinarySearch(bytes, i)
	return at
}

// window chooses the characters to show around those from first to last, whole
// words where it can.
func window(line []rune, first, last int) (from, to int) {
	if len(line) <= excerptLength {
		return 0, len(line)
	}
	from = max(0, min(first-excerptLead, len(line)-excerptLength))
	to = min(len(line), from+excerptLength)
	if from > 0 {
		if i := slices.Index(line[from-1:first], ' '); i >= 0 {
			from += i
		}
	}
	if to < len(line) {
		for end := to; end > max(last, first+1); end-- {
			if line[end] == ' ' {
				return from, end
			}
		}
	}
	return from, to
}
