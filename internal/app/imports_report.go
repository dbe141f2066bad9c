package app

import (
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// newReport is the report of an import that has looked at nothing yet. Lists are
// never nil: a program that reads them need not ask.
func newReport(kind operator.ImportKind) operator.Import {
	return operator.Import{
		Kind: kind, Columns: []operator.ImportColumn{}, Changes: []operator.ImportChange{},
		Conflicts: []operator.ImportProblem{}, Warnings: []operator.ImportProblem{}, Errors: []operator.ImportProblem{},
		Invitations: []operator.Invite{}, Kept: []operator.ImportChange{},
	}
}

// keepSome adds to a list of the report as long as it is not full.
func keepSome[T any](full *bool, list *[]T, more ...T) {
	room := operator.MaxProblems - len(*list)
	if len(more) > room {
		*full = true
		more = more[:room]
	}
	*list = append(*list, more...)
}

// importView is an import as it is listed.
func (s *session) importView(i store.Import) (operator.Import, error) {
	v := newReport(i.Kind)
	v.Ref, v.File, v.Format, v.State = i.ID, i.File, i.Format, i.State
	v.Rows, v.Created, v.Updated, v.Unchanged, v.Rejected = i.Rows, i.Created, i.Updated, i.Unchanged, i.Rejected
	v.Columns, v.Duration, v.CreatedAt = showColumns(i.Columns), i.Seconds, i.At
	if !i.Undone.IsZero() {
		v.UndoneAt = &i.Undone
	}
	var err error
	v.By, err = s.summary(i.By)
	return v, err
}

// showParts adds what an import warned of and changed, and what an undo left.
func (s *session) showParts(i store.Import, v *operator.Import) error {
	warned, _, err := s.r.ImportPart(i.ID, 0)
	if err != nil {
		return err
	}
	for _, w := range warned.Warnings {
		keepSome(&v.Truncated, &v.Warnings, operator.ImportProblem(w))
	}
	for n := 1; n <= i.Parts; n++ {
		part, _, err := s.r.ImportPart(i.ID, n)
		if err != nil {
			return err
		}
		for _, c := range part.Changes {
			keepSome(&v.Truncated, &v.Changes, showChange(c))
			if c.Kept {
				keepSome(&v.Truncated, &v.Kept, showChange(c))
			}
		}
		if v.Truncated && i.Undone.IsZero() {
			break
		}
	}
	return nil
}

// What became of a thing, in words of the report.
const (
	wasCreated = "created"
	wasUpdated = "updated"
	wasUndone  = "undone"
)

func showChange(c store.ImportChange) operator.ImportChange {
	v := operator.ImportChange{Row: c.Row, Object: c.Object, Name: c.Name, Action: wasUpdated, Fields: []operator.FieldChange{}, Why: operator.Optional(c.Why)}
	if c.Created {
		v.Action = wasCreated
	}
	for _, f := range c.Fields {
		v.Fields = append(v.Fields, operator.FieldChange(f))
	}
	return v
}

func showColumns(columns []store.ImportColumn) []operator.ImportColumn {
	return mapped(columns, func(c store.ImportColumn) operator.ImportColumn { return operator.ImportColumn(c) })
}

func keepColumns(columns []operator.ImportColumn) []store.ImportColumn {
	return mapped(columns, func(c operator.ImportColumn) store.ImportColumn { return store.ImportColumn(c) })
}

// importRowOf is what is kept of an import.
func (j *importing) importRowOf(s *session) store.Import {
	r := j.report
	return store.Import{
		ID: j.id, Kind: r.Kind, File: r.File, Format: r.Format, Sum: slices.Clone(j.file.Sum()), State: r.State,
		Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Rejected: r.Rejected,
		Columns: keepColumns(r.Columns), Parts: j.parts, Seconds: r.Duration, By: s.actor.ID, At: j.at,
	}
}

// seconds is how long the import has taken.
func (j *importing) seconds() float64 {
	return secondsOf(j.app.Now().Sub(j.begun))
}

// secondsOf is a duration in seconds, to the millisecond, as the nearest number there is:
// Duration.Seconds is a sum, and 2.119 s come out as 2.1189999999999998.
func secondsOf(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond).Milliseconds()) / 1000
}
