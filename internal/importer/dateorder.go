package importer

import "strings"

// ballot counts what the dates of a column tell of their order.
type ballot struct {
	month, day int    // dates that are one only with the month, or the day, first
	open       int    // dates that can be either
	witness    string // the first that told
}

// count looks at a cell.
func (b *ballot) count(text string) {
	if strings.IndexByte(text, '/') < 0 && strings.IndexByte(text, '-') < 0 {
		return
	}
	day, _ := cutDay(text)
	parts, sep, ok := dayParts(day)
	if !ok || sep == '.' || parts[0].digits > 2 || parts[0].word() || parts[1].word() || parts[2].word() {
		return
	}
	switch x, y := parts[0].n, parts[1].n; {
	case x > 12 && y <= 12:
		b.day++
	case y > 12 && x <= 12:
		b.month++
	case x <= 12 && y <= 12 && x != y:
		b.open++
		return
	default:
		return
	}
	if b.witness == "" {
		b.witness = text
	}
}

// order is what the column as a whole says.
func (b *ballot) order() dateOrder {
	switch {
	case b.month > 0 && b.day > 0:
		return orderMixed
	case b.month > 0:
		return monthFirst
	case b.day > 0:
		return dayFirst
	}
	return orderUnknown
}
