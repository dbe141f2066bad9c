package boltstore

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// events looks for holes in the numbers of events, in the whole and in each
// chain, and whether the chains end where their heads say. What the hashes say
// is for who has the secret.
func (c *checker) events() error {
	ends := map[operator.PropertyID]store.Event{}
	seq := uint64(0)
	err := every(c, events, func(e store.Event) error {
		if seq++; e.Seq != seq {
			c.found("the event %d follows the event %d", e.Seq, seq-1)
			seq = e.Seq
		}
		if before := ends[e.Property].N; e.N != before+1 {
			c.found("in the chain of %s, the event %d is number %d after number %d", chainName(e.Property), e.Seq, e.N, before)
		}
		ends[e.Property] = e
		return nil
	})
	if err != nil {
		return err
	}
	err = every(c, chains, func(h store.Chain) error {
		e := ends[h.Property]
		if e.Seq != h.Seq || e.N != h.N || !bytes.Equal(e.Hash, h.Head) {
			c.found("the chain of %s ends with the event %d, number %d, and not as its head says with %d, number %d",
				chainName(h.Property), e.Seq, e.N, h.Seq, h.N)
		}
		delete(ends, h.Property)
		return nil
	})
	if err != nil {
		return err
	}
	for of := range ends {
		c.found("the chain of %s has no head", chainName(of))
	}
	return every(c, details, func(d store.Details) error {
		if !stands(c, events, num(d.Seq)) {
			c.found("there are details of the event %d, which is not there", d.Seq)
		}
		return nil
	})
}

func chainName(of operator.PropertyID) string {
	if of.IsZero() {
		return "the workspace"
	}
	return of.String()
}

// count is how many keys a bucket has.
func count(b *bolt.Bucket) int {
	n := 0
	for range forward(b, nil, nil) {
		n++
	}
	return n
}

// written says totals in words.
func written(t store.Totals) string {
	return fmt.Sprintf("%d unread in %d, open %d, closed %d, snoozed %d, archived %d",
		t.Unread, t.Conversations, t.Open, t.Closed, t.Snoozed, t.Archived)
}
