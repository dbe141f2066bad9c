package deps

import (
	"fmt"
	"io"

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
	for _, w := range warnings {
		render.Note(d.IO, render.Output{}, "operator: warning: %s", w)
	}
}

// Who is a person in a sentence: "Maya Ortiz (P1)".
func Who(p operator.PersonSummary) string { return fmt.Sprintf("%s (%s)", p.Name, p.Ref) }

// OptionalWho is Who of somebody who need not be; empty for nobody.
func OptionalWho(p *operator.PersonSummary) string {
	if p == nil {
		return ""
	}
	return Who(*p)
}

// OptionalRef is the reference of somebody who need not be; empty for nobody.
func OptionalRef(p *operator.PersonSummary) string {
	if p == nil {
		return ""
	}
	return p.Ref.String()
}

// PeopleRefs is the references of people, separated by spaces: what programs get
// where people read names.
func PeopleRefs(people []operator.PersonSummary) string {
	return Joined(people, " ", func(p operator.PersonSummary) string { return p.Ref.String() })
}

// Count is a number with its noun, as in "1 file" and "3 people".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
