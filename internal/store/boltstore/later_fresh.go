package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// madeKeys is what came of making the keys of a step.
type madeKeys struct {
	keys int
	err  error
}

// makeKeys begins to make the keys of whom a step has added. Nothing else of l may
// be touched until wait, but for what put does with somebody new.
func (l *later) makeKeys() {
	if len(l.fresh) == 0 {
		return
	}
	added, made := l.fresh, make(chan madeKeys, 1)
	l.fresh, l.made = nil, made
	go func() {
		var m madeKeys
		for i := range added {
			if m.err == nil {
				m.keys, m.err = l.addKeys(&added[i], m.keys)
			}
		}
		made <- m
	}()
}

// addKeys puts the keys of a person with those that wait.
func (l *later) addKeys(p *store.Person, n int) (int, error) {
	for i, ix := range people.indexes {
		for _, k := range ix.keys(*p) {
			if err := l.piles[i].add(k, present); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// wait waits until the keys of the steps before are made.
func (l *later) wait() error {
	if l.made == nil {
		return nil
	}
	m := <-l.made
	l.made = nil
	l.waiting += m.keys
	return m.err
}

// settle is wait, and makes the keys of the step that goes on.
func (l *later) settle() error {
	if err := l.wait(); err != nil {
		return err
	}
	for i := range l.fresh {
		p := &l.fresh[i]
		for at, ix := range people.indexes {
			for _, k := range ix.keys(*p) {
				l.step = append(l.step, lateKey{at, k, false})
			}
		}
	}
	l.fresh = nil
	return nil
}

// look has those be found by their keys whom the bulk has added so far, and will add.
// Where they are too many, their keys go into their buckets.
func (l *later) look(r reader) error {
	if l.looked || l.first == 0 {
		return nil
	}
	if err := l.settle(); err != nil {
		return err
	}
	if l.waiting > l.most {
		return l.now(r.tx)
	}
	l.looked = true
	for p, err := range people.rows(r.tx, "", nil, num(l.first-1), false) {
		if err != nil {
			return err
		}
		if !l.has(p.ID) {
			break
		}
		for at, ix := range people.indexes {
			for _, k := range ix.keys(p) {
				l.canFind(at, k, p.ID)
			}
		}
	}
	return nil
}

// forget lets go of what a step did that is not kept.
func (l *later) forget() { l.fresh, l.step = nil, l.step[:0] }
