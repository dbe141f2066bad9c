package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// merging is a merge of two people at work. The row says what it changes, so that
// it can be taken back. Things that name a person keep when they were changed:
// nothing about them has changed but how a buyer is called.
type merging struct {
	*session
	into    store.Person // as they are from now on
	from    store.Person
	row     store.PersonMerge
	touched touched
}

// touched is the things on each home that come to name another person, by the
// names of the references of the home's event.
type touched map[operator.PropertyID]map[string][]string

func (t touched) add(home operator.PropertyID, what, ref string) {
	if t[home] == nil {
		t[home] = map[string][]string{}
	}
	t[home][what] = append(t[home][what], ref)
}

func (m *merging) run() error {
	endSignIns := func() error { return m.endSignIns(m.from.ID) }
	for _, step := range []func() error{endSignIns, m.movePeople, m.moveSales, m.moveAssignments, m.moveTalks, m.moveUpdates, m.followHomes} {
		if err := step(); err != nil {
			return err
		}
	}
	m.recordPeople("property.person_merged", "person.merged", m.from, m.into, m.touched, personContent(m.from))
	last, err := m.r.LastEvent()
	if err != nil {
		return err
	}
	m.row.Seq = last + uint64(len(m.events))
	return m.tx.PutPersonMerge(m.row)
}

// recordPeople records a merge, or that it was taken back, in the history of each
// home that it touches, and at last in the workspace's.
func (s *session) recordPeople(onHome, action string, from, into store.Person, homes touched, content any) {
	both := withRefs(refsOf("from", from.ID), refsOf("into", into.ID))
	for _, id := range slices.Sorted(maps.Keys(homes)) {
		refs := maps.Clone(both)
		for what, things := range homes[id] {
			slices.Sort(things)
			refs[what] = strings.Join(slices.Compact(things), ",")
		}
		s.record(onHome, id.String(), id, refs, map[string]string{"name": from.Name})
	}
	s.record(action, into.ID.String(), 0, both, content)
}

// movePeople writes the two. The one who is merged is found by their number alone.
func (m *merging) movePeople() error {
	gone := m.from
	gone.Merged = m.into.ID
	m.into.Updated = m.now
	m.row.IntoIs = m.into
	if err := m.tx.PutPerson(&gone); err != nil {
		return err
	}
	if err := m.tx.PutPerson(&m.into); err != nil {
		return err
	}
	m.forgetPeople()
	return nil
}

// forgetPeople drops what the session knows of people and what they see.
func (s *session) forgetPeople() {
	clear(s.people)
	clear(s.homes)
	clear(s.sales)
	clear(s.mail)
	clear(s.together)
}

func (m *merging) moveSales() error {
	sales, err := m.r.SalesOf(m.from.ID)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		was := sale.Buyers
		sale.Buyers = mergedBuyers(was, m.into.ID, m.from.ID)
		if err := m.tx.PutSale(&sale); err != nil {
			return err
		}
		m.row.Sales = append(m.row.Sales, store.MergedSale{Sale: sale.ID, Was: was, Is: sale.Buyers})
		m.touched.add(sale.Property, "transactions", sale.ID.String())
	}
	m.forgetPeople()
	return nil
}

// mergedBuyers is the buyers of a sale with one put for two, where the first of
// them stood: who was the primary buyer stays it.
func mergedBuyers(was []store.SaleBuyer, into, from operator.PersonID) []store.SaleBuyer {
	var is []store.SaleBuyer
	at := -1
	for _, b := range was {
		switch {
		case b.Person != into && b.Person != from:
			is = append(is, b)
		case at < 0:
			at = len(is)
			is = append(is, store.SaleBuyer{Person: into, Since: b.Since})
		default:
			is[at].Since = earlier(is[at].Since, b.Since)
		}
	}
	return is
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (m *merging) moveAssignments() error {
	theirs, err := m.r.AssignmentsOf(m.from.ID)
	if err != nil {
		return err
	}
	own, err := m.r.AssignmentsOf(m.into.ID)
	if err != nil {
		return err
	}
	if len(theirs) == 0 {
		return nil
	}
	m.row.Assigned = slices.Concat(own, theirs)
	for _, a := range theirs {
		if err := m.tx.DeleteAssignment(a); err != nil {
			return err
		}
		if err := m.movePrimary(a); err != nil {
			return err
		}
		if !a.Property.IsZero() {
			m.touched.add(a.Property, "assigned", m.into.ID.String())
		}
	}
	for _, a := range mergedAssignments(m.row.Assigned, m.into.ID) {
		if err := m.tx.PutAssignment(a); err != nil {
			return err
		}
	}
	return nil
}

// mergedAssignments is the assignments of two people as those of one, each since
// the earlier of two.
func mergedAssignments(all []store.Assignment, into operator.PersonID) []store.Assignment {
	var is []store.Assignment
	for _, a := range all {
		a.Person = into
		at := slices.IndexFunc(is, func(o store.Assignment) bool { return samePlace(a, o) })
		if at < 0 {
			is = append(is, a)
			continue
		}
		is[at].Since = earlier(is[at].Since, a.Since)
	}
	slices.SortFunc(is, byPlace)
	return is
}

func samePlace(a, b store.Assignment) bool { return byPlace(a, b) == 0 }

// byPlace is the order of what people are assigned to. The community of a home
// does not count: it can change.
func byPlace(a, b store.Assignment) int {
	if !a.Property.IsZero() || !b.Property.IsZero() {
		return cmp.Compare(a.Property, b.Property)
	}
	return cmp.Compare(a.Community, b.Community)
}

// movePrimary makes Into the primary contact of the homes of an assignment that From
// was it of.
func (m *merging) movePrimary(a store.Assignment) error {
	var homes []store.Property
	if a.Property.IsZero() {
		all, err := collect(m.r.Properties(a.Community, 0, ""))
		if err != nil {
			return err
		}
		homes = all
	} else {
		p, _, err := m.r.Property(a.Property)
		if err != nil {
			return err
		}
		homes = append(homes, p)
	}
	for _, p := range homes {
		if p.Primary != m.from.ID {
			continue
		}
		p.Primary = m.into.ID
		if err := m.tx.PutProperty(&p); err != nil {
			return err
		}
		m.row.Primary = append(m.row.Primary, p.ID)
		m.touched.add(p.ID, "primary", m.into.ID.String())
	}
	return nil
}
