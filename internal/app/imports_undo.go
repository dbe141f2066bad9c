package app

import (
	"context"
	"errors"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const undoAction = "undo_import"

// UndoImport takes an import back, the last change first: what it made is deleted
// where no history hangs on it, and a field becomes what it was where it is still what
// the import made it.
func (a *App) UndoImport(ctx context.Context, req operator.UndoImportRequest) (operator.Import, error) {
	call, ctx := operator.CallFrom(ctx), changing(ctx, "UndoImportRequest")
	u := &undoing{app: a, req: req, call: call}
	if err := checkKey(call.Key); err != nil {
		return operator.Import{}, err
	}
	err := a.Store.Bulk(store.Doing(ctx, "the undoing of an import"), func(run func(func(store.Tx) error) error) error { return u.all(ctx, run) })
	switch {
	case errors.Is(err, errRollBack):
		return u.report, nil
	case errors.Is(err, store.ErrCommit):
		return u.report, a.outcome(ctx, u.last, err)
	case err != nil:
		return operator.Import{}, err
	}
	return u.report, nil
}

// undoing is the undo of an import at work.
type undoing struct {
	app    *App
	req    operator.UndoImportRequest
	call   operator.Call
	row    store.Import
	report operator.Import
	touch  map[string]bool // what others have changed or named since
	until  uint64          // the last event of others
	last   store.Event

	planned map[operator.TransactionID]bool // sales that something planned was written in
}

func (u *undoing) all(ctx context.Context, run bulkStep) error {
	if err := run(func(tx store.Tx) error { return u.begin(ctx, tx) }); err != nil {
		return err
	}
	for n := u.row.Parts; n > 0; n-- {
		var undone, kept []operator.ImportChange
		err := run(func(tx store.Tx) error {
			var err error
			undone, kept, err = u.part(ctx, tx, n)
			return err
		})
		if err != nil {
			return err
		}
		keepSome(&u.report.Truncated, &u.report.Changes, undone...)
		keepSome(&u.report.Truncated, &u.report.Kept, kept...)
	}
	if err := run(func(tx store.Tx) error { return u.finish(ctx, tx) }); err != nil {
		return err
	}
	if u.call.DryRun {
		return errRollBack
	}
	return nil
}

// begin looks whether the import can be undone, and what has happened since.
func (u *undoing) begin(ctx context.Context, tx store.Tx) error {
	s, err := u.app.session(ctx, tx, tx)
	if err != nil {
		return err
	}
	if u.row, err = s.findImport(u.req.Import); err != nil {
		return err
	}
	if u.call.Key != "" {
		if done, err := s.replay(u.call.Key, undoAction, fingerprint(undoAction, u.req), &u.report); err != nil || done {
			return orRollBack(err)
		}
	}
	if !u.row.Undone.IsZero() {
		return operator.Errorf(operator.Conflict, "%s was undone already", u.row.ID).
			WithHint("operator import show %s", u.row.ID).Reason("undone")
	}
	if err := s.confirmed(u.req.Confirmed, "undoing %s deletes what it made", u.row.ID); err != nil {
		return err
	}
	if u.report, err = s.importView(u.row); err != nil {
		return err
	}
	u.report.DryRun = u.call.DryRun
	return u.lookSince(tx)
}

// lookSince notes what others have changed or named since the import, and what is planned.
// Who reads a home leaves it as it is.
func (u *undoing) lookSince(tx store.Tx) error {
	u.touch, u.planned = map[string]bool{}, map[operator.TransactionID]bool{}
	for e, err := range tx.Events(0, u.row.Event) {
		if err != nil {
			return err
		}
		u.until = e.Seq
		u.touch[e.Actor.String()] = true
		if e.Action == "property.history_read" {
			continue
		}
		u.touch[e.Object], u.touch[e.Property.String()] = true, true
		for _, refs := range e.Refs {
			for _, ref := range refsIn(refs) {
				u.touch[ref] = true
			}
		}
	}
	for item, err := range tx.Schedule(operator.SchedulePending, nil) {
		if err != nil {
			return err
		}
		u.planned[item.Sale] = true
	}
	return nil
}

// part undoes one part of the import.
func (u *undoing) part(ctx context.Context, tx store.Tx, n int) (undone, kept []operator.ImportChange, err error) {
	s, err := u.app.session(ctx, tx, tx)
	if err != nil {
		return nil, nil, err
	}
	s.call.Source = operator.SourceImport
	part, _, err := tx.ImportPart(u.row.ID, n)
	if err != nil {
		return nil, nil, err
	}
	part.Changes = slices.Clone(part.Changes)
	for i := len(part.Changes) - 1; i >= 0; i-- {
		c := &part.Changes[i]
		left, err := u.takeBack(s, *c)
		if err != nil {
			return nil, nil, err
		}
		shown := showChange(*c)
		if left == nil {
			shown.Action = wasUndone
			undone = append(undone, shown)
			continue
		}
		c.Kept = true
		shown.Fields = left
		kept = append(kept, shown)
	}
	if err := s.keepEvents(); err != nil {
		return nil, nil, err
	}
	return undone, kept, tx.PutImportPart(part)
}

// finish records the undo.
func (u *undoing) finish(ctx context.Context, tx store.Tx) error {
	s, err := u.app.session(ctx, tx, tx)
	if err != nil {
		return err
	}
	u.row.State, u.row.Undone = operator.ImportUndone, s.now
	if !u.call.DryRun {
		u.report.State, u.report.UndoneAt = u.row.State, &u.row.Undone
	}
	s.record("import.undone", u.row.ID.String(), 0, map[string]string{"kind": string(u.row.Kind)}, map[string]any{
		"undone": len(u.report.Changes), "kept": len(u.report.Kept),
	})
	if err := s.keepEvents(); err != nil {
		return err
	}
	u.last = s.last
	if err := tx.PutImport(&u.row); err != nil {
		return err
	}
	if u.call.Key == "" {
		return nil
	}
	return s.keepKey(u.call.Key, undoAction, fingerprint(undoAction, u.req), u.report)
}

// takeBack undoes one change. It gives what had to be left; nil if nothing was.
func (u *undoing) takeBack(s *session, c store.ImportChange) ([]operator.FieldChange, error) {
	var left []operator.FieldChange
	var err error
	if c.Created {
		left, err = u.remove(s, c)
	} else {
		left, err = u.restore(s, c)
	}
	if e, ok := errors.AsType[*operator.Error](err); ok && (e.Code == operator.Conflict || e.Code == operator.Invalid || e.Code == operator.NotFound) {
		return []operator.FieldChange{}, nil // somebody has built on it
	}
	return left, err
}

// remove deletes what the import made, if nothing has come of it.
func (u *undoing) remove(s *session, c store.ImportChange) ([]operator.FieldChange, error) {
	ref, kept := operator.Ref(c.Object), []operator.FieldChange{}
	if u.touch[c.Object] || c.Object == "" {
		return kept, nil
	}
	switch c.Object[0] {
	case 'P':
		return nil, u.removePerson(s, c.Object)
	case 'T':
		return nil, u.removeSale(s, c.Object)
	case 'H':
		_, err := s.deleteProperty(operator.PropertyRequest{Property: ref})
		return nil, err
	case 'B':
		_, err := s.deleteBuilding(operator.BuildingRequest{Building: ref})
		return nil, err
	case 'N':
		_, err := s.deleteCommunity(operator.CommunityRequest{Community: ref})
		return nil, err
	}
	return kept, nil // what was written to people stays
}

// removePerson deletes somebody of whom nothing has happened since. What others have
// done stands in the events, so only the rows have to be asked.
func (u *undoing) removePerson(s *session, object string) error {
	p, err := s.findPerson(operator.Ref(object), "")
	if err != nil {
		return err
	}
	if err := s.notLastAdmin(p); err != nil {
		return err
	}
	sales, err := s.r.SalesOf(p.ID)
	if err != nil {
		return err
	}
	assigned, err := s.r.AssignmentsOf(p.ID)
	if err != nil {
		return err
	}
	receipts, err := s.r.ReceiptsOf(p.ID)
	if err != nil {
		return err
	}
	talks := false
	for _, err := range s.r.Entries(p.ID, store.ViewAll, nil) {
		if err != nil {
			return err
		}
		talks = true
		break
	}
	if len(sales)+len(assigned)+len(receipts) > 0 || talks || p.ID.String() != object {
		return operator.Errorf(operator.Conflict, "%s (%s) has a history", p.Name, p.ID).Reason("has_history")
	}
	if err := s.forgetCodes(p.ID); err != nil { // of the invitation
		return err
	}
	if err := s.tx.DeletePerson(p.ID); err != nil {
		return err
	}
	delete(s.people, p.ID)
	s.record("person.deleted", p.ID.String(), 0, map[string]string{"kind": string(p.Kind)}, personContent(p))
	return nil
}
