package when

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func office(zone *time.Location, open, closing time.Duration, days ...time.Weekday) Hours {
	h := Hours{Open: open, Close: closing, Zone: zone}
	for _, d := range days {
		h.Days[d] = true
	}
	return h
}

func place(t interface{ Fatal(...any) }, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestAReplyIsDueAfterSoMuchOfficeTime(t *testing.T) {
	denver := place(t, "America/Denver")
	weekdays := office(denver, 9*time.Hour, 17*time.Hour, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	early := office(denver, time.Hour, 4*time.Hour, time.Sunday) // clocks are changed at 2 on a Sunday
	for _, c := range []struct {
		hours    Hours
		at       string
		target   time.Duration
		due, why string
	}{
		{weekdays, "2026-03-04 10:00", 4 * time.Hour, "2026-03-04 14:00", "within a day"},
		{weekdays, "2026-03-04 15:00", 4 * time.Hour, "2026-03-05 11:00", "into the next"},
		{weekdays, "2026-03-04 07:00", 4 * time.Hour, "2026-03-04 13:00", "before the office opens"},
		{weekdays, "2026-03-04 20:00", 4 * time.Hour, "2026-03-05 13:00", "after it closes"},
		{weekdays, "2026-03-04 09:00", 8 * time.Hour, "2026-03-04 17:00", "to the last minute of a day"},
		{weekdays, "2026-03-04 17:00", 8 * time.Hour, "2026-03-05 17:00", "from when it closes"},
		{weekdays, "2026-03-06 16:00", 2 * time.Hour, "2026-03-09 10:00", "over a weekend on which clocks are changed"},
		{weekdays, "2026-03-07 12:00", 8 * time.Hour, "2026-03-09 17:00", "on a Saturday"},
		{weekdays, "2026-03-04 12:00", 40 * time.Hour, "2026-03-11 12:00", "a week of days"},
		{early, "2026-03-08 00:30", 2 * time.Hour, "2026-03-08 04:00", "on a day of 23 hours"},
		{early, "2026-11-01 00:30", 4 * time.Hour, "2026-11-01 04:00", "on a day of 25 hours"},
		{Hours{Zone: denver}, "2026-03-07 12:00", 24 * time.Hour, "2026-03-08 13:00", "without hours, a day as it passes"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.at, denver)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.hours.Due(at, c.target).In(denver).Format("2006-01-02 15:04"); got != c.due {
			t.Errorf("%s: %s after %s is %s, want %s", c.why, c.target, c.at, got, c.due)
		}
	}
}

// passed is the office time between two moments, found by looking at each minute.
func passed(h Hours, from, to time.Time) time.Duration {
	n := time.Duration(0)
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		local := at.In(h.Zone)
		clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
		if h.Always() || h.Days[local.Weekday()] && clock >= h.Open && clock < h.Close {
			n += time.Minute
		}
	}
	return n
}

// TestBetweenAMessageAndItsDueTimeTheTargetPasses compares with a plain count, over
// days on which clocks are changed, in zones that change them at all hours.
func TestBetweenAMessageAndItsDueTimeTheTargetPasses(t *testing.T) {
	zones := []*time.Location{time.UTC, place(t, "America/Denver"), place(t, "Europe/Berlin"), place(t, "Australia/Lord_Howe"), place(t, "America/Havana")}
	rapid.Check(t, func(t *rapid.T) {
		minutes := func(least, most int, what string) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, what)) * time.Minute
		}
		h := Hours{Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Open: minutes(0, 1380, "open")}
		h.Close = h.Open + minutes(30, 1439-int(h.Open/time.Minute), "hours")
		for i := range h.Days {
			h.Days[i] = rapid.Bool().Draw(t, "day")
		}
		around := []time.Time{ // of changes of the clocks
			time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC),
			time.Date(2026, 10, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC),
		}
		at := rapid.SampledFrom(around).Draw(t, "around").Add(minutes(0, 4*1440, "at"))
		target := minutes(1, 3000, "target")
		due := h.Due(at, target)
		// Where clocks are put back within the hours, the office is open all the
		// while from its first minute to its last, though a count of what clocks
		// show would leave out or repeat some: those days are compared above.
		if !h.Always() && shifts(h.Zone, at, due) && (h.Open < 4*time.Hour) {
			return
		}
		if got := passed(h, at, due); got != target {
			t.Fatalf("%v: from %s to %s passes %s, want %s", h, at.In(h.Zone), due.In(h.Zone), got, target)
		}
		if later := h.Due(at.Add(time.Minute), target); later.Before(due) {
			t.Fatalf("what comes later is due before: %s, %s", later, due)
		}
	})
}

// shifts says whether clocks are changed between two moments, which may be half a year apart:
// forward and back again.
func shifts(zone *time.Location, from, to time.Time) bool {
	for at := from; at.Before(to); at = at.Add(24 * time.Hour) {
		if offset(at.In(zone)) != offset(to.In(zone)) {
			return true
		}
	}
	return false
}

func TestATargetIsOfOfficeTime(t *testing.T) {
	weekdays := office(time.UTC, 9*time.Hour, 17*time.Hour, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	for text, want := range map[string]time.Duration{"90m": 90 * time.Minute, " 4H ": 4 * time.Hour, "2d": 16 * time.Hour, "1w": 40 * time.Hour} {
		if got, err := weekdays.Target(text); got != want || err != nil {
			t.Errorf("%q is %s (%v), want %s", text, got, err, want)
		}
	}
	always := Hours{Zone: time.UTC}
	if got, err := always.Target("2d"); got != 48*time.Hour || err != nil {
		t.Errorf("two days without hours are %s (%v)", got, err)
	}
	for _, bad := range []string{"", "soon", "-4h", "4", "1y"} {
		if _, err := weekdays.Target(bad); err == nil {
			t.Errorf("%q is no length of time", bad)
		}
	}
}
