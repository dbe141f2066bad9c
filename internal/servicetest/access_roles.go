package servicetest

import (
	"context"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// testNoRolesByWriting has an administrator's token that is for changes alone make,
// unmake and bring back administrators, and do to members what it may.
func testNoRolesByWriting(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditPerson(w.boss(), operator.EditPersonRequest{Person: c.leaver, Role: ptr(operator.Auditor)}))
	writes, runs := w.by(w.token(t, "P1")), w.by(w.token(t, "P1", operator.ScopeWrite, operator.ScopeAdmin))
	for name, do := range map[string]func(context.Context) error{
		"add one": func(ctx context.Context) error {
			_, err := w.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Eve Else", Email: "eve@acme.example", Role: operator.Admin})
			return err
		},
		"make a member one": func(ctx context.Context) error {
			_, err := w.EditPerson(ctx, operator.EditPersonRequest{Person: c.assigned, Role: ptr(operator.Admin)})
			return err
		},
		"make one a member": func(ctx context.Context) error {
			_, err := w.EditPerson(ctx, operator.EditPersonRequest{Person: c.auditor, Role: ptr(operator.Member)})
			return err
		},
		"bring one back": func(ctx context.Context) error {
			_, err := w.ActivatePerson(ctx, operator.PersonRequest{Person: c.leaver})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.Events()
			refused(t, do(writes), operator.Denied, "scope")
			equal(t, "events", w.Events(), before)
			must(t)(nil, do(runs))
		})
	}
	must(t)(w.AddPerson(writes, operator.AddPersonRequest{Kind: operator.Team, Name: "Max Member", Email: "max@acme.example"}))
	must(t)(w.EditPerson(writes, operator.EditPersonRequest{Person: c.auditor, Title: ptr("Controller")}))
}
