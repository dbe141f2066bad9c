package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean is what a cell of a spreadsheet means: without what is around it, without the
// apostrophe or the ="…" that keeps a text a text.
func clean(cell string) string {
	if plainCell(cell) {
		return cell
	}
	cell = trim(cell)
	if text, ok := quotedFormula(cell); ok {
		return trim(text)
	}
	if kept(cell) {
		return cell[1:]
	}
	return cell
}

// plainCell says whether there is nothing to clean: the usual case, found fast.
func plainCell(cell string) bool {
	if cell == "" {
		return true
	}
	first, last := cell[0], cell[len(cell)-1]
	return first > ' ' && first < 0x7f && first != '=' && first != '\'' && last > ' ' && last < 0x7f
}

// trim takes away space of any sort, and marks that nobody sees.
func trim(cell string) string { return strings.TrimFunc(cell, unseen) }

func unseen(r rune) bool {
	return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\u2060'
}

// quotedFormula is the text of ="001234", which is how a text is written so that a
// spreadsheet leaves its zeros.
func quotedFormula(cell string) (string, bool) {
	if len(cell) < 3 || cell[:2] != `="` || cell[len(cell)-1] != '"' {
		return "", false
	}
	text := strings.ReplaceAll(cell[2:len(cell)-1], `""`, "\x00")
	if strings.ContainsRune(text, '"') {
		return "", false
	}
	return strings.ReplaceAll(text, "\x00", `"`), true
}

// kept says whether the apostrophe that a cell begins with only keeps it a text: one
// before what would be a number or a formula. 't Hooft is a name.
func kept(cell string) bool {
	if cell == "" || cell[0] != '\'' {
		return false
	}
	rest := strings.TrimLeft(cell, "'")
	if first, _ := utf8.DecodeRuneInString(rest); rest != "" && formula(first) {
		return true
	}
	if rest = strings.TrimLeftFunc(rest, unseen); rest == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rest)
	return first >= '0' && first <= '9' || formula(first)
}

// formula says whether a spreadsheet may run a cell that begins with r.
func formula(r rune) bool { return strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", r) }

// Harmless is a cell that no spreadsheet runs as a formula, and that is read as text when
// it is imported again.
func Harmless(text string) string {
	first := trim(text)
	if first == "" {
		return text
	}
	if _, ok := quotedFormula(first); ok || kept(first) {
		return "'" + text
	}
	if r, _ := utf8.DecodeRuneInString(first); formula(r) {
		return "'" + text
	}
	if r, _ := utf8.DecodeRuneInString(text); formula(r) { // a tab in front
		return "'" + text
	}
	return text
}

// excelError says whether a cell is what a spreadsheet shows for a formula that failed.
func excelError(cell string) bool {
	switch cell {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#N/A!":
		return true
	}
	return len(cell) > 2 && cell[0] == '#' && strings.Trim(cell, "#") == ""
}

// nothing says whether a cell only says that there is nothing.
func nothing(cell string) bool {
	if len(cell) > 6 {
		return false
	}
	switch strings.ToLower(cell) {
	case "", "-", "--", "n/a", "null", "(null)", `\n`, "nil", "none":
		return true
	}
	return false
}

// oneLine is a text on one line, with one space between words.
func oneLine(text string) string {
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b < ' ' || b >= 0x7f || b == ' ' && i+1 < len(text) && text[i+1] == ' ' {
			return strings.Join(strings.FieldsFunc(text, unseen), " ")
		}
	}
	return text
}
