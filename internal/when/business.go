package when

import "time"

// Hours is when an office is open: on some days of the week, by the time of Zone,
// from Open to Close, which are times of day as 9h30m is half past nine. An office
// that has no days is always open.
type Hours struct {
	Days        [7]bool // by time.Weekday
	Open, Close time.Duration
	Zone        *time.Location
}

// Always says that the office has no hours: time passes as it does elsewhere.
func (h Hours) Always() bool { return h.Days == [7]bool{} || h.Open >= h.Close }

// Day is how long the office is open on a day: 24 hours if it always is.
func (h Hours) Day() time.Duration {
	if h.Always() {
		return 24 * time.Hour
	}
	return h.Close - h.Open
}

// Due is when so much time has passed since at, counting the hours of the office
// only. On a day when clocks are changed within its hours it is open for longer or
// shorter, and that is counted as it passes.
func (h Hours) Due(at time.Time, target time.Duration) time.Time {
	if h.Always() {
		return at.Add(target).UTC()
	}
	for d := dayOf(at.In(h.Zone)); ; d = d.plus(1) {
		if !h.Days[d.noon().Weekday()] {
			continue
		}
		open, closing := moment(d, clockOf(h.Open), h.Zone), moment(d, clockOf(h.Close), h.Zone)
		if at.After(open) {
			open = at
		}
		left := closing.Sub(open)
		if left <= 0 {
			continue
		}
		if target <= left {
			return open.Add(target).UTC()
		}
		target -= left
	}
}

// clockOf is a time of day that is given as the time since midnight.
func clockOf(d time.Duration) clock {
	return clock{hour: int(d / time.Hour), minute: int(d % time.Hour / time.Minute)}
}

// Target reads a length of office time: 90m and 4h are what they say, and 2d two
// days of the office, 1w a week of its days. It fails as Age does.
func (h Hours) Target(text string) (time.Duration, error) {
	length, err := Age(text)
	if err != nil || h.Always() {
		return length, err
	}
	const day = 24 * time.Hour
	n, unit, _ := count(trimmed(text))
	switch unit {
	case 'w':
		week := 0
		for _, open := range h.Days {
			if open {
				week++
			}
		}
		return time.Duration(n*week) * h.Day(), nil
	case 'd':
		return length / day * h.Day(), nil
	}
	return length, nil
}
