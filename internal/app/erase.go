package app

import (
	"context"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ErasePerson takes out of the store what tells who a person is. What hangs on their
// number stays: that somebody bought, wrote, saw. It goes through the whole store,
// since nothing lists what somebody ever did.
func (a *App) ErasePerson(ctx context.Context, req operator.ErasePersonRequest) (operator.Erasure, error) {
	var done *erasing
	report, err := change(ctx, a, "person.erase", req, func(s *session, req operator.ErasePersonRequest) (operator.Erasure, error) {
		done = &erasing{session: s, req: req}
		return done.erase()
	})
	if err != nil || operator.CallFrom(ctx).DryRun || done == nil {
		return report, err
	}
	for _, of := range done.groups { // of drafts to more homes than one transaction tells
		if err := a.tellHomes(ctx, of); err != nil {
			return report, err
		}
	}
	return report, a.dropFiles(ctx, slices.Collect(maps.Keys(done.files)))
}

// dropFiles removes the files that nothing names any more, in a transaction in which
// nobody else can come to name them. One that was uploaded a short while ago may be
// about to be named again; a sweep removes it later.
func (a *App) dropFiles(ctx context.Context, sums []blob.Sum) error {
	if len(sums) == 0 {
		return nil
	}
	return a.Store.Update(ctx, func(tx store.Tx) error {
		for _, sum := range sums {
			used, err := tx.FileUsed(sum[:])
			if err == nil && !used {
				_, err = a.Files.Expire(ctx, sum, a.time())
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// erasing is an erasure at work.
type erasing struct {
	*session
	req    operator.ErasePersonRequest
	who    store.Person
	ids    []operator.PersonID // theirs, and of those who were merged into them
	called called              // what they were known by

	homes   map[operator.PropertyID]bool // that they have a part in
	written []store.Message              // by them, and not erased yet
	events  []uint64                     // whose details tell who they are
	planned []store.Scheduled            // by them
	drafts  []store.Post                 // by them, and never published

	files  map[blob.Sum]bool // that what was cleared named
	acted  int               // events that name them, or that they made
	groups []operator.UpdateID
	report operator.Erasure
}

func (e *erasing) erase() (operator.Erasure, error) {
	var none operator.Erasure
	if err := e.begin(); err != nil {
		return none, err
	}
	if err := e.mayErase(); err != nil {
		return none, err
	}
	if err := e.confirmed(e.req.Confirmed, "erasing %s cannot be undone", e.who.ID); err != nil {
		return none, err
	}
	for _, step := range []func() error{
		e.eraseEntry, e.eraseMerges, e.eraseSignIns, e.eraseAnswers, e.eraseImports,
		e.erasePlanned, e.eraseDrafts, e.eraseMessages, e.eraseDetails, e.countFiles, e.tellRest,
	} {
		if err := step(); err != nil {
			return none, err
		}
	}
	e.tell()
	return e.report, nil
}

// tell records the erasure, without a word of who it was; nothing where there was
// nothing left to erase.
func (e *erasing) tell() {
	r := e.report
	if len(r.Fields) == 0 && r.Erased == (operator.ErasureCounts{}) {
		e.unchanged = true
		return
	}
	e.record("person.erased", r.Person.String(), 0, map[string]string{"kind": string(r.Kind)}, map[string]any{
		"reason": e.req.Reason, "messages": r.Erased.Messages, "files": r.Erased.Files, "events": r.Erased.Events,
	})
}

// begin finds the person, whom only who runs the directory may erase, and all there is
// of them.
func (e *erasing) begin() error {
	var err error
	if e.who, err = e.findPerson(e.req.Person, ""); err != nil {
		return err
	}
	if err = e.may(policy.ErasePeople); err != nil {
		return err
	}
	if e.req.Reason, err = reasonFor("an erasure", e.req.Reason); err != nil {
		return err
	}
	e.ids = append([]operator.PersonID{e.who.ID}, e.who.Aliases...)
	e.homes, e.files = map[operator.PropertyID]bool{}, map[blob.Sum]bool{}
	e.report = operator.Erasure{
		Person: e.who.ID, Name: erasedName(e.who.ID), Kind: e.who.Kind, At: e.now,
		Aliases: append([]operator.PersonID{}, e.who.Aliases...), Fields: []string{},
		Remains: []operator.ErasureRemains{}, Mentions: []operator.MessageID{}, Until: untilGone(),
	}
	if err := e.readEntries(); err != nil {
		return err
	}
	return e.look()
}

// erasedName is what somebody is called once their name was erased.
func erasedName(id operator.PersonID) string { return "Erased person " + id.String() }

// is says whether a number is theirs.
func (e *erasing) is(id operator.PersonID) bool { return slices.Contains(e.ids, id) }

// mayErase refuses to erase who is still needed, or is evidence.
func (e *erasing) mayErase() error {
	p := e.who
	if err := e.notLastAdmin(p); err != nil {
		return err
	}
	if p.Kind == operator.Team && !p.Deactivated {
		return operator.Errorf(operator.Conflict, "%s (%s) is active in the team", p.Name, p.ID).
			WithHint("end that first: operator person deactivate %s", p.ID).Reason("still_active")
	}
	sales, err := e.r.SalesOf(p.ID)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		if sale.Status != operator.SaleOpen {
			continue
		}
		h, err := e.home(sale.Property)
		if err != nil {
			return err
		}
		return operator.Errorf(operator.Conflict, "%s (%s) is a buyer of %s, the open sale of %s", p.Name, p.ID, sale.ID, h.Code).
			WithHint("end that first: operator transaction close %s, or withdraw", h.Code).Reason("open_sale").With("transaction", sale.ID.String())
	}
	for _, id := range slices.Sorted(maps.Keys(e.homes)) {
		if err := e.notHeld(id, p.ID.String()+", who has a part in it, cannot be erased"); err != nil {
			return err
		}
	}
	return nil
}

// wasErased is the error for doing anything with who was erased.
func wasErased(p store.Person) error {
	return operator.Errorf(operator.Conflict, "%s was erased", p.ID).
		WithHint("add them anew: operator %s add --name NAME", p.Kind).Reason("erased")
}

// notErased fails for who was erased.
func notErased(p store.Person) error {
	if p.Erased.IsZero() {
		return nil
	}
	return wasErased(p)
}

// inactive is the error for asking anything of who may not act.
func inactive(p store.Person) error {
	if !p.Erased.IsZero() {
		return wasErased(p)
	}
	return operator.Errorf(operator.Conflict, "%s (%s) is deactivated", p.Name, p.ID).
		WithHint("operator person activate %s", p.ID).Reason("deactivated")
}
