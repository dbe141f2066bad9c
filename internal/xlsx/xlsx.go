// Package xlsx reads and writes the sheets of Excel as text, a row at a time: what an
// import and an export need of them, and no more. It knows no formulas: a cell that has
// one is read as the value that was last computed, and none is ever written.
//
// The format is ECMA-376 (Office Open XML), part 1, SpreadsheetML.
package xlsx

import (
	"strconv"
	"strings"
)

// What Excel takes.
const (
	MaxRows = 1 << 20 // rows of a sheet
	MaxCell = 32767   // characters of a cell
	columns = 1 << 14 // columns of a sheet: the last is XFD
)

// columnName is the name of a column, from 0: A, B, …, Z, AA.
func columnName(n int) string {
	var name []byte
	for n++; n > 0; n = (n - 1) / 26 {
		name = append(name, byte('A'+(n-1)%26))
	}
	for i, j := 0, len(name)-1; i < j; i, j = i+1, j-1 {
		name[i], name[j] = name[j], name[i]
	}
	return string(name)
}

// columnOf is the column that a reference like AB12 is in, from 0, and its row, from 1;
// -1 if it is no reference, 0 if it has no row.
func columnOf(ref string) (column, row int) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if column = column*26 + int(ref[i]-'A') + 1; column > columns {
			return -1, 0
		}
	}
	if i == 0 {
		return -1, 0
	}
	if i < len(ref) {
		n, err := strconv.Atoi(ref[i:])
		if err != nil || n < 1 {
			return -1, 0
		}
		row = n
	}
	return column - 1, row
}

// escapeCell writes characters that XML cannot hold as Excel does, _x0001_, and so also
// what only looks like that.
func escapeCell(text string) string {
	clean := true
	for i := 0; i < len(text) && clean; i++ {
		clean = text[i] >= ' ' && text[i] < 0x7f && text[i] != '_'
	}
	if clean {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '_' && escaped(text[i:]):
			b.WriteString("_x005F_")
		case r < ' ' && r != '\n' && r != '\t', r == 0xfffe, r == 0xffff:
			b.WriteString("_x")
			hex := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			b.WriteString("0000"[len(hex):] + hex + "_")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unescapeCell is the text that escapeCell wrote.
func unescapeCell(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] == '_' && escaped(text[i:]) {
			n, _ := strconv.ParseUint(text[i+2:i+6], 16, 32)
			b.WriteRune(rune(n))
			i += 7
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// escaped says whether text begins with something like _x0001_.
func escaped(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 32)
	return err == nil && text[2] != '+' && text[2] != '-'
}
