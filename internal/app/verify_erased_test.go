package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// wipe takes the details of events away.
func wipe(tx store.Tx, events ...uint64) error {
	for _, seq := range events {
		if err := tx.PutDetails(store.Details{Seq: seq}); err != nil {
			return err
		}
	}
	return nil
}

// erasureOf appends the event of an erasure that says that it took so many details away.
func erasureOf(tx store.Tx, events int) error {
	ws, err := tx.Workspace()
	if err != nil {
		return err
	}
	last, err := tx.LastEvent()
	if err != nil {
		return err
	}
	chain, _, err := tx.Chain(0)
	if err != nil {
		return err
	}
	d := store.Details{Seq: last + 1, Salt: make([]byte, event.SaltSize), Content: fmt.Appendf(nil, `{"reason":"asked for","events":%d}`, events)}
	e, err := event.NewLinker(ws.Secret, ws.Instance).Link(chain, store.Event{
		Seq: last + 1, At: officeTime(), Actor: 1, Action: "person.erased", Object: "P2", Digest: event.Digest(d.Salt, d.Content),
	})
	if err != nil {
		return err
	}
	return errors.Join(tx.PutDetails(d), tx.PutEvent(e), tx.PutChain(store.Chain{N: e.N, Seq: e.Seq, Head: e.Hash}))
}

// TestWhatIsClearedIsAnErasures has details taken away, with and without an event that
// answers for it; whoever changes a message would hide it so.
func TestWhatIsClearedIsAnErasures(t *testing.T) {
	t.Parallel()
	sent := func(tx store.Tx) (uint64, error) {
		for e, err := range tx.Events(0, 0) {
			if err != nil || e.Action == "message.sent" {
				return e.Seq, err
			}
		}
		return 0, errors.New("nothing was sent")
	}
	changed := func(tx store.Tx) error {
		m, _, err := tx.Message(1)
		if err != nil {
			return err
		}
		seq, err := sent(tx)
		if err != nil {
			return err
		}
		m.Body = "See you in court."
		return errors.Join(tx.PutMessage(&m), wipe(tx, seq))
	}
	for name, is := range map[string]struct {
		do   func(store.Tx) error
		want string
	}{
		"an erasure":        {func(tx store.Tx) error { return errors.Join(wipe(tx, 3, 4), erasureOf(tx, 2)) }, ""},
		"two of them":       {func(tx store.Tx) error { return errors.Join(wipe(tx, 3, 4), erasureOf(tx, 1), erasureOf(tx, 1)) }, ""},
		"none":              {func(tx store.Tx) error { return wipe(tx, 3) }, "the details of event 3 are gone, and no erasure after it took them"},
		"a changed message": {changed, "are gone, and no erasure after it took them"},
		"one before":        {func(tx store.Tx) error { return errors.Join(wipe(tx, 3), erasureOf(tx, 1), changed(tx)) }, "the details of 2 events up to"},
		"one of less":       {func(tx store.Tx) error { return errors.Join(wipe(tx, 3), changed(tx), erasureOf(tx, 1)) }, "the details of 2 events up to"},
		"of an erasure": {func(tx store.Tx) error {
			last, err := tx.LastEvent()
			return errors.Join(err, wipe(tx, 3), erasureOf(tx, 1), wipe(tx, last+1))
		}, "are gone, and no erasure after it took them"},
		"one that says another number": {func(tx store.Tx) error {
			last, err := tx.LastEvent()
			return errors.Join(err, wipe(tx, 3, 4), erasureOf(tx, 1), tx.PutDetails(store.Details{
				Seq: last + 1, Salt: make([]byte, event.SaltSize), Content: []byte(`{"reason":"asked for","events":2}`),
			}))
		}, "changed after it was written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.sell(t)
			if err := o.store.Update(t.Context(), is.do); err != nil {
				t.Fatal(err)
			}
			whole := done[operator.AuditReport](t)(o.VerifyAudit(o.ctx, operator.VerifyAuditRequest{})).Findings
			home := done[operator.AuditReport](t)(o.VerifyAudit(o.ctx, operator.VerifyAuditRequest{Property: "MR-014"})).Findings
			checked := done[operator.CheckReport](t)(o.Check(o.ctx, operator.CheckRequest{})).Findings
			for of, found := range map[string][]string{"the log": whole, "a home": home, "the store": checked} {
				ofHome := strings.Contains(name, "message") || is.want == "" // a home knows of what is its own alone
				if of == "a home" && !ofHome {
					continue
				}
				if got := strings.Join(found, "\n"); is.want == "" && got != "" || !strings.Contains(got, is.want) {
					t.Errorf("of %s it found %q, want %q", of, got, is.want)
				}
			}
		})
	}
}
