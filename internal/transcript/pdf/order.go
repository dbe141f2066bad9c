package pdf

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// levels says how deep each character of a paragraph stands in text that runs the other
// way, by the Unicode Bidirectional Algorithm (UAX #9): on even ones it runs from left to
// right, on odd ones from right to left. It is nil where all of it runs from left to right.
// Characters that turn the direction are not looked at, for they are shown as code points;
// brackets go by their neighbours.
func levels(text []rune) []int {
	const plain = 0x590 // before it, all runs from left to right
	if !slices.ContainsFunc(text, func(r rune) bool { return r >= plain && runsBack(class(r)) }) {
		return nil
	}
	base := 0
	classes := make([]bidi.Class, len(text))
	for i, r := range text {
		classes[i] = class(r)
	}
	if i := slices.IndexFunc(classes, func(c bidi.Class) bool { return c == bidi.L || runsBack(c) }); runsBack(classes[i]) {
		base = 1
	}
	start := []bidi.Class{bidi.L, bidi.R}[base]
	weak(classes, start)
	neutral(classes, start)
	all := make([]int, len(text))
	for i, c := range classes {
		switch {
		case base == 0 && c == bidi.R, base == 1 && c != bidi.R:
			all[i] = base + 1
		case base == 0 && (c == bidi.AN || c == bidi.EN):
			all[i] = 2
		default:
			all[i] = base
		}
	}
	return all
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

func runsBack(c bidi.Class) bool { return c == bidi.R || c == bidi.AL }

func isNumber(c bidi.Class) bool { return c == bidi.EN || c == bidi.AN }

// weak resolves numbers and what stands in and beside them (rules W1 to W7).
func weak(c []bidi.Class, start bidi.Class) {
	strong, before := start, start
	for i := range c {
		switch {
		case c[i] == bidi.NSM:
			c[i] = before
		case c[i] == bidi.EN && strong == bidi.AL:
			c[i] = bidi.AN
		}
		if before = c[i]; before == bidi.L || runsBack(before) {
			strong = before
		}
	}
	for i := 1; i < len(c)-1; i++ {
		if between := c[i-1]; between == c[i+1] && (c[i] == bidi.CS && isNumber(between) || c[i] == bidi.ES && between == bidi.EN) {
			c[i] = between
		}
	}
	spread(c, bidi.ET, func(before, after bidi.Class) bidi.Class {
		if before == bidi.EN || after == bidi.EN {
			return bidi.EN
		}
		return bidi.ON
	}, start)
	strong = start
	for i := range c {
		switch c[i] {
		case bidi.AL:
			c[i] = bidi.R
		case bidi.ES, bidi.CS:
			c[i] = bidi.ON
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
		if c[i] == bidi.L || c[i] == bidi.R {
			strong = c[i]
		}
	}
}

// neutral resolves spaces and marks by what stands beside them (rules N1 and N2).
func neutral(c []bidi.Class, start bidi.Class) {
	for i := range c {
		if c[i] != bidi.L && c[i] != bidi.R && !isNumber(c[i]) {
			c[i] = bidi.ON
		}
	}
	side := func(c bidi.Class) bidi.Class {
		if isNumber(c) {
			return bidi.R
		}
		return c
	}
	spread(c, bidi.ON, func(before, after bidi.Class) bidi.Class {
		if side(before) == side(after) {
			return side(before)
		}
		return start
	}, start)
}

// spread gives each run of a class what stands before it and after it say it is.
func spread(c []bidi.Class, of bidi.Class, is func(before, after bidi.Class) bidi.Class, start bidi.Class) {
	for i := 0; i < len(c); i++ {
		if c[i] != of {
			continue
		}
		end := i
		for end < len(c) && c[end] == of {
			end++
		}
		before, after := start, start
		if i > 0 {
			before = c[i-1]
		}
		if end < len(c) {
			after = c[end]
		}
		to := is(before, after)
		for ; i < end; i++ {
			c[i] = to
		}
		i--
	}
}

// inOrder is a line as it is set from left to right, by the levels of its characters
// (rules L2 to L4).
func inOrder(line []rune, levels []int) string {
	if levels == nil || len(line) == 0 {
		return string(line)
	}
	set := slices.Clone(line)
	deep := slices.Clone(levels)
	for i, r := range set {
		if m, ok := mirrored[r]; ok && deep[i]%2 == 1 {
			set[i] = m
		}
	}
	for level := slices.Max(deep); level > 0; level-- {
		for i := 0; i < len(set); i++ {
			end := i
			for end < len(set) && deep[end] >= level {
				end++
			}
			slices.Reverse(set[i:end])
			slices.Reverse(deep[i:end])
			i = max(i, end-1)
		}
	}
	marksBehind(set)
	return string(set)
}

// mirrored are the marks that look the other way in text that runs back.
var mirrored = map[rune]rune{
	'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹',
}

// marksBehind puts marks that a reversal has put before their letter behind it again,
// where fonts want them.
func marksBehind(set []rune) {
	for i := 0; i < len(set); i++ {
		end := i
		for end < len(set) && unicode.Is(unicode.Mn, set[end]) {
			end++
		}
		if end > i && end < len(set) && runsBack(class(set[end])) {
			slices.Reverse(set[i : end+1])
		}
		i = max(i, end)
	}
}
