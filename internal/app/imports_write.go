package app

import (
	"context"
	"maps"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// bulkStep runs a transaction of an import.
type bulkStep func(func(store.Tx) error) error

// write writes the rows, all or none.
func (j *importing) write(ctx context.Context) error {
	r := &j.report
	r.State = operator.ImportApplied
	if r.Rejected > 0 {
		r.State = operator.ImportPartly
	}
	if r.Created+r.Updated == 0 {
		return j.writeNothing(ctx)
	}
	planned := *r
	err := j.inSteps(ctx, func(run bulkStep) error {
		j.parts, j.fresh, j.opened = 0, nil, map[operator.PropertyID][]plannedSale{}
		j.lots = lotIndex{}
		j.threads = map[uint64]operator.ConversationID{}
		r.Changes = []operator.ImportChange{}
		if err := run(func(tx store.Tx) error { return j.begin(ctx, tx) }); err != nil {
			return err
		}
		done := 0
		for some, err := range j.todo(ctx) {
			if err == nil {
				err = j.writeSome(ctx, run, some)
			}
			if err != nil {
				return err
			}
			done += len(some)
			j.tellWritten(done)
		}
		return run(func(tx store.Tx) error { return j.finish(ctx, tx) })
	})
	if err == nil && len(r.Changes) != len(planned.Changes) {
		r.Truncated = true
	}
	return j.undecided(ctx, err)
}

// inSteps runs what writes. What surely fits into one transaction is done in one: it keeps
// others waiting no longer than they are used to, and copies no database.
func (j *importing) inSteps(ctx context.Context, work func(bulkStep) error) error {
	if j.report.Created+j.report.Updated <= rowsAtOnce {
		return j.app.Store.Update(ctx, func(tx store.Tx) error {
			return work(func(fn func(store.Tx) error) error { return fn(tx) })
		})
	}
	return j.app.Store.Bulk(store.Doing(ctx, "an import"), func(run func(func(store.Tx) error) error) error { return work(run) })
}

// writeNothing keeps what was asked to be kept of an import that changes nothing.
func (j *importing) writeNothing(ctx context.Context) error {
	if j.call.Key == "" && j.req.SaveMapping == "" {
		return nil
	}
	err := j.app.Store.Update(ctx, func(tx store.Tx) error {
		s, err := j.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		return j.keepAside(s)
	})
	return j.undecided(ctx, err)
}

// keepAside keeps the mapping and the answer for the idempotency key.
func (j *importing) keepAside(s *session) error {
	if j.req.SaveMapping != "" {
		m := store.Mapping{
			Name: j.req.SaveMapping, Kind: j.req.Kind, Columns: keepColumns(j.report.Columns), By: s.actor.ID, At: s.now,
		}
		if err := s.tx.PutMapping(m); err != nil {
			return err
		}
	}
	if j.call.Key == "" {
		return nil
	}
	kept := j.report
	kept.Invitations = []operator.Invite{} // their codes are given once
	return s.keepKey(j.call.Key, importAction, j.print(), kept)
}

// begin looks whether the store is still what the rows were compared with, and gives
// the import a number.
func (j *importing) begin(ctx context.Context, tx store.Tx) error {
	if moved, err := j.movedOn(tx); err != nil || moved {
		if err == nil {
			err = errMovedOn
		}
		return err
	}
	s, err := j.session(ctx, tx, tx)
	if err != nil {
		return err
	}
	j.id = 0
	i := j.importRowOf(s)
	if err := tx.PutImport(&i); err != nil {
		return err
	}
	j.id, j.report.Ref = i.ID, i.ID
	if len(j.report.Warnings) == 0 {
		return nil
	}
	part := store.ImportPart{Import: j.id}
	for _, w := range j.report.Warnings {
		part.Warnings = append(part.Warnings, store.ImportWarning(w))
	}
	return tx.PutImportPart(part)
}

// writeSome writes some rows in one step.
func (j *importing) writeSome(ctx context.Context, run bulkStep, some []todo) error {
	var changes []store.ImportChange
	var fresh []operator.PersonID
	var m *placeMemo
	n := j.parts + 1
	err := run(func(tx store.Tx) error {
		changes, fresh = nil, nil
		j.lots.forget(m)
		s, err := j.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		m = newPlaceMemo(s, j.lots)
		r := &importRow{importing: j, s: s, places: m}
		for _, row := range some {
			r.next(row.rec)
			if err := r.do(row); err != nil {
				return err
			}
			for _, c := range r.changes {
				changes = append(changes, keepChange(c))
			}
			fresh = append(fresh, r.fresh...)
			s.forget()
		}
		if err := s.keepEvents(); err != nil {
			return err
		}
		return tx.PutImportPart(store.ImportPart{Import: j.id, N: n, Changes: changes})
	})
	if err != nil {
		return err
	}
	j.parts = n
	j.lots.settle(m)
	maps.Copy(j.threads, m.threads)
	for id, sales := range m.opened {
		j.opened[id] = append(j.opened[id], sales...)
	}
	if j.req.Invite {
		j.fresh = append(j.fresh, fresh...)
	}
	for _, c := range changes {
		keepSome(&j.report.Truncated, &j.report.Changes, showChange(c))
	}
	return nil
}

// do does what is to be done.
func (r *importRow) do(t todo) error {
	if t.deed != nil {
		return r.apply(*t.deed)
	}
	return r.writeAgain(t.want)
}

// writeAgain writes what the row was found to change, by looking at it again.
func (r *importRow) writeAgain(want verdict) error {
	if err := r.work(); err != nil {
		return err
	}
	if r.verdict() == want {
		return nil
	}
	what := "it says otherwise of what rows before it say"
	for _, p := range append(r.problems, r.conflicts...) {
		what = p.Message
		break
	}
	return operator.Errorf(operator.Conflict, "row %d cannot be imported together with the rows before it, and nothing was imported: %s", r.rec.Row, what).
		WithHint("import the rows before it first, as a file of their own").Reason("rows_disagree").With("row", r.rec.Row)
}

func keepChange(c operator.ImportChange) store.ImportChange {
	kept := store.ImportChange{Row: c.Row, Object: c.Object, Name: c.Name, Created: c.Action == wasCreated}
	for _, f := range c.Fields {
		kept.Fields = append(kept.Fields, store.FieldChange(f))
	}
	return kept
}

func (j *importing) tellWritten(done int) {
	if j.req.Progress == nil {
		return
	}
	rows, all := j.report.Rows, max(1, j.report.Created+j.report.Updated)
	if j.plan != nil {
		all = max(1, j.plan.n)
	}
	j.req.Progress(rows+int(float64(rows)*float64(done)/float64(all)), 2*rows)
}

// finish records the import, and keeps its counts.
func (j *importing) finish(ctx context.Context, tx store.Tx) error {
	s, err := j.session(ctx, tx, tx)
	if err != nil {
		return err
	}
	r := &j.report
	if err := j.invite(s); err != nil {
		return err
	}
	r.Duration = j.seconds()
	s.record("import.applied", j.id.String(), 0, map[string]string{"kind": string(r.Kind)}, map[string]any{
		"file": operator.Optional(r.File), "rows": r.Rows, "created": r.Created, "updated": r.Updated,
		"unchanged": r.Unchanged, "rejected": r.Rejected,
	})
	if err := s.keepEvents(); err != nil {
		return err
	}
	j.last = s.last
	i := j.importRowOf(s)
	i.Event = s.last.Seq
	if err := tx.PutImport(&i); err != nil {
		return err
	}
	return j.keepAside(s)
}

// invite invites the buyers who are new and have an address, where that was asked for.
func (j *importing) invite(s *session) error {
	req := operator.InviteRequest{}
	for _, id := range j.fresh {
		p, err := s.person(id)
		if err != nil {
			return err
		}
		if p.Email != "" {
			req.People = append(req.People, operator.Ref(id.String()))
		}
	}
	if len(req.People) == 0 {
		return nil
	}
	made, err := s.invitePeople(req)
	if err != nil {
		return err
	}
	j.report.Invitations = []operator.Invite{}
	for i, in := range made.Shown {
		if i < len(made.secrets) {
			in.Code = made.secrets[i]
		}
		j.report.Invitations = append(j.report.Invitations, in)
	}
	return nil
}
