// Package cell makes text safe to stand in a cell of a spreadsheet, and back.
//
// A spreadsheet takes a cell that begins with =, +, - or @ for a formula, wherever
// the text came from: a name like =HYPERLINK(…) would run in the hands of whoever
// opens an export. Safe puts an apostrophe before such a text, which a spreadsheet
// shows; Plain takes it away again, so that what is exported is imported unchanged.
package cell

import (
	"strings"
	"unicode"
)

// mark stands before what a spreadsheet would run.
const mark = "'"

// starts are what a formula can begin with; the later ones are forms of the same
// signs that some programs fold into them.
const starts = "=+-@" + "＝＋－＠" + "﹦﹢﹣﹫" + "−"

// Safe is a text that no spreadsheet runs and that Plain makes s of again.
func Safe(s string) string {
	if strings.HasPrefix(s, mark) || runs(s) {
		return mark + s
	}
	return s
}

// Plain is the text that Safe was given. Text of others that merely begins with an
// apostrophe, like 't Hooft, stays as it is.
func Plain(s string) string {
	rest, marked := strings.CutPrefix(s, mark)
	if marked && (strings.HasPrefix(rest, mark) || runs(rest)) {
		return rest
	}
	return s
}

// runs says that a spreadsheet might run a text, now or after somebody's program
// trimmed it. A tab or an end of a line at the front is enough: it moves what
// follows into a cell of its own where a file is read carelessly.
func runs(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return true
	}
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) {
			continue
		}
		return strings.ContainsRune(starts, r)
	}
	return false
}
