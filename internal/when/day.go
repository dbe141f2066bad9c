package when

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// day is a day of the calendar, in no zone.
type day struct{ year, month, day int }

// clock is a time of day.
type clock struct{ hour, minute, second, nano int }

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func dayOf(t time.Time) day { return day{t.Year(), int(t.Month()), t.Day()} }

func (d day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// noon is a moment of the day that stands for it where days are counted.
func (d day) noon() time.Time {
	return time.Date(d.year, time.Month(d.month), d.day, 12, 0, 0, 0, time.UTC)
}

// exists says that the calendar has the day.
func (d day) exists() bool { return dayOf(d.noon()) == d }

func (d day) plus(days int) day { return dayOf(d.noon().AddDate(0, 0, days)) }

func (d day) date(text string) (operator.Date, error) {
	if d.year < firstYear || d.year > lastYear {
		return "", outOfRange(text)
	}
	return operator.Date(d.String()), nil
}

// parseDay reads a date or a word for a day. text is what was typed, for errors.
func parseDay(text, word string, today day) (day, bool, error) {
	switch word {
	case "today":
		return today, true, nil
	case "tomorrow":
		return today.plus(1), true, nil
	case "yesterday":
		return today.plus(-1), true, nil
	}
	for i, name := range weekdays {
		if word != name && word != strings.ToLower(time.Weekday(i).String()) {
			continue
		}
		ahead := (i - int(today.noon().Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		return today.plus(ahead), true, nil
	}
	if len(word) != len(time.DateOnly) || word[4] != '-' || word[7] != '-' {
		return day{}, false, nil
	}
	y, okYear := number(word[:4], 4)
	m, okMonth := number(word[5:7], 2)
	n, okDay := number(word[8:], 2)
	d := day{y, m, n}
	switch {
	case !okYear || !okMonth || !okDay:
		return d, false, nil
	case !d.exists():
		return d, false, operator.Errorf(operator.Invalid, "there is no day %s", d).
			WithHint("write a day as year, month, day: 2026-05-01").Reason("no_such_day")
	case d.year < firstYear:
		return d, false, outOfRange(text)
	}
	return d, true, nil
}

// parseClock reads 15:04, 15:04:05, 9am or 9:30pm.
func parseClock(word string) (clock, bool) {
	half := ""
	if rest, ok := strings.CutSuffix(word, "m"); ok && len(rest) > 1 {
		word, half = strings.TrimSpace(rest[:len(rest)-1]), rest[len(rest)-1:]
	}
	parts := strings.Split(word, ":")
	if len(parts) > 3 || len(parts) == 1 && half == "" || len(parts) == 3 && half != "" {
		return clock{}, false
	}
	var n [3]int
	for i, part := range parts {
		var ok bool
		if n[i], ok = number(part, 2); !ok || i > 0 && (len(part) != 2 || n[i] > 59) {
			return clock{}, false
		}
	}
	switch {
	case half == "":
		return clock{hour: n[0], minute: n[1], second: n[2]}, n[0] < 24
	case n[0] < 1 || n[0] > 12 || half != "a" && half != "p":
		return clock{}, false
	}
	hour := n[0] % 12
	if half == "p" {
		hour += 12
	}
	return clock{hour: hour, minute: n[1]}, true
}

// moment is when the clocks of a zone show a time on a day. If they show it
// twice, it is the first time; if they skip it, it is as long after the skip
// began as the time is.
func moment(d day, c clock, zone *time.Location) time.Time {
	shown := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, c.second, c.nano, time.UTC)
	near := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, c.second, c.nano, zone)
	start, end := near.ZoneBounds()
	offsets := []int{offset(near)}
	if !start.IsZero() {
		offsets = append(offsets, offset(start.Add(-time.Nanosecond)))
	}
	if !end.IsZero() {
		offsets = append(offsets, offset(end))
	}
	var found time.Time
	for _, o := range offsets {
		t := shown.Add(-time.Duration(o) * time.Second)
		if offset(t.In(zone)) == o && (found.IsZero() || t.Before(found)) {
			found = t
		}
	}
	if !found.IsZero() {
		return found
	}
	// Skipped: read it by the clock that was in force before, which is the one
	// with the smaller offset of the two around the skip.
	before := offsets[0]
	for _, o := range offsets {
		if t := shown.Add(-time.Duration(o) * time.Second); offset(t.In(zone)) > o {
			before = o
		}
	}
	return shown.Add(-time.Duration(before) * time.Second)
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
