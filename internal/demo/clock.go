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

// atWork moves a time into working hours, to the nearest that are between from
// and to; it stays where there are none.
func (r *random) atWork(at, from, to int64) int64 {
	date, passed := local(at)
	moved := at
	switch free := weekday(date) == 0 || weekday(date) == 6; {
	case !free && passed >= 7*hour && passed < 18*hour:
		return at
	case !free && passed < 7*hour:
		moved = date*day + 7*hour + offset
	case weekday(date) == 6:
		moved = (date-1)*day + 14*hour + offset
	case weekday(date) == 0:
		moved = (date+1)*day + 7*hour + offset
	default:
		moved = date*day + 15*hour + offset
	}
	moved += r.between(0, 3*hour)
	if moved < from || moved > to {
		return at
	}
	return moved
}

// awake moves a time out of the night in the same way.
func (r *random) awake(at, from, to int64) int64 {
	date, passed := local(at)
	moved := at
	switch {
	case passed < 7*hour:
		moved = date*day + 7*hour + offset
	case passed >= 22*hour:
		moved = date*day + 19*hour + offset
	default:
		return at
	}
	moved += r.between(0, 3*hour)
	if moved < from || moved > to {
		return at
	}
	return moved
}
