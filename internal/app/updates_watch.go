package app

import (
	"slices"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateChange is the publication of an update that the actor has not seen yet, or that
// they were reminded of one. A post to many homes is published by one event, which is news once.
func (s *session) updateChange(e store.Event) (operator.InboxChange, bool, error) {
	none := operator.InboxChange{}
	p, ok, err := s.newsOf(e)
	if err != nil || !ok {
		return none, false, err
	}
	h, err := s.home(p.Property)
	if err != nil {
		return none, false, err
	}
	f, err := s.feedOf(h)
	if err != nil {
		return none, false, err
	}
	if sees, err := s.sees(f, p); err != nil || !sees {
		return none, false, err
	}
	c := operator.InboxChange{Cursor: cursorAt(s, watchList, e.Seq), At: e.At, Action: "update.published", Property: h.Code}
	if e.Action == "update.reminded" {
		c.Action = e.Action
	}
	if c.Actor, err = s.summary(namedBy(e)); err != nil {
		return c, false, err
	}
	if c.Unseen, err = s.countUnseen(); err != nil {
		return c, false, err
	}
	u, err := s.showUpdate(p, f)
	c.Update = &u
	return c, true, err
}

// newsOf is the update that an event published, if the actor has it unseen, or reminded
// them of.
func (s *session) newsOf(e store.Event) (posted, bool, error) {
	switch e.Action {
	case "update.published":
		var id operator.UpdateID
		if id.UnmarshalText([]byte(e.Object)) != nil {
			return posted{}, false, nil
		}
		u, ok, err := s.r.Update(id)
		if err != nil || !ok {
			return posted{}, false, err
		}
		p, err := s.withPost(u)
		if err != nil || p.post.Homes > 1 {
			return p, false, err
		}
		unseen, err := s.isUnseen(p)
		return p, unseen, err
	case "update.reminded":
		return s.remindedOf(e)
	case "updates.published":
		of, err := strconv.ParseUint(e.Refs["post"], 10, 64)
		if err != nil {
			return posted{}, false, nil
		}
		for row, err := range s.r.Unseen(s.actor.ID, 0) {
			if err != nil {
				return posted{}, false, err
			}
			if uint64(row.Post) != of {
				continue
			}
			u, _, err := s.r.Update(row.Update)
			if err != nil {
				return posted{}, false, err
			}
			p, err := s.withPost(u)
			return p, err == nil && p.live(), err
		}
	}
	return posted{}, false, nil
}

// remindedOf is the update that an event reminded the actor of, if it still lacks their
// acknowledgement.
func (s *session) remindedOf(e store.Event) (posted, bool, error) {
	var id operator.UpdateID
	named := func(me operator.PersonID) bool { return refersTo(e, me.String()) }
	if id.UnmarshalText([]byte(e.Object)) != nil || !named(s.actor.ID) && !slices.ContainsFunc(s.actor.Aliases, named) {
		return posted{}, false, nil
	}
	u, ok, err := s.r.Update(id)
	if err != nil || !ok {
		return posted{}, false, err
	}
	p, err := s.withPost(u)
	if err != nil || !p.live() {
		return p, false, err
	}
	r, _, err := s.r.Receipt(id, s.actor.ID)
	return p, r.Acknowledged.IsZero() || r.OnBehalf, err
}
