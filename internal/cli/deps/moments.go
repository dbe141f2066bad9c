package deps

import (
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
)

// Age is how long ago a time was on a terminal, and the time for programs
// elsewhere.
func (d *Deps) Age(at time.Time) string {
	if d.IO.OutTTY {
		return render.Age(d.Now(), at)
	}
	return render.Stamp(at.Truncate(time.Second))
}

// Time is a time on a terminal in its zone, and the time for programs elsewhere.
func (d *Deps) Time(at time.Time) string {
	if !d.IO.OutTTY || at.IsZero() {
		return render.Stamp(at.Truncate(time.Second))
	}
	return render.Time(at, d.Zone())
}

// Moment is a time on a terminal in its zone, with how long ago it was, and the time
// for programs elsewhere.
func (d *Deps) Moment(at time.Time) string {
	if !d.IO.OutTTY || at.IsZero() {
		return d.Time(at)
	}
	age := render.Age(d.Now(), at)
	if age != "now" && !strings.HasPrefix(age, "in ") {
		age += " ago"
	}
	return d.Time(at) + " (" + age + ")"
}

// Stamp is a time that need not be, as programs read it; empty for none.
func Stamp(at *time.Time) string {
	if at == nil {
		return ""
	}
	return render.Stamp(*at)
}

// OptionalMoment is Moment of a time that need not be; empty for none.
func (d *Deps) OptionalMoment(at *time.Time) string {
	if at == nil {
		return ""
	}
	return d.Moment(*at)
}

// OptionalAge is Age of a time that need not be, or a word for none.
func (d *Deps) OptionalAge(at *time.Time, none string) string {
	if at == nil {
		return none
	}
	return d.Age(*at)
}
