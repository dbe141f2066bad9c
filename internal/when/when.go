// Package when reads times as people type them: a moment, a day, an age. It is
// given the time that it is now, and the zone that texts without one are meant
// in; it looks at no clock.
//
//	2026-05-01T15:04:05Z        RFC 3339, in a zone of its own
//	2026-05-01  2026-05-01 15:04
//	15:04  9am  9:30pm          today
//	today  tomorrow  yesterday  mon … sun, each with a time of day or without
//	+90m  -4h  -3d  +2w         from now; days and weeks are calendar days
//
// A weekday is the next one of that name, today left out. A day without a time
// begins at midnight. Where clocks are put forward, a time that is skipped moves
// forward by as much; where they are put back, the first of two is meant.
package when

import (
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a machine need not have the zones of the world

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxCount is the most that a step may have, in any unit.
const maxCount = 999_999

// The years that a time can be in.
const (
	firstYear = 1900
	lastYear  = 9999
)

// Instant reads a moment, in UTC. It fails with Invalid: reason "date_format" for
// what is not in the grammar, "no_such_day" for days like 30 February, "out_of_range".
func Instant(text string, now time.Time, zone *time.Location) (time.Time, error) {
	word := strings.ToLower(strings.TrimSpace(text))
	now = now.In(zone)
	if t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(word)); err == nil {
		return inRange(text, t)
	}
	if n, unit, ok := step(word); ok {
		return inRange(text, later(now, n, unit, zone))
	}
	if c, ok := parseClock(word); ok {
		return inRange(text, moment(dayOf(now), c, zone))
	}
	first, rest, timed := strings.Cut(spaced(word), " ")
	d, ok, err := parseDay(text, first, dayOf(now))
	if err != nil {
		return time.Time{}, err
	}
	var c clock
	if timed && ok {
		c, ok = parseClock(strings.TrimSpace(rest))
	}
	if !ok {
		return time.Time{}, badDate(text)
	}
	return inRange(text, moment(d, c, zone))
}

// Day reads a day: a date, a word for one, or a number of days or weeks from
// today. It fails as Instant does, for times of day too.
func Day(text string, now time.Time, zone *time.Location) (operator.Date, error) {
	word := strings.ToLower(strings.TrimSpace(text))
	today := dayOf(now.In(zone))
	if n, unit, ok := step(word); ok && (unit == 'd' || unit == 'w') {
		return today.plus(daysIn(n, unit)).date(text)
	}
	d, ok, err := parseDay(text, word, today)
	switch {
	case err != nil:
		return "", err
	case !ok:
		return "", badDate(text)
	}
	return d.date(text)
}

// Age reads a length of time: 90m, 4h, 3d or 2w, where a day has 24 hours. It
// fails with Invalid, reason "duration_format".
func Age(text string) (time.Duration, error) {
	n, unit, ok := count(trimmed(text))
	if !ok {
		return 0, operator.Errorf(operator.Invalid, "%q is not a length of time", text).
			WithHint("write it like 90m, 4h, 3d or 2w").Reason("duration_format")
	}
	length := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[unit]
	if time.Duration(n) > time.Duration(1<<63-1)/length {
		return 0, operator.Errorf(operator.Invalid, "%q is too long", text).Reason("out_of_range")
	}
	return time.Duration(n) * length, nil
}

func trimmed(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// spaced puts a space for the T between a date and a time.
func spaced(word string) string {
	if n := len(time.DateOnly); len(word) > n && word[n] == 't' {
		return word[:n] + " " + word[n+1:]
	}
	return word
}

// step reads a sign and a count.
func step(word string) (int, byte, bool) {
	if word == "" || word[0] != '+' && word[0] != '-' {
		return 0, 0, false
	}
	n, unit, ok := count(word[1:])
	if word[0] == '-' {
		n = -n
	}
	return n, unit, ok
}

// count reads a number with its unit.
func count(word string) (int, byte, bool) {
	if len(word) < 2 {
		return 0, 0, false
	}
	digits, unit := word[:len(word)-1], word[len(word)-1]
	n, ok := number(digits, 6)
	return n, unit, ok && n <= maxCount && strings.IndexByte("mhdw", unit) >= 0
}

// number reads at most so many digits, and nothing but digits.
func number(digits string, most int) (int, bool) {
	if digits == "" || len(digits) > most || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

func daysIn(n int, unit byte) int {
	if unit == 'w' {
		return 7 * n
	}
	return n
}

// later is now and a step: hours and minutes pass, days turn the calendar.
func later(now time.Time, n int, unit byte, zone *time.Location) time.Time {
	switch unit {
	case 'm':
		return now.Add(time.Duration(n) * time.Minute)
	case 'h':
		return now.Add(time.Duration(n) * time.Hour)
	}
	c := clock{now.Hour(), now.Minute(), now.Second(), now.Nanosecond()}
	return moment(dayOf(now).plus(daysIn(n, unit)), c, zone)
}

func inRange(text string, t time.Time) (time.Time, error) {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, outOfRange(text)
	}
	return t, nil
}

func outOfRange(text string) error {
	return operator.Errorf(operator.Invalid, "%q is not between the years %d and %d", text, firstYear, lastYear).Reason("out_of_range")
}

// badDate is the error for what is not in the grammar. Where the text is a date
// in one of the ways that mean different days to different people, it says which.
func badDate(text string) error {
	e := operator.Errorf(operator.Invalid, "%q is not a date or time", text).Reason("date_format")
	if readings := readings(text); len(readings) > 0 {
		return e.WithHint("use %s", strings.Join(readings, " or "))
	}
	return e.WithHint("write 2026-05-01, 2026-05-01 15:04, 15:04, today, tomorrow, mon 9am, +90m, -3d or +2w")
}

// readings is the days that a date with slashes or dots can mean, the month
// last in the first reading.
func readings(text string) []string {
	parts := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(parts) != 3 {
		return nil
	}
	var n [3]int
	for i, part := range parts {
		var ok bool
		if n[i], ok = number(part, 4); !ok {
			return nil
		}
	}
	year := func(y int) int {
		if y < 100 {
			return 2000 + y
		}
		return y
	}
	var found []string
	for _, d := range []day{{year(n[2]), n[1], n[0]}, {year(n[2]), n[0], n[1]}, {n[0], n[1], n[2]}} {
		text := d.String()
		if d.exists() && d.year >= firstYear && d.year <= lastYear && (len(found) == 0 || found[0] != text) {
			found = append(found, text)
		}
	}
	return found
}
