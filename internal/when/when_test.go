package when

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// now is a Wednesday, 20:30 in Denver, and already Thursday in UTC.
var now = time.Date(2026, 3, 5, 3, 30, 15, 500_000_000, time.UTC)

func TestInstantReadsTheGrammarInTheZone(t *testing.T) {
	t.Parallel()
	denver := zone(t, "America/Denver")
	for text, want := range map[string]string{
		"2026-05-01T15:04:05Z":         "2026-05-01T15:04:05Z",
		"2026-05-01T15:04:05-03:00":    "2026-05-01T18:04:05Z",
		"2026-05-01t15:04:05.1234567z": "2026-05-01T15:04:05.123456Z",
		"2026-05-01":                   "2026-05-01T06:00:00Z",
		"2026-05-01 15:04":             "2026-05-01T21:04:00Z",
		"2026-05-01T15:04":             "2026-05-01T21:04:00Z",
		"2026-05-01 15:04:09":          "2026-05-01T21:04:09Z",
		"2026-02-01 9am":               "2026-02-01T16:00:00Z",
		"15:04":                        "2026-03-04T22:04:00Z",
		"9am":                          "2026-03-04T16:00:00Z",
		"9:30 PM":                      "2026-03-05T04:30:00Z",
		"12am":                         "2026-03-04T07:00:00Z",
		"12pm":                         "2026-03-04T19:00:00Z",
		"today":                        "2026-03-04T07:00:00Z",
		" Tomorrow 9am ":               "2026-03-05T16:00:00Z",
		"yesterday 15:04":              "2026-03-03T22:04:00Z",
		"wed":                          "2026-03-11T06:00:00Z", // summer time by then
		"thursday 08:00":               "2026-03-05T15:00:00Z",
		"+90m":                         "2026-03-05T05:00:15.5Z",
		"-4h":                          "2026-03-04T23:30:15.5Z",
		"-3d":                          "2026-03-02T03:30:15.5Z",
		"+2w":                          "2026-03-19T02:30:15.5Z", // the same time on the clock
		"1999-12-31 23:59":             "2000-01-01T06:59:00Z",
		"9998-12-31":                   "9998-12-31T07:00:00Z",
	} {
		got, err := Instant(text, now, denver)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("Instant(%q) = %s, %v; want %s", text, got.Format(time.RFC3339Nano), err, want)
		}
	}
}

func TestDayReadsDaysOnly(t *testing.T) {
	t.Parallel()
	denver := zone(t, "America/Denver")
	for text, want := range map[string]operator.Date{
		"2026-05-01": "2026-05-01", "TODAY": "2026-03-04", "tomorrow": "2026-03-05",
		"yesterday": "2026-03-03", "mon": "2026-03-09", "-3d": "2026-03-01", "+2w": "2026-03-18",
		"2024-02-29": "2024-02-29", "-0d": "2026-03-04",
	} {
		if got, err := Day(text, now, denver); err != nil || got != want {
			t.Errorf("Day(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"15:04", "+4h", "2026-05-01 15:04", "today 9am", "2026-05-01T15:04:05Z"} {
		if got, err := Day(text, now, denver); reason(err) != "date_format" {
			t.Errorf("Day(%q) = %q, %v; want it refused", text, got, err)
		}
	}
}

func TestWhatIsNotInTheGrammarIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "date_format", "soon": "date_format", "2026-5-1": "date_format", "2026-05-01 ": "",
		"20260501": "date_format", "2026-05-01 25:00": "date_format", "13pm": "date_format", "0am": "date_format",
		"9": "date_format", "9:5": "date_format", "24:00": "date_format", "+3": "date_format", "+d": "date_format",
		"+1.5h": "date_format", "++3d": "date_format", "+1000000d": "date_format", "+3 d": "date_format",
		"today today": "date_format", "٢٠٢٦-05-01": "date_format", "am": "date_format", "m": "date_format",
		"2026-02-30": "no_such_day", "2025-02-29": "no_such_day", "2026-13-01": "no_such_day", "2026-00-10": "no_such_day",
		"1899-12-31": "out_of_range", "+999999w": "out_of_range", "-999999w": "out_of_range",
		"0001-01-01T00:00:00Z": "out_of_range",
	} {
		got, err := Instant(text, now, time.UTC)
		if reason(err) != want {
			t.Errorf("Instant(%q) = %s, %v; want reason %q", text, got, err, want)
		}
		if err != nil && operator.CodeOf(err) != operator.Invalid {
			t.Errorf("Instant(%q) has code %q", text, operator.CodeOf(err))
		}
	}
}

func TestAnAmbiguousDateIsRefusedAndItsReadingsNamed(t *testing.T) {
	t.Parallel()
	for text, hint := range map[string]string{
		"03/04/25":   "use 2025-04-03 or 2025-03-04",
		"3.4.2025":   "use 2025-04-03 or 2025-03-04",
		"12/31/2025": "use 2025-12-31",
		"2025/04/03": "use 2025-04-03",
		"04/04/25":   "use 2025-04-04",
	} {
		_, err := Day(text, now, time.UTC)
		var e *operator.Error
		if e, _ = err.(*operator.Error); e == nil || e.Hint != hint || reason(err) != "date_format" {
			t.Errorf("Day(%q): %+v; want the hint %q", text, err, hint)
		}
	}
}

func TestSkippedTimesMoveForwardAndDoubleTimesAreTheFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, text, want string }{
		{"America/Denver", "2026-03-08 02:30", "2026-03-08T03:30:00-06:00"},
		{"America/Denver", "2026-03-08 01:59", "2026-03-08T01:59:00-07:00"},
		{"America/Denver", "2026-11-01 01:30", "2026-11-01T01:30:00-06:00"},
		{"America/Denver", "2026-11-01 02:00", "2026-11-01T02:00:00-07:00"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},         // midnight was skipped
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"}, // by half an hour
		{"Europe/Dublin", "2026-10-25 01:30", "2026-10-25T01:30:00+01:00"},
		{"Pacific/Apia", "2011-12-30 12:00", "2011-12-31T12:00:00+14:00"}, // a whole day was skipped
	} {
		z := zone(t, c.zone)
		got, err := Instant(c.text, now, z)
		if err != nil || got.In(z).Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s is %s, %v; want %s", c.text, c.zone, got.In(z).Format(time.RFC3339), err, c.want)
		}
	}
}

func TestAgeReadsLengths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "4h": 4 * time.Hour, "3d": 72 * time.Hour, " 2W ": 336 * time.Hour, "0d": 0,
	} {
		if got, err := Age(text); err != nil || got != want {
			t.Errorf("Age(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "duration_format", "4": "duration_format", "h": "duration_format", "-4h": "duration_format", "+4h": "duration_format",
		"4y": "duration_format", "1h30m": "duration_format", "999999w": "out_of_range",
	} {
		if got, err := Age(text); reason(err) != want {
			t.Errorf("Age(%q) = %s, %v; want reason %q", text, got, err, want)
		}
	}
}

var zones = []string{"UTC", "America/Denver", "America/St_Johns", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"}

// TestEveryMomentThatTheClockShowsIsFound: writing a moment down as the clock
// shows it and reading it again gives the moment, or the first that looks so.
func TestEveryMomentThatTheClockShowsIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		at := time.Unix(rapid.Int64Range(0, 2_500_000_000).Draw(r, "at"), 0).In(z)
		text := at.Format("2006-01-02 15:04:05")
		got, err := Instant(text, now, z)
		if err != nil {
			r.Fatal(err)
		}
		if got.After(at) || got.In(z).Format("2006-01-02 15:04:05") != text {
			r.Fatalf("%s in %s: %s, want %s or the first that looks so", text, z, got, at)
		}
		if day, err := Day(text[:10], now, z); err != nil || string(day) != text[:10] {
			r.Fatalf("the day %s: %s, %v", text[:10], day, err)
		}
	})
}

// TestEveryTimeOnAClockIsAMoment, also one that the clocks skip: then by the
// length of the skip, never more than a day, and never before.
func TestEveryTimeOnAClockIsAMoment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		shown := time.Unix(rapid.Int64Range(0, 2_500_000_000).Draw(r, "shown"), 0).UTC()
		got, err := Instant(shown.Format("2006-01-02 15:04:05"), now, z)
		if err != nil {
			r.Fatal(err)
		}
		local := got.In(z)
		again := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
		if again.Before(shown) || again.Sub(shown) > 24*time.Hour {
			r.Fatalf("%s in %s became %s", shown.Format(time.DateTime), z, local)
		}
	})
}

func TestStepsThereAndBackAreWhereTheyBegan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 30_000).Draw(r, "n")
		unit := rapid.SampledFrom([]string{"d", "w"}).Draw(r, "unit")
		if unit == "w" {
			n /= 7
		}
		ahead, err := Instant(fmt.Sprintf("+%d%s", n, unit), now, time.UTC)
		if err != nil {
			r.Fatal(err)
		}
		back, err := Instant(fmt.Sprintf("-%d%s", n, unit), ahead, time.UTC)
		if err != nil || !back.Equal(now) {
			r.Fatalf("%d%s there and back: %s, %v", n, unit, back, err)
		}
	})
}

func FuzzEveryTextIsATimeOrInvalid(f *testing.F) {
	for _, text := range []string{"2026-05-01 15:04", "03/04/25", "mon 9am", "+2w", "-3d", "2026-05-01T15:04:05Z", "9:30pm", "m", "am", "+", ""} {
		f.Add(text)
	}
	z := zone(f, "America/Denver")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := Instant(text, now, z)
		if code := operator.CodeOf(err); code != "" && code != operator.Invalid {
			t.Errorf("Instant(%q) fails with %q", text, code)
		}
		if err == nil && (at.Location() != time.UTC || at.Nanosecond()%1000 != 0) {
			t.Errorf("Instant(%q) = %v", text, at)
		}
		day, err := Day(text, now, z)
		if err == nil && len(day) != len(time.DateOnly) {
			t.Errorf("Day(%q) = %q", text, day)
		}
		if age, err := Age(text); err == nil && age < 0 {
			t.Errorf("Age(%q) = %s", text, age)
		}
	})
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	e, ok := err.(*operator.Error)
	if !ok {
		return "not of ours"
	}
	word, _ := e.Details["reason"].(string)
	return word
}
