package boltstore

import (
	"fmt"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// leads finds out where the numbers of people lead who were merged into others. It
// comes before what counts messages by who wrote them.
func (c *checker) leads() error {
	into := map[operator.PersonID]operator.PersonID{}
	aliases := map[operator.PersonID][]operator.PersonID{}
	err := every(c, people, func(p store.Person) error {
		if !p.Merged.IsZero() {
			into[p.ID] = p.Merged
		}
		if len(p.Aliases) > 0 && p.Merged.IsZero() {
			aliases[p.ID] = p.Aliases
		}
		return nil
	})
	c.into = map[operator.PersonID]operator.PersonID{}
	for id := range into {
		at := id
		for range len(into) + 1 {
			next, merged := into[at]
			if !merged {
				break
			}
			at = next
		}
		if _, circle := into[at]; circle {
			c.found("%s was merged into %s, which leads nowhere", id, into[id])
			continue
		}
		named(c, people, at, id, "person it was merged into")
		if !slices.Contains(aliases[at], id) {
			c.found("%s was merged into %s, which does not know of it", id, at)
		}
		c.into[id] = at
	}
	for id, others := range aliases {
		for _, alias := range others {
			if c.into[alias] != id {
				c.found("%s does not lead to %s, as %s says", alias, id, id)
			}
		}
	}
	return err
}

// who is the person whom a number leads to.
func (c *checker) who(id operator.PersonID) operator.PersonID {
	if into, merged := c.into[id]; merged {
		return into
	}
	return id
}

// present reports that something which changes with people names somebody who was
// merged into another.
func (c *checker) present(id operator.PersonID, who fmt.Stringer, as string) {
	if into, merged := c.into[id]; merged {
		c.found("%s names %s as its %s, who was merged into %s", who, id, as, into)
	}
}

// merges looks whether each merge can be taken back, and each person who was
// merged has one, and has nothing else any more.
func (c *checker) merges() error {
	err := every(c, merges, func(m store.PersonMerge) error {
		p, _, err := c.Person(m.From)
		if err != nil {
			return err
		}
		if p.Merged.IsZero() || p.Merged != m.Into {
			c.found("%s is said to be merged into %s, but was merged into %q", m.From, m.Into, p.Merged)
		}
		if m.FromWas.ID != m.From || m.IntoWas.ID != m.Into || m.IntoIs.ID != m.Into {
			c.found("the merge of %s into %s keeps other people", m.From, m.Into)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.into)) {
		if err := c.leftBehind(id); err != nil {
			return err
		}
	}
	return nil
}

// leftBehind looks for what somebody who was merged has all the same. What stands
// in conversations and homes is looked at with those.
func (c *checker) leftBehind(id operator.PersonID) error {
	if !stands(c, merges, num(id)) {
		c.found("%s was merged into %s, and nothing says how to take it back", id, c.into[id])
	}
	sales, err := c.SalesOf(id)
	if err != nil {
		return err
	}
	for _, s := range sales {
		c.present(id, s.ID, "buyer")
	}
	assigned, err := c.AssignmentsOf(id)
	if err != nil {
		return err
	}
	if len(assigned) > 0 {
		c.found("%s was merged into %s, and is assigned to something all the same", id, c.into[id])
	}
	receipts, err := c.ReceiptsOf(id)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		c.present(id, r.Update, "recipient")
	}
	for u, err := range c.Unseen(id, 0) {
		if err != nil {
			return err
		}
		c.present(id, u.Update, "recipient")
	}
	return nil
}
