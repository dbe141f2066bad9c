package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// keeper writes a log as one who has the key does: the events that it is given, in
// their order, in chains that verify.
type keeper struct{ t *testing.T }

// rewrite replaces the log of an office by what change makes of its events, in a
// store of its own with the same key. With relink the chains are made anew.
func (k keeper) rewrite(o *office, relink bool, change func([]store.Event) []store.Event) *office {
	k.t.Helper()
	var log []store.Event
	var content []store.Details
	var ws store.Workspace
	var m store.Message
	k.must(o.store.View(k.t.Context(), func(r store.Reader) (err error) {
		ws, err = r.Workspace()
		k.must(err)
		if m, _, err = r.Message(1); err != nil {
			return err
		}
		for e, err := range r.Events(0, 0) {
			k.must(err)
			d, ok, err := r.Details(e.Seq)
			k.must(err)
			log = append(log, e)
			if ok {
				content = append(content, d)
			}
		}
		return nil
	}))
	return openOffice(k.t, ws, func(tx store.Tx) error {
		k.must(tx.PutPerson(&store.Person{ID: 1, Kind: operator.Team, Role: operator.Admin, Name: "Maya Ortiz"}))
		k.must(tx.PutMessage(&m))
		for _, d := range content {
			k.must(tx.PutDetails(d))
		}
		k.put(tx, ws, relink, change(log))
		return nil
	})
}

// put writes events and the heads of their chains.
func (k keeper) put(tx store.Tx, ws store.Workspace, relink bool, log []store.Event) {
	chains := map[operator.PropertyID]store.Chain{}
	for _, e := range log {
		if relink {
			linked, err := event.NewLinker(ws.Secret, ws.Instance).Link(chains[e.Property], e)
			k.must(err)
			e = linked
		}
		k.must(tx.PutEvent(e))
		chains[e.Property] = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
	}
	for _, c := range chains {
		k.must(tx.PutChain(c))
	}
}

func (k keeper) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// TestAnAuditFindsWhatWasDoneToTheLog: without the key nothing can be done to it,
// and with the key nothing that a head kept elsewhere does not tell.
func TestAnAuditFindsWhatWasDoneToTheLog(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sell(t)
	anchor := func(of operator.Ref) string {
		return done[operator.Anchor](t)(o.AuditAnchor(o.ctx, operator.AnchorRequest{Property: of})).Head
	}
	all, home := anchor(""), anchor("MR-014")
	for name, is := range map[string]struct {
		relink       bool
		do           func([]store.Event) []store.Event
		alone, whole string // what is found without a head, and with that of the log
		home         string // with that of the home
		clean        bool   // without a head, nothing is found
	}{
		"nothing": {clean: true, do: func(log []store.Event) []store.Event { return log }},
		"an event was edited": {
			do:    func(log []store.Event) []store.Event { log[3].Actor = 2; return log },
			alone: "event 4 was changed after it was written",
		},
		"an event was removed": {
			do:    func(log []store.Event) []store.Event { return slices.Delete(log, 3, 4) },
			alone: "event 4 is missing",
		},
		"two were exchanged": {
			do: func(log []store.Event) []store.Event {
				log[5].Seq, log[6].Seq = log[6].Seq, log[5].Seq
				log[5], log[6] = log[6], log[5]
				return log
			},
			alone: "event 6 is number 3 of its chain, not 2",
		},
		"the end was cut off": {
			clean: true,
			do:    func(log []store.Event) []store.Event { return log[:len(log)-1] },
			whole: "the log was cut off: it ended with event 8 when the head was written down, and has none past 7 now",
			home:  "the history of H1 was cut off: it ended with event 8",
		},
		"the end of one home was cut off": {
			clean: true, relink: true,
			do: func(log []store.Event) []store.Event {
				log[7].Property = 0
				return log
			},
			whole: "the log was written anew: up to event 8 it is not what it was",
			home:  "the history of H1 was cut off: it ended with event 8 when the head was written down, and has none past 7 now",
		},
		"it was written anew": {
			clean: true, relink: true,
			do:    func(log []store.Event) []store.Event { log[3].Actor = 2; return log },
			whole: "the log was written anew: up to event 8 it is not what it was when the head was written down",
			home:  "the history of H1 was written anew",
		},
		"it was written anew without an event": {
			relink: true,
			do: func(log []store.Event) []store.Event {
				log = slices.Delete(log, 4, 5)
				for i := range log {
					log[i].Seq = uint64(i + 1)
				}
				return log
			},
			whole: "the log was cut off",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := keeper{t}.rewrite(o, is.relink, is.do)
			for _, with := range []struct {
				heads []string
				want  string
			}{{nil, ""}, {[]string{all}, is.whole}, {[]string{home}, is.home}} {
				r := done[operator.AuditReport](t)(changed.VerifyAudit(changed.ctx, operator.VerifyAuditRequest{ExpectHeads: with.heads}))
				got := strings.Join(r.Findings, "\n")
				if !strings.Contains(got, is.alone) || !strings.Contains(got, with.want) || is.clean && with.want == "" && got != "" {
					t.Errorf("with %d heads: found %q, want %q and %q", len(with.heads), got, is.alone, with.want)
				}
			}
		})
	}
}

// TestAnAuditReportsTheWholeLog: what it says of a log that nobody has touched.
func TestAnAuditReportsTheWholeLog(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sell(t)
	head := done[operator.Anchor](t)(o.AuditAnchor(o.ctx, operator.AnchorRequest{}))
	r := done[operator.AuditReport](t)(o.VerifyAudit(o.ctx, operator.VerifyAuditRequest{ExpectHeads: []string{head.Head}}))
	want := operator.AuditReport{Chains: 2, Events: 8, Head: head.Head, Heads: 1, Findings: []string{}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	other := newOffice(t)
	_, err := other.VerifyAudit(other.ctx, operator.VerifyAuditRequest{ExpectHeads: []string{head.Head}})
	if operator.CodeOf(err) != operator.Invalid || !strings.Contains(err.Error(), "another store") {
		t.Errorf("the head of another store: %v", err)
	}
}

// TestAnAuditStopsWhenItIsNotWanted: a long one can be stopped.
func TestAnAuditStopsWhenItIsNotWanted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, stop := context.WithCancel(o.ctx)
	stop()
	if _, err := o.VerifyAudit(ctx, operator.VerifyAuditRequest{}); err == nil {
		t.Error("it went on")
	}
}
