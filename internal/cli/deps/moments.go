package deps

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
)

// Moment is a time that need not be: as programs read it, or a word for none.
func Moment(at *time.Time, none string) string {
	if at == nil {
		return none
	}
	return render.Stamp(*at)
}

// Since is how far off a time that need not be is, on a terminal, and the time for
// programs elsewhere, or a word for none.
func Since(d *Deps, at *time.Time, none string) string {
	if at == nil {
		return none
	}
	return d.Age(*at)
}
