package app

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// UndoMerge takes back the last merge into a person.
func (a *App) UndoMerge(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.undo", req, (*session).undoMerge)
}

func (s *session) undoMerge(req operator.PersonRequest) (operator.Person, error) {
	var none operator.Person
	into, err := s.personToEnd(req)
	if err != nil {
		return none, err
	}
	row, err := s.lastMerge(into, req.Person)
	if err != nil {
		return none, err
	}
	if err := s.unchangedSince(into, row); err != nil {
		return none, err
	}
	m := merging{session: s, into: row.IntoWas, from: row.FromWas, row: row, touched: touched{}}
	for _, step := range []func() error{m.partPeople, m.partSales, m.partAssignments, m.partTalks, m.recountAll, m.partUpdates, m.reachFrom} {
		if err := step(); err != nil {
			return none, err
		}
	}
	if err := s.tx.DeletePersonMerge(row.From); err != nil {
		return none, err
	}
	s.recordPeople("property.person_unmerged", "person.unmerged", m.from, m.into, m.touched, map[string]string{"name": m.from.Name})
	s.forgetPeople()
	return s.personView(m.from)
}

// lastMerge is the last merge into a person. Whoever names somebody who was merged
// into them must mean that one.
func (s *session) lastMerge(into store.Person, typed operator.Ref) (store.PersonMerge, error) {
	if len(into.Aliases) == 0 {
		return store.PersonMerge{}, operator.Errorf(operator.Conflict, "nobody was merged into %s (%s)", into.Name, into.ID).
			WithHint("operator person show %s", into.ID).Reason("no_merge")
	}
	last := into.Aliases[len(into.Aliases)-1]
	if wasMerged(into, typed) && !strings.EqualFold(strings.TrimSpace(string(typed)), last.String()) {
		return store.PersonMerge{}, operator.Errorf(operator.Conflict, "%s was merged into %s (%s) after %s", last, into.Name, into.ID, strings.TrimSpace(string(typed))).
			WithHint("take that back first: operator person undo %s", into.ID).Reason("not_the_last")
	}
	row, ok, err := s.r.PersonMerge(last)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "what the merge of %s changed is not there", last).WithHint("operator check").Reason("dangling")
	}
	return row, err
}

// unchangedSince fails where either of two people has changed since they were
// merged: that change belongs to neither of them alone.
func (s *session) unchangedSince(into store.Person, row store.PersonMerge) error {
	changed := func(format string, args ...any) error {
		return operator.Errorf(operator.Conflict, "%s was merged into %s (%s), and since then "+format, append([]any{row.From, into.Name, into.ID}, args...)...).
			WithHint("a merge can be taken back only until either of the two changes; operator person show %s", into.ID).Reason("changed")
	}
	if !reflect.DeepEqual(into, row.IntoIs) {
		return changed("they were edited")
	}
	for e, err := range s.r.Events(0, row.Seq) {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(e.Action, "message.") && (e.Actor == into.ID || e.Behalf == into.ID):
			return changed("they wrote: %s", e.Object)
		case !ofMerges(e) && namesEither(e, row):
			return changed("they were named in a change: event %d, %s", e.Seq, e.Action)
		}
	}
	what, err := s.differs(row)
	if err == nil && what != "" {
		err = changed("%s changed", what)
	}
	return err
}

// ofMerges says whether an event is about merges of people. One that was not taken
// back is the last, or has changed the person.
func ofMerges(e store.Event) bool {
	return slices.Contains([]string{"person.merged", "person.unmerged", "property.person_merged", "property.person_unmerged"}, e.Action)
}

func namesEither(e store.Event, row store.PersonMerge) bool {
	return isAbout(e, row.From.String()) || isAbout(e, row.Into.String())
}

// differs says what of the things that a merge changed is not as it left them.
func (s *session) differs(row store.PersonMerge) (string, error) {
	for _, was := range row.Sales {
		sale, _, err := s.r.Sale(was.Sale)
		if err != nil || !slices.Equal(sale.Buyers, was.Is) {
			return "the buyers of " + was.Sale.String(), err
		}
	}
	if len(row.Assigned) > 0 {
		now, err := s.r.AssignmentsOf(row.Into)
		slices.SortFunc(now, byPlace)
		if err != nil || !slices.EqualFunc(now, mergedAssignments(row.Assigned, row.Into), samePlace) {
			return "what they are assigned to", err
		}
	}
	for _, was := range row.Talks {
		c, _, err := s.r.Conversation(was.Conversation)
		if err != nil {
			return "", err
		}
		place, in := participant(c, row.Into)
		if !in || place != was.Is || c.LastSeq < was.LastSeq {
			return was.Conversation.String(), nil
		}
	}
	for _, was := range row.Updates {
		now, _, err := s.r.Receipt(was.Update, row.Into)
		if err != nil || now != was.Is {
			return "what they have done with " + was.Update.String(), err
		}
	}
	return "", nil
}

// partPeople writes the two as they were, unless somebody has got a name of
// theirs in the meantime.
func (m *merging) partPeople() error {
	for _, p := range []store.Person{m.into, m.from} {
		if err := m.tx.PutPerson(&p); err != nil {
			return err
		}
	}
	m.forgetPeople()
	if m.into.ID == m.actor.ID {
		m.actor = m.into
	}
	if m.from.Kind == operator.Team && m.from.Email != "" {
		same, err := m.r.PeopleByEmail(m.from.Email)
		if err != nil {
			return err
		}
		for _, o := range same {
			if o.ID != m.from.ID && o.Kind == operator.Team {
				return emailTaken(m.from.Email, o)
			}
		}
	}
	for system, key := range m.from.External {
		id := externalID{system, key}
		found, err := m.r.PeopleByExternalID(key)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(o store.Person) bool { return o.ID != m.from.ID && o.Kind == m.from.Kind && id.of(o.External) }) {
			return id.taken()
		}
	}
	return nil
}

func (m *merging) partSales() error {
	for _, was := range m.row.Sales {
		sale, _, err := m.r.Sale(was.Sale)
		if err != nil {
			return err
		}
		sale.Buyers = was.Was
		if err := m.tx.PutSale(&sale); err != nil {
			return err
		}
		m.touched.add(sale.Property, "transactions", sale.ID.String())
	}
	return nil
}

func (m *merging) partAssignments() error {
	for _, a := range mergedAssignments(m.row.Assigned, m.into.ID) {
		if err := m.tx.DeleteAssignment(a); err != nil {
			return err
		}
	}
	for _, a := range m.row.Assigned {
		if err := m.tx.PutAssignment(a); err != nil {
			return err
		}
		if a.Person == m.from.ID && !a.Property.IsZero() {
			m.touched.add(a.Property, "assigned", m.from.ID.String())
		}
	}
	for _, id := range m.row.Primary {
		p, _, err := m.r.Property(id)
		if err != nil {
			return err
		}
		if p.Primary != m.into.ID {
			continue // it has moved to where neither works
		}
		p.Primary = m.from.ID
		if err := m.tx.PutProperty(&p); err != nil {
			return err
		}
		m.touched.add(id, "primary", m.from.ID.String())
	}
	return nil
}
