package deps

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ForPeople says that results are written for people, as a table or in
// sentences, and not in a format for programs.
func (d *Deps) ForPeople() bool { return d.Output.Format == render.Table || d.Output.Format == "" }

// Sentences says that what a command has done is told in sentences: for people
// who have not asked for columns.
func (d *Deps) Sentences() bool { return d.ForPeople() && d.Output.Columns == nil }

// Say writes a result as a sentence, on a line of its own.
func (d *Deps) Say(format string, args ...any) error {
	_, err := io.WriteString(d.IO.Out, term.Line(fmt.Sprintf(format, args...))+"\n")
	return term.OutputError(err)
}

// Done is what became of a thing: "closed", or in a dry run "would be closed".
func (d *Deps) Done(closed string) string {
	if d.DryRun {
		return "would be " + closed
	}
	return closed
}

// Warn says what somebody should know about a change that was made. It matters,
// so that --quiet does not silence it.
func (d *Deps) Warn(warnings []string) {
	out := d.Output
	out.Quiet = false
	for _, w := range warnings {
		render.Note(d.IO, out, "operator: warning: %s", w)
	}
}

// Age is how long ago a time was on a terminal, and the time for programs
// elsewhere.
func (d *Deps) Age(at time.Time) string {
	if d.IO.OutTTY {
		return render.Age(d.Now(), at)
	}
	return render.Stamp(at.Truncate(time.Second))
}

// Time is a time on a terminal in the zone, and the time for programs elsewhere.
func (d *Deps) Time(at time.Time, zone *time.Location) string {
	if !d.IO.OutTTY || at.IsZero() {
		return render.Stamp(at.Truncate(time.Second))
	}
	return render.Time(at, zone)
}

// Moment is a time on a terminal in the zone, with how long ago it was, and the
// time for programs elsewhere. Zone gives the zone.
func (d *Deps) Moment(at time.Time, zone *time.Location) string {
	if !d.IO.OutTTY || at.IsZero() {
		return d.Time(at, zone)
	}
	age := render.Age(d.Now(), at)
	if age != "now" && !strings.HasPrefix(age, "in ") {
		age += " ago"
	}
	return d.Time(at, zone) + " (" + age + ")"
}

// Who is a person in a sentence: "Maya Ortiz (P1)".
func Who(p operator.PersonSummary) string { return fmt.Sprintf("%s (%s)", p.Name, p.Ref) }

// PeopleRefs is the references of people, separated by spaces: what programs get
// where people read names.
func PeopleRefs(people []operator.PersonSummary) string {
	refs := make([]string, len(people))
	for i, p := range people {
		refs[i] = p.Ref.String()
	}
	return strings.Join(refs, " ")
}

// Count is a number with its noun, as in "1 file" and "3 people".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
