package app

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// rowsAtOnce is how many rows are written in one step.
const rowsAtOnce = 2000

// tellEvery is after how many rows the progress is told.
const tellEvery = 500

// verdict is what a row does. Of a million rows, this is all that is kept.
type verdict uint8

const (
	rowUnchanged verdict = iota
	rowCreates
	rowUpdates
	rowRejected
)

// importing is one import at work: first it looks at the rows, then it writes them.
type importing struct {
	app   *App
	req   operator.ImportRequest
	call  operator.Call
	begun time.Time
	rules conflictRules
	file  *importer.File

	report   operator.Import
	replayed bool
	verdicts []verdict
	plan     *importPlan // what the rows do; nil where they are read again to be written
	seen     *rowIndex   // what the rows before said; nil while they are written
	until    uint64      // the last event when the rows were looked at
	rejects  *importer.Rejects

	id      operator.ImportID
	at      time.Time
	parts   int
	lots    lotIndex                              // of homes, with those that were made
	opened  map[operator.PropertyID][]plannedSale // by rows that are written
	threads map[uint64]operator.ConversationID
	fresh   []operator.PersonID // buyers that were made, where they are to be invited
	last    store.Event
	merged  *mergedIndex // nil until asked for
}

// run looks at the rows and, if nothing speaks against it, writes them.
func (j *importing) run(ctx context.Context) error {
	j.report = newReport(j.req.Kind)
	r := &j.report
	r.File, r.Format, r.DryRun, r.Columns = j.req.File, j.file.Format(), j.call.DryRun, append(r.Columns, j.file.Columns()...)
	keepSome(&r.Truncated, &r.Warnings, j.file.Warnings()...)
	defer func() { j.plan.close() }()
	err := j.app.Store.View(ctx, func(rd store.Reader) error { return j.look(ctx, rd) })
	if err != nil || j.replayed {
		return err
	}
	j.seen = nil
	r.Duration = j.seconds()
	switch {
	case j.refused():
		r.State = operator.ImportRefused
	case j.call.DryRun:
		r.State = operator.ImportPlanned
	default:
		err = j.write(ctx)
	}
	return err
}

// refused says whether too many rows are wrong.
func (j *importing) refused() bool {
	n := j.report.Rejected
	if j.req.Partial || n == 0 {
		return false
	}
	return j.req.MaxErrors == nil || n > *j.req.MaxErrors
}

// look looks at every row, in one snapshot of the store.
func (j *importing) look(ctx context.Context, rd store.Reader) error {
	s, err := j.session(ctx, rd, nil)
	if err != nil {
		return err
	}
	if j.call.Key != "" {
		if j.replayed, err = s.replay(j.call.Key, importAction, j.print(), &j.report); err != nil || j.replayed {
			return err
		}
	}
	if j.until, err = rd.LastEvent(); err != nil {
		return err
	}
	if j.report.By, err = s.summary(s.actor.ID); err != nil {
		return err
	}
	j.at, j.report.CreatedAt = s.now, s.now
	j.verdicts, j.seen, j.plan, j.merged = j.verdicts[:0], newRowIndex(), nil, nil
	if isPlanned(j.req.Kind) && !j.call.DryRun {
		if j.plan, err = j.app.newPlan(); err != nil {
			return err
		}
	}
	r := &importRow{importing: j, s: s, places: newPlaceMemo(s, lotIndex{})}
	for rec, err := range j.file.Records(ctx) {
		if err != nil {
			return err
		}
		r.next(rec)
		if err := r.work(); err != nil {
			return err
		}
		if err := j.count(r); err != nil {
			return err
		}
		s.forget()
		j.tell(j.report.Rows, 0)
	}
	if j.rejects != nil {
		return j.rejects.Flush()
	}
	return nil
}

const importAction = "import"

// print is what makes two imports the same: the request, and the file.
func (j *importing) print() []byte {
	return fingerprint(importAction, struct {
		Request operator.ImportRequest
		Sum     []byte
	}{j.req, j.file.Sum()})
}

// session begins a transaction of the import. Its events say where they come from.
func (j *importing) session(ctx context.Context, r store.Reader, tx store.Tx) (*session, error) {
	s, err := j.app.session(ctx, r, tx)
	if err == nil {
		s.call.Source = operator.SourceImport
		if !j.at.IsZero() && tx != nil {
			s.now = j.at // all of an import happens at one time
		}
	}
	return s, err
}

// forget empties what a session remembers, which must not grow with the file.
func (s *session) forget() {
	const enough = 1000
	if len(s.people)+len(s.homes)+len(s.sales)+len(s.posts) < enough {
		return
	}
	clear(s.people)
	clear(s.homes)
	clear(s.sales)
	clear(s.mail)
	clear(s.posts)
	s.people[s.actor.ID] = s.actor
}

// count takes what was found of a row into the report.
func (j *importing) count(r *importRow) error {
	v, rep := r.verdict(), &j.report
	rep.Rows++
	if j.plan == nil {
		j.verdicts = append(j.verdicts, v)
	}
	keepSome(&rep.Truncated, &rep.Warnings, r.warnings...)
	switch v {
	case rowRejected:
		rep.Rejected++
		keepSome(&rep.Truncated, &rep.Errors, r.problems...)
		keepSome(&rep.Truncated, &rep.Conflicts, r.conflicts...)
		return j.reject(r)
	case rowCreates:
		rep.Created++
	case rowUpdates:
		rep.Updated++
	case rowUnchanged:
		rep.Unchanged++
	}
	if r.skipped {
		return nil // nothing of it is done, and nothing that it says counts for the rows after it
	}
	j.seen.claim(r)
	keepSome(&rep.Truncated, &rep.Changes, r.changes...)
	for _, p := range r.plans {
		if err := j.plan.add(p); err != nil {
			return err
		}
	}
	return nil
}

// reject writes a row that is wrong to where such rows are to go.
func (j *importing) reject(r *importRow) error {
	if j.req.Rejects == nil {
		return nil
	}
	if j.rejects == nil {
		j.rejects = j.file.Rejects(j.req.Rejects)
	}
	return j.rejects.Add(r.rec, append(r.problems, r.conflicts...))
}

// tell tells how far the import is, of two looks at each row. How many rows there
// are is guessed while the file is read for the first time.
func (j *importing) tell(looked, written int) {
	if j.req.Progress == nil || (looked+written)%tellEvery != 0 {
		return
	}
	total := 2 * looked
	if read, all := j.file.Size(); written == 0 && read > 0 {
		total = int(float64(total) * float64(all) / float64(read))
	}
	j.req.Progress(looked+written, max(total, looked+written))
}

// todo is a row that changes something.
type todo struct {
	rec  importer.Record
	want verdict
	deed *deed // what the row does, where that is known
}

// todo yields what is to be done, some at a time.
func (j *importing) todo(ctx context.Context) iter.Seq2[[]todo, error] {
	switch {
	case j.plan != nil:
		return j.plan.some(ctx)
	case j.req.Kind == operator.ImportMessages:
		return j.inOrder(ctx)
	}
	return j.again(ctx)
}

// again yields the rows that change something, read again, some at a time.
func (j *importing) again(ctx context.Context) iter.Seq2[[]todo, error] {
	return func(yield func([]todo, error) bool) {
		var some []todo
		n := 0
		for rec, err := range j.file.Records(ctx) {
			if err == nil && n >= len(j.verdicts) {
				err = operator.Errorf(operator.Internal, "the file has more rows than it had before")
			}
			if err != nil {
				yield(nil, err)
				return
			}
			v := j.verdicts[n]
			n++
			if v != rowCreates && v != rowUpdates {
				continue
			}
			if some = append(some, todo{rec: rec, want: v}); len(some) >= rowsAtOnce {
				if !yield(some, nil) {
					return
				}
				some = nil
			}
		}
		if len(some) > 0 {
			yield(some, nil)
		}
	}
}

// movedOn says whether others have changed what the rows were compared with.
func (j *importing) movedOn(tx store.Tx) (bool, error) {
	for e, err := range tx.Events(0, j.until) {
		if err != nil {
			return false, err
		}
		about, _, _ := strings.Cut(e.Action, ".")
		switch about {
		case "message", "conversation":
			if j.req.Kind == operator.ImportMessages {
				return true, nil
			}
		case "update", "milestone":
			if j.req.Kind == operator.ImportUpdates {
				return true, nil
			}
		case "events", "schedule", "template":
		default:
			return true, nil
		}
	}
	return false, nil
}

// undecided finds out what became of a commit that failed.
func (j *importing) undecided(ctx context.Context, err error) error {
	if errors.Is(err, store.ErrCommit) {
		return j.app.outcome(ctx, j.last, err)
	}
	return err
}
