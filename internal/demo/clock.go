package demo

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Times within a demo are microseconds since 1970.
const (
	second = int64(1_000_000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// history is how long the company has been using the program.
const history = 548 * day

// founding is when the company began.
func founding(now time.Time) int64 { return now.UnixMicro() - history }

func timeOf(at int64) time.Time { return time.UnixMicro(at).UTC() }

// offset is what the company's clock is behind UTC, in winter. Nobody minds an
// hour in summer, and so it does not matter what a machine knows of time zones.
const offset = 7 * hour

// local splits a time into the day, as a number, and what has passed of it.
func local(at int64) (date, passed int64) {
	at -= offset
	date = at / day
	passed = at - date*day
	if passed < 0 {
		date, passed = date-1, passed+day
	}
	return date, passed
}

// weekday counts from Sunday, 0. The first of January 1970 was a Thursday.
func weekday(date int64) int64 { return ((date+4)%7 + 7) % 7 }

func dateOf(at int64) operator.Date {
	return operator.Date(timeOf(at - offset).Format(time.DateOnly))
}

// atWork moves a time into working hours: to the nearest of that day, or failing
// that of the days before. It stays where there are none between from and to.
func (r *random) atWork(at, from, to int64) int64 {
	date, passed := local(at)
	if free := weekday(date) == 0 || weekday(date) == 6; !free && passed >= 7*hour && passed < 18*hour {
		return at
	}
	for back := range int64(4) {
		if on := weekday(date - back); on == 0 || on == 6 {
			continue
		}
		start := (date-back)*day + offset
		moved := start + r.between(8*hour, 17*hour)
		if moved >= from && moved <= to {
			return moved
		}
	}
	return at
}

// awake moves a time out of the night, in the same way.
func (r *random) awake(at, from, to int64) int64 {
	date, passed := local(at)
	if passed >= 7*hour && passed < 22*hour {
		return at
	}
	for back := range int64(2) {
		moved := (date-back)*day + offset + r.between(8*hour, 21*hour)
		if moved >= from && moved <= to {
			return moved
		}
	}
	return at
}
