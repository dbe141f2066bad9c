package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The groups that a message can be sent to, beside single people.
const (
	groupBuyers = "buyers"
	groupTeam   = "team"
	groupHome   = "home"
	groupTitle  = "title:"
)

// group is whom a message goes to.
type group struct {
	people   []operator.PersonID // in the order of their numbers
	home     bool                // everyone on the home
	warnings []string
}

// groupFor resolves whom a message about a home is for. The sender belongs to it.
func (s *session) groupFor(h home, to []operator.Ref, internal bool) (group, error) {
	if len(to) == 0 {
		return group{}, operator.Errorf(operator.Invalid, "nobody is named to send to").
			WithHint("--to PERSON, buyers, team, home or title:TITLE").Reason("no_recipients")
	}
	if operator.Fold(string(to[0])) == groupHome {
		g, err := s.everyoneOn(h, to, internal)
		if err != nil {
			return g, err
		}
		return g, s.withTeam(h, g)
	}
	if len(to) > operator.MaxParticipants { // each can be a group of many
		return group{}, tooManyPeople(len(to))
	}
	g := group{people: []operator.PersonID{s.actor.ID}}
	for _, ref := range to {
		people, err := s.resolveTo(h, ref)
		if err != nil {
			return g, err
		}
		for _, p := range people {
			if err := s.mayWriteTo(h, p); err != nil {
				return g, err
			}
			if err := s.mayJoin(h, p, internal, &g); err != nil {
				return g, err
			}
			g.people = append(g.people, p.ID)
		}
	}
	slices.Sort(g.people)
	g.people = slices.Compact(g.people)
	switch {
	case len(g.people) == 1:
		return g, operator.Errorf(operator.Invalid, "the message is for nobody but its sender").
			WithHint("name somebody else: --to PERSON, buyers, team or home").Reason("no_recipients")
	case len(g.people) > operator.MaxParticipants:
		return g, tooManyPeople(len(g.people))
	}
	return g, s.withTeam(h, g)
}

// withTeam refuses a conversation that a buyer would start without the team.
func (s *session) withTeam(h home, g group) error {
	if !s.onlyBuys(h) {
		return nil
	}
	for _, id := range g.people {
		p, err := s.person(id)
		if err != nil {
			return err
		}
		if works, err := s.worksOn(p, h.ID); works || err != nil {
			return err
		}
	}
	return operator.Errorf(operator.Invalid, "nobody of the team of %s is among them", h.Code).
		WithHint("name one of it, or the whole: --to team").Reason("no_team")
}

func tooManyPeople(n int) error {
	return operator.Errorf(operator.Invalid, "too many people in one conversation: %d of at most %d", n, operator.MaxParticipants).
		WithHint("post an update to reach many").Reason("too_many")
}

// resolveTo is the people that one word of --to names.
func (s *session) resolveTo(h home, ref operator.Ref) ([]store.Person, error) {
	word := operator.Fold(string(ref))
	switch {
	case word == groupBuyers:
		return s.activeBuyers(h, true)
	case word == groupTeam:
		return s.activeTeam(h, "")
	case strings.HasPrefix(word, groupTitle):
		return s.activeTeam(h, strings.TrimSpace(strings.TrimPrefix(word, groupTitle)))
	case word == groupHome:
		return nil, operator.Errorf(operator.Invalid, "`home` is everyone on the home, and cannot be sent to with others").
			WithHint("--to home alone").Reason("home_alone")
	}
	p, err := s.findPerson(ref, "")
	if err != nil {
		return nil, orGroup(word, err)
	}
	if p.Deactivated {
		return nil, inactive(p)
	}
	return []store.Person{p}, nil
}

// activeBuyers is the buyers of the home's current sale.
func (s *session) activeBuyers(h home, must bool) ([]store.Person, error) {
	var buyers []store.Person
	if !h.Sale.IsZero() {
		sale, _, err := s.r.Sale(h.Sale)
		if err != nil {
			return nil, err
		}
		for _, b := range sale.Buyers {
			p, err := s.person(b.Person)
			if err != nil {
				return nil, err
			}
			if !p.Deactivated {
				buyers = append(buyers, p)
			}
		}
	}
	if must && len(buyers) == 0 {
		return nil, operator.Errorf(operator.Invalid, "%s has no buyers", h.Code).
			WithHint("operator transaction open %s --buyer PERSON", h.Code).Reason("no_buyers")
	}
	return buyers, nil
}

// activeTeam is who works on the home, with the title if one is given.
func (s *session) activeTeam(h home, title string) ([]store.Person, error) {
	all, err := s.teamOf(h.Property)
	if err != nil {
		return nil, err
	}
	team := slices.DeleteFunc(slices.Clone(all), func(p store.Person) bool {
		return p.Deactivated || title != "" && operator.Fold(p.Title) != title
	})
	if len(team) > 0 {
		return team, nil
	}
	what := "nobody works on " + h.Code
	hint := "operator property assign " + h.Code + " PERSON"
	if title != "" {
		what = "nobody who works on " + h.Code + " has the title \"" + title + "\""
		if has := titlesOf(all); len(has) > 0 && s.actor.Kind == operator.Team {
			hint = "they are there: title:" + strings.Join(has, ", title:")
		}
	}
	return nil, operator.Errorf(operator.Invalid, "%s", what).WithHint("%s", hint).Reason("no_team")
}

// teamOf is who is assigned to a home or to its community, by their numbers.
func (s *session) teamOf(p store.Property) ([]store.Person, error) {
	own, err := s.r.PropertyTeam(p.ID)
	if err != nil {
		return nil, err
	}
	wide, err := s.wideTeam(p.Community)
	if err != nil {
		return nil, err
	}
	var ids []operator.PersonID
	for _, a := range append(own, wide...) {
		ids = append(ids, a.Person)
	}
	slices.Sort(ids)
	var team []store.Person
	for _, id := range slices.Compact(ids) {
		who, err := s.person(id)
		if err != nil {
			return nil, err
		}
		team = append(team, who)
	}
	return team, nil
}

// mayWriteTo refuses whom a buyer cannot write to on their home: all but its team
// and the other buyers.
func (s *session) mayWriteTo(h home, p store.Person) error {
	if !s.onlyBuys(h) || p.ID == s.actor.ID {
		return nil
	}
	works, err := s.worksOn(p, h.ID)
	if err != nil || works {
		return err
	}
	buyers, err := s.activeBuyers(h, false)
	if err != nil || slices.ContainsFunc(buyers, func(b store.Person) bool { return b.ID == p.ID }) {
		return err
	}
	return operator.Errorf(operator.Denied, "%s (%s) is neither on the team of %s nor one of its buyers", p.Name, p.ID, h.Code).
		WithHint("operator msg send -p %s --to team", h.Code).Reason("not_on_home")
}

// mayJoin refuses whom a conversation on the home cannot hold, and warns of whom
// one would not expect there.
func (s *session) mayJoin(h home, p store.Person, internal bool, g *group) error {
	if internal && p.Kind != operator.Team {
		return operator.Errorf(operator.Invalid, "%s (%s) is a %s, and an internal conversation is for the team only", p.Name, p.ID, p.Kind).
			WithHint("leave out --internal, or send to team members only").Reason("internal_only")
	}
	f, err := s.factsOf(p, h.Property)
	if err != nil {
		return err
	}
	if p.Kind == operator.Buyer && !f.Buyer {
		g.warnings = append(g.warnings, p.Name+" ("+p.ID.String()+") does not buy "+h.Code+", and would see this conversation all the same")
	}
	return nil
}

// everyoneOn is the group of the home: its team, and the buyers of its sale.
// Before any sale it is the team alone.
func (s *session) everyoneOn(h home, to []operator.Ref, internal bool) (group, error) {
	if len(to) > 1 {
		return group{}, operator.Errorf(operator.Invalid, "`home` is everyone on the home, and cannot be sent to with others").
			WithHint("--to home alone").Reason("home_alone")
	}
	if internal && !h.Sale.IsZero() {
		return group{}, operator.Errorf(operator.Invalid, "the conversation of everyone on %s is shared with its buyers", h.Code).
			WithHint("--to team --internal").Reason("home_shared")
	}
	people, err := s.homeGroup(h)
	if err != nil {
		return group{}, err
	}
	if !slices.Contains(people, s.actor.ID) {
		people = append(people, s.actor.ID)
		slices.Sort(people)
	}
	if len(people) == 1 {
		return group{}, operator.Errorf(operator.Invalid, "nobody is on %s yet", h.Code).
			WithHint("operator property assign %s PERSON", h.Code).Reason("no_team")
	}
	return group{people: people, home: true}, nil
}

// homeGroup is who belongs to the conversation of everyone on a home.
func (s *session) homeGroup(h home) ([]operator.PersonID, error) {
	team, err := s.teamOf(h.Property)
	if err != nil {
		return nil, err
	}
	buyers, err := s.activeBuyers(h, false)
	if err != nil {
		return nil, err
	}
	var ids []operator.PersonID
	for _, p := range append(team, buyers...) {
		if !p.Deactivated {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
