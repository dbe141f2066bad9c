// Package letter reads texts with variables, as in "Dear {{buyers.first_names}}",
// and fills them in. There is nothing else in them: no loops, no conditions, no
// code, and what is filled in is not looked at again.
//
//	{{name}}  {{ name }}   the value of a variable: small letters, digits, _ and .
//	{{{{                   two braces as they are
package letter

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const (
	begin = "{{"
	end   = "}}"
)

// maxName is how long the name of a variable may be.
const maxName = 64

// Text is a text that was read.
type Text struct{ parts []part }

// part is words as they are, or a variable.
type part struct {
	words string
	name  string // empty for words
}

// Parse reads a text. It fails with Invalid, reason "bad_variable", and says in
// which line and column.
func Parse(text string) (Text, error) {
	var t Text
	rest := text
	for {
		words, more, found := strings.Cut(rest, begin)
		t.add(words)
		if !found {
			return t, nil
		}
		if after, twice := strings.CutPrefix(more, begin); twice {
			t.add(begin)
			rest = after
			continue
		}
		at := len(text) - len(more) - len(begin)
		inner, after, closed := strings.Cut(more, end)
		if line, _, broken := strings.Cut(inner, "\n"); !closed || broken {
			return t, bad(text, at, "%q is not closed", shortened(begin+line)).WithHint("end it with }}, or write {{{{ for two braces")
		}
		name := strings.Trim(inner, " \t")
		if !isName(name) {
			return t, bad(text, at, "%q is no variable", shortened(begin+inner+end)).
				WithHint("a variable is small letters, digits, _ and ., as in {{buyers.names}}; {{{{ is two braces")
		}
		t.parts = append(t.parts, part{name: name})
		rest = after
	}
}

func (t *Text) add(words string) {
	if words != "" {
		t.parts = append(t.parts, part{words: words})
	}
}

// isName says whether a variable can be called so: words with . between.
func isName(name string) bool {
	if len(name) > maxName {
		return false
	}
	for word := range strings.SplitSeq(name, ".") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return false
		}
	}
	return true
}

// bad is an error about what begins at a byte of the text.
func bad(text string, at int, format string, args ...any) *operator.Error {
	before := text[:at]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	args = append([]any{line, column}, args...)
	return operator.Errorf(operator.Invalid, "line %d, column %d: "+format, args...).
		Reason("bad_variable").With("line", line).With("column", column)
}

// shortened is the beginning of a text, for an error.
func shortened(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return text
}

// Names are the variables of texts, each once, in the order of their names.
func Names(texts ...Text) []string {
	names := map[string]bool{}
	for _, t := range texts {
		for _, p := range t.parts {
			if p.name != "" {
				names[p.name] = true
			}
		}
	}
	return slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(names))))
}

// Fill puts values in. A variable that has none stays out of it; Names tells which
// to look for first.
func (t Text) Fill(values map[string]string) string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.name == "" {
			b.WriteString(p.words)
		} else {
			b.WriteString(values[p.name])
		}
	}
	return b.String()
}

// Length is how many bytes Fill would give, which can be a thousand times those of the
// text and the values.
func (t Text) Length(values map[string]string) int {
	n := 0
	for _, p := range t.parts {
		n += len(p.words) + len(values[p.name])
	}
	return n
}

// Literal is a text that says what another says as it is, whatever is in it.
func Literal(text string) string { return strings.ReplaceAll(text, begin, begin+begin) }
