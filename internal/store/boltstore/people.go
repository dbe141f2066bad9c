package boltstore

import (
	"cmp"
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Person(id operator.PersonID) (store.Person, bool, error) {
	return people.get(r.tx, num(id))
}

func (r reader) PeopleByEmail(email string) ([]store.Person, error) {
	return r.peopleWith("by_email", text(email))
}

func (r reader) PeopleByExternalID(id string) ([]store.Person, error) {
	return r.peopleWith("by_external", exact(id))
}

func (r reader) PeopleNamed(kind operator.PersonKind, name string) ([]store.Person, error) {
	return r.peopleWith("by_name", key(text(string(kind)), text(name)))
}

// peopleWith is the people whose key in an index is a prefix and their number.
func (r reader) peopleWith(index string, prefix []byte) ([]store.Person, error) {
	found, err := with(r, people, index, prefix)
	if err != nil || r.later == nil {
		return found, err
	}
	return r.later.with(r, index, prefix, found)
}

// inOrder yields people in the order of an index, in which none may be missing.
func (r reader) inOrder(rows iter.Seq2[store.Person, error]) iter.Seq2[store.Person, error] {
	if r.later == nil {
		return rows
	}
	return func(yield func(store.Person, error) bool) {
		if err := r.later.now(r.tx); err != nil {
			yield(store.Person{}, err)
			return
		}
		rows(yield)
	}
}

func (r reader) People(kind operator.PersonKind, after store.NamePlace) iter.Seq2[store.Person, error] {
	if kind != "" {
		return r.peopleOf(kind, after)
	}
	return merged(byName,
		r.peopleOf(operator.Team, after),
		r.peopleOf(operator.Buyer, after),
		r.peopleOf(operator.Contact, after),
	)
}

func (r reader) peopleOf(kind operator.PersonKind, after store.NamePlace) iter.Seq2[store.Person, error] {
	prefix := text(string(kind))
	return r.inOrder(past(r, people, "by_name", prefix, key(prefix, text(after.Name), num(after.ID))))
}

// byName is the order of the index by_name within a kind.
func byName(a, b store.Person) int {
	return cmp.Or(strings.Compare(operator.Fold(a.Name), operator.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
}

// merged yields the rows of several sequences that are in order, in order.
func merged[V any](order func(a, b V) int, sequences ...iter.Seq2[V, error]) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		type head struct {
			row  V
			err  error
			next func() (V, error, bool)
		}
		var heads []*head
		for _, seq := range sequences {
			next, stop := iter.Pull2(seq)
			defer stop()
			if row, err, ok := next(); ok {
				heads = append(heads, &head{row, err, next})
			}
		}
		for len(heads) > 0 {
			first := 0
			for i, h := range heads {
				if h.err != nil || order(h.row, heads[first].row) < 0 {
					first = i
				}
				if h.err != nil {
					break
				}
			}
			h := heads[first]
			if !yield(h.row, h.err) || h.err != nil {
				return
			}
			var more bool
			if h.row, h.err, more = h.next(); !more {
				heads = append(heads[:first], heads[first+1:]...)
			}
		}
	}
}

func (r reader) PeopleByWord(prefix string) iter.Seq2[store.Person, error] {
	return func(yield func(store.Person, error) bool) {
		seen := map[operator.PersonID]bool{}
		word := text(prefix)
		for p, err := range r.inOrder(past(r, people, "by_word", word[:len(word)-1], nil)) {
			if err != nil {
				yield(p, err)
				return
			}
			if seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			if !yield(p, nil) {
				return
			}
		}
	}
}

func (w writer) PutPerson(p *store.Person) error {
	if w.later != nil {
		return w.later.put(w, p)
	}
	return putNumbered(w, people, &p.ID, p)
}

func (w writer) DeletePerson(id operator.PersonID) error {
	if w.later != nil {
		return w.later.remove(w, id)
	}
	return people.delete(w.tx, num(id))
}

func (r reader) PropertyTeam(id operator.PropertyID) ([]store.Assignment, error) {
	return with(r, assignments, "", key(num(id), num(uint64(0))))
}

func (r reader) CommunityTeam(id operator.CommunityID) ([]store.Assignment, error) {
	return with(r, assignments, "", key(num(uint64(0)), num(id)))
}

func (r reader) AssignmentsOf(id operator.PersonID) ([]store.Assignment, error) {
	return with(r, assignments, "by_person", num(id))
}

func (r reader) Assigned(who operator.PersonID, to operator.PropertyID, in operator.CommunityID) (bool, error) {
	for _, a := range []store.Assignment{{Person: who, Property: to}, {Person: who, Community: in}} {
		if a.Property.IsZero() && a.Community.IsZero() {
			continue
		}
		if _, ok, err := assignments.get(r.tx, assignmentKey(a)); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (w writer) PutAssignment(a store.Assignment) error { return assignments.put(w.tx, a) }

func (w writer) DeleteAssignment(a store.Assignment) error {
	return assignments.delete(w.tx, assignmentKey(a))
}
