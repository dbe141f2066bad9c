package app

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListPeople lists the directory.
func (a *App) ListPeople(ctx context.Context, req operator.ListPeopleRequest) (operator.Page[operator.Person], error) {
	return view(ctx, a, req, (*session).listPeople)
}

// personPlace is a place in the list of people, as a cursor keeps it.
type personPlace struct {
	Name string            `json:"n"`
	ID   operator.PersonID `json:"i"`
}

func (s *session) listPeople(req operator.ListPeopleRequest) (operator.Page[operator.Person], error) {
	var none operator.Page[operator.Person]
	if err := checkPeopleFilter(req); err != nil {
		return none, err
	}
	after, err := placeOf[personPlace](s, "people", req.Paging)
	if err != nil {
		return none, err
	}
	var from store.NamePlace
	if after != nil {
		from = store.NamePlace{Name: after.Name, ID: after.ID}
	}
	people, err := s.candidates(req, from)
	if err != nil {
		return none, err
	}
	known, err := s.knowing()
	if err != nil {
		return none, err
	}
	match := strings.Fields(operator.Fold(req.Match))
	keep := func(p store.Person) (bool, error) {
		if !fits(p, req) || !matches(p, match) {
			return false, nil
		}
		if ok, err := known(p, match); err != nil || !ok || !req.Namesakes {
			return ok, err
		}
		return s.hasNamesake(p, known)
	}
	return pageOf(s, "people", req.Paging, placed(people, placeOfPerson), keep, s.personView)
}

// hasNamesake says whether another of their kind, whom the actor knows of, has a person's name.
func (s *session) hasNamesake(p store.Person, known func(store.Person, []string) (bool, error)) (bool, error) {
	named, err := s.r.PeopleNamed(p.Kind, p.Name)
	for _, o := range named {
		if o.ID == p.ID {
			continue
		}
		if is, err := known(o, nil); err != nil || is {
			return is, err
		}
	}
	return false, err
}

func checkPeopleFilter(req operator.ListPeopleRequest) error {
	if err := checkKind(req.Kind, true); err != nil {
		return err
	}
	if !slices.Contains([]operator.PersonStatus{"", operator.Active, operator.Deactivated}, req.Status) {
		return operator.Errorf(operator.Invalid, "%q is not a state of a person", req.Status).
			WithHint("use active or deactivated").Reason("bad_status")
	}
	if !slices.Contains([]operator.Role{"", operator.Admin, operator.Member, operator.Auditor}, req.Role) {
		return operator.Errorf(operator.Invalid, "%q is not a role", req.Role).
			WithHint("use admin, member or auditor").Reason("bad_role")
	}
	return operator.CheckLine("what to match", req.Match)
}

func placeOfPerson(p store.Person) personPlace { return personPlace{operator.Fold(p.Name), p.ID} }

func byName(p, o store.Person) int {
	return cmp.Or(strings.Compare(operator.Fold(p.Name), operator.Fold(o.Name)), cmp.Compare(p.ID, o.ID))
}

// candidates yields, in the order of names, those among whom a list is to look:
// the directory, or less of it where that can be found quickly.
func (s *session) candidates(req operator.ListPeopleRequest, from store.NamePlace) (iter.Seq2[store.Person, error], error) {
	var people []store.Person
	var err error
	switch match := strings.Fields(req.Match); {
	case s.actor.Kind != operator.Team:
		people, err = s.acquaintances()
	case len(match) > 0:
		longest := slices.MaxFunc(match, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		people, err = collect(s.r.PeopleByWord(longest))
	default:
		return s.r.People(req.Kind, from), nil
	}
	people = slices.DeleteFunc(people, func(p store.Person) bool {
		return cmp.Or(strings.Compare(operator.Fold(p.Name), from.Name), cmp.Compare(p.ID, from.ID)) <= 0
	})
	slices.SortFunc(people, byName)
	return each(people), err
}

// peopleLike yields those among whom a completion or "did you mean" looks: who
// has a word that begins so, or for who knows few people, those.
func (s *session) peopleLike(kind operator.PersonKind, prefix string) (iter.Seq2[store.Person, error], error) {
	switch {
	case s.actor.Kind != operator.Team:
		people, err := s.acquaintances()
		slices.SortFunc(people, byName)
		return each(people), err
	case prefix == "":
		return s.r.People(kind, store.NamePlace{}), nil
	}
	return s.r.PeopleByWord(prefix), nil
}

// each yields what a list holds.
func each[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// companions are the people of the conversations the actor is in.
func (s *session) companions() (map[operator.PersonID]bool, error) {
	ids := map[operator.PersonID]bool{}
	for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
		if err != nil {
			return nil, err
		}
		c, _, err := s.r.Conversation(e.Conversation)
		if err != nil {
			return nil, err
		}
		for _, p := range c.Participants {
			ids[p.Person] = true
		}
	}
	return ids, nil
}

// acquaintances is everybody of whom a buyer or contact may know: themselves,
// their companions, and who buys or works on a home that they buy. Who was erased is
// nobody to know of.
func (s *session) acquaintances() ([]store.Person, error) {
	ids, err := s.companions()
	if err != nil {
		return nil, err
	}
	ids[s.actor.ID] = true
	if err := s.addNeighbours(ids); err != nil {
		return nil, err
	}
	people := make([]store.Person, 0, len(ids))
	for id := range ids {
		p, err := s.person(id)
		if err != nil {
			return nil, err
		}
		if p.Erased.IsZero() {
			people = append(people, p)
		}
	}
	return people, nil
}

// addNeighbours adds who buys or works on a home that the actor buys.
func (s *session) addNeighbours(ids map[operator.PersonID]bool) error {
	sales, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		h, err := s.home(sale.Property)
		if err != nil {
			return err
		}
		if !h.facts.Buyer || h.Sale != sale.ID {
			continue
		}
		for _, b := range sale.Buyers {
			ids[b.Person] = true
		}
		team, err := s.teamOf(h.Property)
		if err != nil {
			return err
		}
		for _, p := range team {
			ids[p.ID] = true
		}
	}
	return nil
}

// knowing is knows for many people: it looks the actor's conversations up once.
// Who may not see somebody's e-mail does not find them by it either.
func (s *session) knowing() (func(store.Person, []string) (bool, error), error) {
	if s.seesAll() {
		return func(store.Person, []string) (bool, error) { return true, nil }, nil
	}
	together, err := s.companions()
	if err != nil {
		return nil, err
	}
	far, err := s.far()
	if err != nil {
		return nil, err
	}
	return func(p store.Person, match []string) (bool, error) {
		if is, err := far(p); err != nil || is && !together[p.ID] {
			return false, err
		}
		mail, err := s.seesMail(p)
		if err != nil || mail {
			return mail, err
		}
		if !matches(store.Person{Name: p.Name}, match) {
			return false, nil
		}
		if together[p.ID] {
			return true, nil
		}
		shared, err := s.sharedHome(p)
		return shared.any, err
	}, nil
}

// far tells quickly of buyers that they have no home in common with the actor.
// It leaves the others to be looked at closely.
func (s *session) far() (func(store.Person) (bool, error), error) {
	assigned, err := s.r.AssignmentsOf(s.actor.ID)
	if err != nil {
		return nil, err
	}
	own, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return nil, err
	}
	near := map[operator.PropertyID]bool{}
	for _, sale := range own {
		near[sale.Property] = true
	}
	for _, a := range assigned {
		near[a.Property] = true // zero for a community, all of whose homes are near
	}
	return func(p store.Person) (bool, error) {
		if p.Kind != operator.Buyer || near[0] || p.ID == s.actor.ID {
			return false, nil
		}
		sales, err := s.r.SalesOf(p.ID)
		return len(sales) > 0 && !slices.ContainsFunc(sales, func(sale store.Sale) bool { return near[sale.Property] }), err
	}, nil
}

func fits(p store.Person, req operator.ListPeopleRequest) bool {
	return (req.Kind == "" || p.Kind == req.Kind) && (req.Status == "" || statusOf(p) == req.Status) &&
		(req.Role == "" || p.Role == req.Role)
}

// matches says whether each of the words begins a word of a person's name or
// e-mail address.
func matches(p store.Person, match []string) bool {
	return len(match) == 0 || begin(match, p.Words())
}

// begin says whether each of the words to match begins one of those that there are.
func begin(match, have []string) bool {
	for _, word := range match {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, word) }) {
			return false
		}
	}
	return true
}
