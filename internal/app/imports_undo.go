package app

import (
	"cmp"
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
	touch  map[string]uint64 // what others have changed or named since, with the last event that did
	until  uint64            // the last event of others
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
		left, why, err := u.takeBack(s, *c)
		if err != nil {
			return nil, nil, err
		}
		c.Kept, c.Why = why != "", why
		shown := showChange(*c)
		if !c.Kept {
			shown.Action = wasUndone
			undone = append(undone, shown)
			continue
		}
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

// takeBack undoes one change. It gives the fields that had to be left, and why something
// was; "" if nothing was.
func (u *undoing) takeBack(s *session, c store.ImportChange) (left []operator.FieldChange, why string, err error) {
	if c.Created {
		why, err = u.remove(s, c)
		left = []operator.FieldChange{}
	} else {
		left, why, err = u.restore(s, c)
	}
	if e, ok := errors.AsType[*operator.Error](err); ok && (e.Code == operator.Conflict || e.Code == operator.Invalid || e.Code == operator.NotFound) {
		return showChange(c).Fields, e.Error(), nil // somebody has built on it
	}
	return left, why, err
}

// remove deletes what the import made, if nothing has come of it. Else it says what has.
func (u *undoing) remove(s *session, c store.ImportChange) (string, error) {
	ref := operator.Ref(c.Object)
	if u.touch[c.Object] > 0 {
		return u.sinceThen(s, c.Object)
	}
	var err error
	switch c.Object[:min(1, len(c.Object))] {
	case "P":
		err = u.removePerson(s, c.Object)
	case "T":
		err = u.removeSale(s, c.Object)
	case "H":
		_, err = s.deleteProperty(operator.PropertyRequest{Property: ref})
	case "B":
		_, err = s.deleteBuilding(operator.BuildingRequest{Building: ref})
	case "N":
		_, err = s.deleteCommunity(operator.CommunityRequest{Community: ref})
	default:
		return "what was written to people stays", nil
	}
	return "", err
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
	has, err := s.heldBy(p.ID)
	if err != nil {
		return err
	}
	if has != "" || p.ID.String() != object {
		return operator.Errorf(operator.Conflict, "%s (%s) has %s", p.Name, p.ID, cmp.Or(has, "a history")).Reason("has_history")
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

// heldBy is what somebody has that a person is kept for; "" for nothing.
func (s *session) heldBy(id operator.PersonID) (string, error) {
	sales, err := s.r.SalesOf(id)
	if err != nil || len(sales) > 0 {
		return plural(len(sales), "sale"), err
	}
	assigned, err := s.r.AssignmentsOf(id)
	if err != nil || len(assigned) > 0 {
		return plural(len(assigned), "assignment"), err
	}
	receipts, err := s.r.ReceiptsOf(id)
	if err != nil || len(receipts) > 0 {
		return "receipts of updates", err
	}
	for _, err := range s.r.Entries(id, store.ViewAll, nil) {
		return "conversations", err
	}
	return "", nil
}
