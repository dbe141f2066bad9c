package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Event(seq uint64) (store.Event, bool, error) { return events.get(r.tx, num(seq)) }

func (r reader) Events(of operator.PropertyID, after uint64) iter.Seq2[store.Event, error] {
	if of.IsZero() {
		return past(r, events, "", nil, num(after))
	}
	return past(r, events, "by_property", num(of), key(num(of), num(after)))
}

func (r reader) LastEvent() (uint64, error) { return lastNumber(r, events) }

func (r reader) Details(seq uint64) (store.Details, bool, error) {
	return details.get(r.tx, num(seq))
}

func (r reader) Chain(of operator.PropertyID) (store.Chain, bool, error) {
	return chains.get(r.tx, num(of))
}

func (r reader) Chains() iter.Seq2[store.Chain, error] { return past(r, chains, "", nil, nil) }

func (w writer) PutEvent(e store.Event) error { return events.put(w.tx, e) }

func (w writer) PutDetails(d store.Details) error { return details.put(w.tx, d) }

func (w writer) PutChain(c store.Chain) error { return chains.put(w.tx, c) }
