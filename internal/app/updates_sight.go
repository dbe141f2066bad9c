package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// feed is a home, and what the actor sees of its updates.
type feed struct {
	home
	team bool       // sees all that was published, of every sale
	post bool       // may post, and sees drafts
	sale store.Sale // by which the actor buys
	mine store.SaleBuyer
}

// feedOf finds out what the actor sees of a home's updates.
func (s *session) feedOf(h home) (feed, error) {
	f := feed{home: h}
	if !policy.Decide(policy.ReadUpdates, h.facts).Allowed {
		return f, nil
	}
	f.post = policy.Decide(policy.PostUpdates, h.facts).Allowed
	f.team = policy.Decide(policy.SeePrivate, h.facts).Allowed
	if !h.facts.Buyer {
		return f, nil
	}
	var err error
	if f.sale, err = s.sale(h.Sale); err == nil {
		f.mine = buyerOf(f.sale, s.actor.ID)
	}
	return f, err
}

// buyerOf is a person as a buyer of a sale; zero if they are none.
func buyerOf(sale store.Sale, who operator.PersonID) store.SaleBuyer {
	for _, b := range sale.Buyers {
		if b.Person == who {
			return b
		}
	}
	return store.SaleBuyer{}
}

// posted is an update with its post, as they are kept.
type posted struct {
	store.Update
	post store.Post
}

// content is what the update says.
func (p posted) content() store.Content {
	switch {
	case p.state() == operator.UpdateDeleted:
		return store.Content{}
	case p.Own != nil:
		return *p.Own
	}
	return p.post.Content
}

func (p posted) state() operator.UpdateState {
	switch {
	case p.Removed != nil, p.post.State == store.PostDeleted:
		return operator.UpdateDeleted
	case p.post.State == store.PostDraft:
		return operator.UpdateDraft
	case p.post.State == store.PostScheduled:
		return operator.UpdateScheduled
	}
	return operator.UpdatePublished
}

// live says that the update is published, and was not taken back.
func (p posted) live() bool { return p.post.State == store.PostPublished && p.Removed == nil }

// at is where the update stands in lists, the same for all of its post.
func (p posted) at() time.Time { return p.post.Order() }

// sees says whether who the feed is for sees an update of it.
func (s *session) sees(f feed, p posted) (bool, error) {
	switch p.post.State {
	case store.PostStaged:
		return false, nil
	case store.PostDraft, store.PostScheduled:
		return f.post, nil
	case store.PostDeleted:
		if p.post.Published.IsZero() { // it never was more than a draft
			return f.post, nil
		}
	}
	if p.Removed != nil && p.Removed.At.Before(p.post.Published) {
		return f.post, nil // on this home it never was more than a draft
	}
	if f.team || f.mine.Person.IsZero() {
		return f.team, nil
	}
	return s.buyerSees(f.sale, f.mine, p)
}

// buyerSees is rule 2 of sales: a buyer sees what was published in their own sale,
// what was published without a sale on or after their contract date, and what is
// for whoever buys the home. Who joined the sale later sees from then on.
func (s *session) buyerSees(sale store.Sale, mine store.SaleBuyer, p posted) (bool, error) {
	switch {
	case p.post.ForHome:
		return true, nil
	case mine.Since.After(sale.Created) && p.post.Published.Before(mine.Since):
		return false, nil
	case !p.Sale.IsZero():
		return p.Sale == sale.ID, nil
	case sale.ContractDate == "":
		return false, nil
	}
	zone, err := s.zone()
	if err != nil {
		return false, err
	}
	return p.post.Published.In(zone).Format(time.DateOnly) >= string(sale.ContractDate), nil
}

// withPost is an update with its post.
func (s *session) withPost(u store.Update) (posted, error) {
	post, ok := s.posts[u.Post]
	if !ok {
		var err error
		if post, ok, err = s.r.Post(u.Post); err != nil {
			return posted{}, err
		}
		if !ok {
			return posted{}, operator.Errorf(operator.IO, "update %s names a post that is not there", u.ID).
				WithHint("operator check").Reason("dangling")
		}
		remember(s.posts, u.Post, post)
	}
	return posted{u, post}, nil
}

// findUpdate resolves a reference to an update that the actor may see.
func (s *session) findUpdate(ref operator.Ref) (posted, feed, error) {
	var id operator.UpdateID
	if err := id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))); err != nil || id.IsZero() {
		return posted{}, feed{}, s.noUpdate(ref)
	}
	u, ok, err := s.r.Update(id)
	if err != nil {
		return posted{}, feed{}, err
	}
	if !ok {
		return posted{}, feed{}, s.noUpdate(ref)
	}
	p, err := s.withPost(u)
	if err != nil {
		return posted{}, feed{}, err
	}
	h, err := s.home(u.Property)
	if err != nil {
		return posted{}, feed{}, err
	}
	f, err := s.feedOf(h)
	if err != nil {
		return posted{}, feed{}, err
	}
	if sees, err := s.sees(f, p); err != nil || !sees {
		return posted{}, feed{}, orElse(err, s.noUpdate(ref))
	}
	return p, f, nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// noUpdate is the answer for an update that is not there, and for one that must
// not be known of.
func (s *session) noUpdate(ref operator.Ref) error {
	hint, err := s.orHome(ref, 'U', "operator update list -p ", "operator update list")
	return notFound("update", ref, hint, err)
}

// member is somebody who sees the feed of a home: since when they are on its team,
// and as which buyer of its current sale. Leavers are members, and come back.
type member struct {
	store.Person
	team  time.Time // zero for who is not on the team
	buyer store.SaleBuyer
}

// following is a home with everybody who sees its feed, by their numbers.
type following struct {
	home
	sale    store.Sale // the current one
	members []member
}

// followingOf finds who sees the feed of a home.
func (s *session) followingOf(h home) (following, error) {
	f := following{home: h}
	team, err := s.r.PropertyTeam(h.ID)
	if err != nil {
		return f, err
	}
	wide, err := s.wideTeam(h.Community)
	if err != nil {
		return f, err
	}
	for _, a := range append(team, wide...) {
		if err := s.follows(&f, a.Person, func(m *member) {
			if m.Kind == operator.Team && (m.team.IsZero() || a.Since.Before(m.team)) {
				m.team = a.Since
			}
		}); err != nil {
			return f, err
		}
	}
	if h.Sale.IsZero() {
		return f, nil
	}
	if f.sale, err = s.sale(h.Sale); err != nil || f.sale.Status == operator.SaleWithdrawn {
		return f, err
	}
	for _, b := range f.sale.Buyers {
		if err := s.follows(&f, b.Person, func(m *member) { m.buyer = b }); err != nil {
			return f, err
		}
	}
	return f, nil
}

// follows adds a person to a following, or to what is known of them in it.
func (s *session) follows(f *following, id operator.PersonID, note func(*member)) error {
	who, err := s.person(id)
	if err != nil {
		return err
	}
	i, there := slices.BinarySearchFunc(f.members, who.ID, func(m member, id operator.PersonID) int { return cmp.Compare(m.ID, id) })
	if !there {
		f.members = slices.Insert(f.members, i, member{Person: who})
	}
	note(&f.members[i])
	return nil
}

// active is the members who can sign in.
func (f following) active() []member {
	return slices.DeleteFunc(slices.Clone(f.members), func(m member) bool { return m.Deactivated })
}

// member is what somebody is to the feed; nil if they do not see it.
func (f following) member(who operator.PersonID) *member {
	for i := range f.members {
		if f.members[i].ID == who {
			return &f.members[i]
		}
	}
	return nil
}

// reach says whether a member sees what was published on the home, and since when
// they are there to see it: the team all, buyers what their sale gives them.
func (s *session) reach(f following, p posted, m member) (since time.Time, sees bool, err error) {
	if !m.buyer.Person.IsZero() {
		if sees, err = s.buyerSees(f.sale, m.buyer, p); err != nil {
			return since, false, err
		}
	}
	switch {
	case !sees:
		return m.team, !m.team.IsZero(), nil
	case m.team.IsZero() || m.buyer.Since.Before(m.team):
		return m.buyer.Since, true, nil
	}
	return m.team, true, nil
}

// audienceOf is who sees what is published on a home now, but for leavers.
func (s *session) audienceOf(h home) ([]store.Person, error) {
	f, err := s.followingOf(h)
	var people []store.Person
	for _, m := range f.active() {
		people = append(people, m.Person)
	}
	return people, err
}
