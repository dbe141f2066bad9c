package importer

import (
	"strings"
	"unicode"

	"github.com/seed-34ad0ce1/operator/internal/cell"
)

// clean is what a cell of a spreadsheet means: without what is around it, without the
// apostrophe or the ="…" that keeps a text a text.
func clean(text string) string {
	if plainCell(text) {
		return text
	}
	text = strings.TrimLeftFunc(text, unseen)
	if plain := unmarked(text); plain != text {
		return trim(plain)
	}
	text = trim(text)
	if inner, ok := quotedFormula(text); ok {
		return trim(inner)
	}
	return text
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

// unmarked is a cell without the apostrophe that only keeps it a text: one that an export
// of ours put there, or one before a number. 't Hooft is a name.
func unmarked(text string) string {
	if text == "" || text[0] != '\'' {
		return text
	}
	if plain := cell.Plain(text); plain != text {
		return plain
	}
	if len(text) > 1 && text[1] >= '0' && text[1] <= '9' {
		return text[1:]
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
