package app

import (
	"bytes"
	"context"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// audit follows chains of events from their beginning, and finds what is wrong.
type audit struct {
	r    store.Reader
	ws   store.Workspace
	of   operator.PropertyID // one home's chain; zero is all
	find func(string)

	keys     chainKeys      // by which the hashes were made
	linker   *event.Linker  // by the key
	key      []byte         // of the event before
	holes    bool           // look for numbers that are missing in the log as a whole
	expected []event.Anchor // heads to compare with, the earliest first

	events    int
	unkeyed   int    // of which the hash was not looked at
	last      uint64 // the number of the last event
	forgotten forgotten
	chains    map[operator.PropertyID]store.Chain
}

func (a *App) newAudit(r store.Reader, of operator.PropertyID, find func(string)) (*audit, error) {
	ws, err := r.Workspace()
	if err != nil {
		return nil, err
	}
	keys, err := a.chainKeys(ws)
	return &audit{r: r, ws: ws, of: of, find: find, keys: keys, chains: map[operator.PropertyID]store.Chain{}}, err
}

// asked is after how many events an audit looks whether it is still wanted.
const asked = 1024

func (a *audit) run(ctx context.Context) error {
	a.begun()
	for e, err := range a.r.Events(a.of, 0) {
		if err == nil && a.events%asked == 0 {
			err = ctx.Err()
		}
		if err == nil {
			err = a.next(e)
		}
		if operator.CodeOf(err) == operator.IO { // a damaged row is a finding like any other
			a.find(err.Error())
			a.find(fmt.Sprintf("the log cannot be followed past event %d", a.last))
			return nil
		}
		if err != nil {
			return err
		}
	}
	for _, head := range a.expected {
		a.compare(head)
	}
	if err := a.erased(); operator.CodeOf(err) == operator.IO {
		a.find(err.Error())
	} else if err != nil {
		return err
	}
	return a.ends()
}

// next looks at the next event.
func (a *audit) next(e store.Event) error {
	for len(a.expected) > 0 && a.expected[0].Last < e.Seq {
		a.compare(a.expected[0])
		a.expected = a.expected[1:]
	}
	if a.holes && e.Seq != a.last+1 {
		a.find(missing(a.last, e.Seq))
	}
	key := a.keys.at(e.Seq)
	if key == nil {
		a.unkeyed++
	}
	if a.linker == nil || !bytes.Equal(key, a.key) {
		a.linker, a.key = event.NewLinker(key, a.ws.Instance), key
	}
	if err := a.linker.Verify(a.chains[e.Property], e); err != nil {
		a.find(err.Error())
	}
	a.events++
	a.last = e.Seq
	a.chains[e.Property] = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
	d, ok, err := a.r.Details(e.Seq)
	if err != nil || len(e.Digest) == 0 {
		return err
	}
	if !ok {
		a.find(fmt.Sprintf("event %d lacks its details", e.Seq))
		return nil
	}
	a.forgotten.note(e, d)
	verifyDetails(a.r, e, d, a.find)
	return nil
}

// missing says which events are not in the log.
func missing(before, next uint64) string {
	switch {
	case next <= before:
		return fmt.Sprintf("event %d stands after event %d", next, before)
	case next == before+2:
		return fmt.Sprintf("event %d is missing", before+1)
	}
	return fmt.Sprintf("the events %d to %d are missing", before+1, next-1)
}

// chainsOf is the heads that were reached, of one home or of all.
func (a *audit) chainsOf(of operator.PropertyID) []store.Chain {
	var chains []store.Chain
	for id, c := range a.chains {
		if of.IsZero() || id == of {
			chains = append(chains, c)
		}
	}
	return chains
}

// compare looks whether what was gone through is what a head stands for.
func (a *audit) compare(head event.Anchor) {
	now := event.NewAnchor(a.ws.Instance, head.Of, a.chainsOf(head.Of))
	what := "the log"
	if !head.Of.IsZero() {
		what = "the history of " + head.Of.String()
	}
	switch {
	case now.Equal(head):
	case now.Last < head.Last:
		a.find(fmt.Sprintf("%s was cut off: it ended with event %d when the head was written down, and has none past %d now", what, head.Last, now.Last))
	case now.Events < head.Events:
		a.find(fmt.Sprintf("%s lost events: up to event %d there were %d when the head was written down, and there are %d now", what, head.Last, head.Events, now.Events))
	default:
		a.find(fmt.Sprintf("%s was written anew: up to event %d it is not what it was when the head was written down", what, head.Last))
	}
}

// ends looks whether the chains end where their heads say.
func (a *audit) ends() error {
	for c, err := range a.r.Chains() {
		if err != nil {
			return err
		}
		if !a.of.IsZero() && c.Property != a.of {
			continue
		}
		if h := a.chains[c.Property]; h.N != c.N || h.Seq != c.Seq || !bytes.Equal(h.Head, c.Head) {
			a.find(fmt.Sprintf("the events of %s end at number %d, not at %d as they should", chainName(c.Property), h.N, c.N))
		}
	}
	for of := range a.chains {
		_, ok, err := a.r.Chain(of)
		if err != nil {
			return err
		}
		if !ok {
			a.find("the chain of the events of " + chainName(of) + " has no head")
		}
	}
	return nil
}
