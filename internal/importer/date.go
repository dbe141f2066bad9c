package importer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dateOrder is how a column writes dates of three numbers.
type dateOrder int

const (
	orderUnknown dateOrder = iota
	monthFirst
	dayFirst
	orderMixed // both are there
)

func (o dateOrder) String() string {
	switch o {
	case monthFirst:
		return "mdy"
	case dayFirst:
		return "dmy"
	}
	return ""
}

// The days that Excel counts from, and the days that a count of days in a column of dates
// can be: 1950 to 2100. Less is a year or a lot, more is no day.
var excelEpoch = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

const (
	firstSerial = 18264
	lastSerial  = 73415
)

// moment is a date as it was read, with a time of day where it has one.
type moment struct {
	year, month, day int
	clock            time.Duration // since midnight
	timed            bool
	zone             *time.Location // nil for the office's
}

// date is the day alone.
func (m moment) date() string { return fmt.Sprintf("%04d-%02d-%02d", m.year, m.month, m.day) }

// in is the moment, where what has no zone is meant in that one.
func (m moment) in(zone *time.Location) time.Time {
	if m.zone != nil {
		zone = m.zone
	}
	s := int(m.clock / time.Second)
	return time.Date(m.year, time.Month(m.month), m.day, s/3600, s/60%60, s%60, int(m.clock%time.Second), zone)
}

// dateFault is why a text is no date that is sure.
type dateFault int

const (
	dateGood dateFault = iota
	dateBad
	dateAmbiguous // month and day can be either way round
)

// readDate reads a date in any of the ways that systems write one: 2026-05-01, 20260501,
// 5/1/2026 or 1.5.2026, 1 May 2026, May 1, 2026, a count of days as Excel has it, each with
// a time of day or without. order says what 03/04/25 is.
func readDate(text string, order dateOrder) (moment, dateFault) {
	if len(text) < 5 || len(text) > 40 {
		return moment{}, dateBad
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		m := momentOf(t)
		m.zone = t.Location()
		return m, m.check()
	}
	if m, ok := serial(text); ok {
		return m, dateGood
	}
	day, rest := cutDay(text)
	m, fault := readDay(day, order)
	if fault == dateGood && rest != "" {
		var ok bool
		if m.clock, ok = readClock(rest); !ok {
			return moment{}, dateBad
		}
		m.timed = true
	}
	return m, fault
}

func momentOf(t time.Time) moment {
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
	return moment{year: t.Year(), month: int(t.Month()), day: t.Day(), clock: clock + time.Duration(t.Nanosecond()), timed: true}
}

// serial reads a count of days since the end of 1899, with a part of a day.
func serial(text string) (moment, bool) {
	if len(text) > 18 || strings.Trim(text, "0123456789.") != "" {
		return moment{}, false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < firstSerial || n > lastSerial {
		return moment{}, false
	}
	whole := int(n)
	m := momentOf(excelEpoch.AddDate(0, 0, whole))
	m.clock = time.Duration((n - float64(whole)) * float64(24*time.Hour)).Round(time.Second)
	m.timed = m.clock > 0
	return m, true
}

// cutDay cuts a text into its day and its time of day.
func cutDay(text string) (day, rest string) {
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') && text[4] == '-' {
		return text[:10], strings.TrimSpace(text[11:])
	}
	for i := range len(text) { // the time begins with the word that has a colon
		if text[i] == ':' {
			if at := strings.LastIndexByte(text[:i], ' '); at > 0 {
				return strings.TrimRight(text[:at], " ,"), text[at+1:]
			}
			return text, ""
		}
	}
	return text, ""
}

// readClock reads 15:04, 15:04:05, 3:04 PM and 15:04:05.123Z.
func readClock(text string) (time.Duration, bool) {
	upper := strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM", "3:04:05PM"} {
		if t, err := time.Parse(layout, upper); err == nil {
			return momentOf(t).clock, true
		}
	}
	return 0, false
}

// readDay reads the day of a date.
func readDay(text string, order dateOrder) (moment, dateFault) {
	parts, sep, ok := dayParts(text)
	if !ok {
		return moment{}, dateBad
	}
	a, b, c := parts[0], parts[1], parts[2]
	m := moment{}
	switch {
	case a.name > 0 && !b.word() && !c.word(): // May 1, 2026
		m = moment{year: c.year(), month: a.name, day: b.n}
	case b.name > 0 && a.digits > 2 && !c.word(): // 2026-May-01
		m = moment{year: a.year(), month: b.name, day: c.n}
	case b.name > 0 && !a.word() && !c.word(): // 1 May 2026
		m = moment{year: c.year(), month: b.name, day: a.n}
	case a.word() || b.word() || c.word():
		return moment{}, dateBad
	case a.digits == 4: // 2026-05-01
		m = moment{year: a.n, month: b.n, day: c.n}
	case sep == '.': // 1.5.2026
		m = moment{year: c.year(), month: b.n, day: a.n}
	default:
		return numbers(a.n, b.n, c.year(), order)
	}
	return m, m.check()
}

// numbers reads a date whose month may be the first or the second number.
func numbers(a, b, year int, order dateOrder) (moment, dateFault) {
	first, second := moment{year: year, month: a, day: b}, moment{year: year, month: b, day: a}
	switch asMonth, asDay := first.check() == dateGood, second.check() == dateGood; {
	case asMonth && (!asDay || a == b || order == monthFirst):
		return first, dateGood
	case asDay && (!asMonth || order == dayFirst):
		return second, dateGood
	case asMonth && asDay:
		return moment{}, dateAmbiguous
	}
	return moment{}, dateBad
}

// check says whether there is such a day.
func (m moment) check() dateFault {
	if m.year < 1900 || m.year > 2200 || m.month < 1 || m.month > 12 || m.day < 1 || m.day > 31 {
		return dateBad
	}
	if t := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC); t.Day() != m.day {
		return dateBad
	}
	return dateGood
}

// part is a number of a date, or a word.
type part struct {
	n, digits int
	name      int // of a month
}

func (p part) word() bool { return p.digits == 0 }

// year is the number as a year: 25 is 2025, and 85 is 1985.
func (p part) year() int {
	switch {
	case p.digits > 2:
		return p.n
	case p.n < 70:
		return 2000 + p.n
	}
	return 1900 + p.n
}

// dayParts cuts a date into its three parts; 20260501 has them too.
func dayParts(text string) (parts [3]part, sep byte, ok bool) {
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/-. ,", r) })
	if len(words) == 4 && weekday(words[0]) {
		words = words[1:]
	}
	if len(words) != 3 {
		return parts, 0, false
	}
	for i, word := range words {
		n, err := strconv.Atoi(word)
		switch {
		case err == nil && len(word) <= 4 && n >= 0:
			parts[i] = part{n: n, digits: len(word)}
		case monthNamed(word) > 0:
			parts[i] = part{name: monthNamed(word)}
		default:
			if n, err = strconv.Atoi(strings.TrimRight(strings.ToLower(word), "stndrh")); err != nil || n < 1 || n > 31 {
				return parts, 0, false
			}
			parts[i] = part{n: n, digits: 2} // 1st
		}
	}
	if i := strings.IndexAny(text, "/-. ,"); i >= 0 {
		sep = text[i]
	}
	return parts, sep, true
}

var monthNames = [...]string{
	"january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december",
}

// monthNamed is the month of a name in English, or of its first three letters at least.
func monthNamed(word string) int {
	word = strings.ToLower(word)
	for i, name := range monthNames {
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			return i + 1
		}
	}
	return 0
}

func weekday(word string) bool {
	word = strings.ToLower(word)
	for _, name := range [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			return true
		}
	}
	return false
}
