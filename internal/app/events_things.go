package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// aboutHome is for events of a home: all for its team; its buyers see what has
// happened since they buy it.
func (in *insight) aboutHome(e store.Event) (level, error) {
	if _, there, err := in.r.Property(e.Property); err != nil || !there {
		return unseen, err
	}
	h, err := in.home(e.Property)
	if err != nil {
		return unseen, err
	}
	if policy.Decide(policy.SeePrivate, h.facts).Allowed {
		return whole, nil
	}
	if about, _, _ := strings.Cut(e.Action, "."); about != "property" && about != "milestone" || !h.facts.Buyer {
		return unseen, nil
	}
	sale, err := in.sale(h.Sale)
	if err != nil || e.At.Before(buyerSince(sale, in.actor.ID)) {
		return unseen, err
	}
	return plain, nil
}

// aboutSale is for events of a sale: all for the team of the home; a buyer sees
// those of their own, since they are on it.
func (in *insight) aboutSale(e store.Event) (level, error) {
	var id operator.TransactionID
	if id.UnmarshalText([]byte(e.Object)) != nil || id.IsZero() {
		return unseen, nil
	}
	sale, ok, err := in.r.Sale(id)
	if err != nil || !ok {
		return unseen, err
	}
	h, err := in.home(sale.Property)
	switch {
	case err != nil, !seesSale(sale, h, in.actor.ID):
		return unseen, err
	case policy.Decide(policy.SeePrivate, h.facts).Allowed:
		return whole, nil
	case e.At.Before(buyerSince(sale, in.actor.ID)):
		return unseen, nil
	}
	return plain, nil
}

// aboutUpdate is for events of updates: for who sees the update. That it was made
// ready is nobody's to see before the whole post is: there could be half of it.
func (in *insight) aboutUpdate(seen *sighted) error {
	var id operator.UpdateID
	if id.UnmarshalText([]byte(seen.Object)) != nil {
		return nil
	}
	u, ok, err := in.r.Update(id)
	if err != nil || !ok {
		return err
	}
	p, err := in.withPost(u)
	if err != nil {
		return err
	}
	if p.post.State == store.PostStaged || seen.Action == "update.published" && p.post.Published.IsZero() {
		seen.staged = true
		return nil
	}
	h, err := in.home(u.Property)
	if err != nil {
		return err
	}
	f, err := in.feedOf(h)
	if err != nil {
		return err
	}
	sees, err := in.sees(f, p)
	switch {
	case err != nil || !sees:
		return err
	case f.team:
		seen.level = whole
	case seen.Action != "update.published" && seen.At.Before(p.post.Published):
		return nil // how it was written is for who may post
	default:
		seen.level = plain
	}
	seen.update = &p
	return nil
}

// buyerSince is since when a person is on a sale.
func buyerSince(sale store.Sale, who operator.PersonID) time.Time {
	i := slices.IndexFunc(sale.Buyers, func(b store.SaleBuyer) bool { return b.Person == who })
	if i < 0 {
		return time.Time{}
	}
	return sale.Buyers[i].Since
}

// aboutThing is for events of people, communities and buildings. Those who buy see
// their own entry only: others are no part of their sale.
func (in *insight) aboutThing(kind, ref string) (level, error) {
	if ref == in.actor.ID.String() {
		return whole, nil
	}
	if in.actor.Kind != operator.Team {
		return unseen, nil
	}
	if seen, ok := in.things[ref]; ok {
		return seen, nil
	}
	seen, err := in.thing(kind, ref)
	in.things[ref] = seen
	return seen, err
}

// aboutPerson is for events of people. One that tells of two, as a merge does, is for who
// sees both: once it is taken back, they are strangers to each other.
func (in *insight) aboutPerson(e store.Event) (level, error) {
	seen, err := in.aboutThing("person", e.Object)
	var other operator.PersonID
	if err != nil || seen == unseen || e.Refs["from"] == "" || other.UnmarshalText([]byte(e.Refs["from"])) != nil {
		return seen, err
	}
	p, ok, err := in.leadsTo(other)
	if err != nil || !ok {
		return unseen, err
	}
	also, err := in.aboutThing("person", p.ID.String())
	return min(seen, also), err
}

// thing is aboutThing of what is not the actor's own, for a team member.
func (in *insight) thing(kind, ref string) (level, error) {
	var person operator.PersonID
	var community operator.CommunityID
	var building operator.BuildingID
	sees := false
	var err error
	switch {
	case kind == "person" && person.UnmarshalText([]byte(ref)) == nil:
		return in.entry(person)
	case kind == "community" && community.UnmarshalText([]byte(ref)) == nil:
		sees, err = in.seesCommunity(community)
	case kind == "building" && building.UnmarshalText([]byte(ref)) == nil:
		var b store.Building
		if b, sees, err = in.r.Building(building); err == nil && sees {
			sees, err = in.seesBuilding(b)
		}
	}
	if err != nil || !sees {
		return unseen, err
	}
	return whole, nil
}

// entry is how much the actor sees of a person's entry in the directory. Of who was merged
// it is as much as of who they have become: alone they have no home that hides them.
func (in *insight) entry(id operator.PersonID) (level, error) {
	p, ok, err := in.leadsTo(id)
	if err != nil || !ok {
		return unseen, err
	}
	rel, err := in.relationTo(p)
	switch {
	case err != nil || !rel.known:
		return unseen, err
	case rel.mail:
		return whole, nil
	}
	return plain, nil
}
