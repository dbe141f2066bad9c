package app

import (
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type updateRows = func(*updatePlace) iter.Seq2[posted, error]

// updateRows chooses how to go through updates: those of one home or of one group
// from its own list, the unseen from the actor's, those of few homes from each of
// them, and all by their posts.
func (s *session) updateRows(req operator.ListUpdatesRequest) (updateRows, string, error) {
	switch {
	case req.Property != "":
		h, err := s.findProperty(req.Property)
		if err != nil {
			return nil, "", err
		}
		return s.collected(s.r.UpdatesOf(h.ID)), "updates of " + h.ID.String(), nil
	case req.Group != "":
		p, _, err := s.findUpdate(req.Group)
		if err != nil {
			return nil, "", err
		}
		of := func(after *updatePlace) iter.Seq2[posted, error] { return s.ofPost(p.post, after) }
		return of, "updates with " + p.ID.String(), nil
	case req.Unseen:
		return s.collected(s.unseenUpdates()), "updates unseen", nil
	}
	states, rare := statesOf(req.State)
	homes, few, err := []operator.PropertyID(nil), false, error(nil)
	switch {
	case rare: // there are fewer posts in these states than updates of any homes
	case req.Own || !s.seesAll():
		homes, few, err = s.ownHomes()
	case req.Community != "":
		var c store.Community
		if c, err = s.findCommunity(req.Community); err == nil {
			homes, few, err = s.homesOf(c.ID, fewHomes)
		}
	}
	if err != nil {
		return nil, "", err
	}
	if few {
		return s.collected(s.updatesOf(homes)), "updates", nil
	}
	return func(after *updatePlace) iter.Seq2[posted, error] { return s.byPosts(states, after) }, "updates", nil
}

// statesOf is the states of the posts whose updates can be in a state. Rare says that
// they are states in which posts do not stay.
func statesOf(wanted operator.UpdateState) (states []store.PostState, rare bool) {
	switch wanted {
	case operator.UpdateDraft:
		return []store.PostState{store.PostDraft}, true
	case operator.UpdateScheduled:
		return []store.PostState{store.PostScheduled}, true
	case operator.UpdatePublished:
		return []store.PostState{store.PostPublished}, false
	case operator.UpdateDeleted: // on one home, or with the whole post
		return []store.PostState{store.PostPublished, store.PostScheduled, store.PostDraft, store.PostDeleted}, false
	}
	return []store.PostState{store.PostPublished, store.PostScheduled, store.PostDraft}, false
}

// fewHomes are so few that the updates of each are read by themselves, and merged. The
// other way goes through all posts, and where these few are of a hundred thousand homes
// it would look at as many updates for a page.
const fewHomes = 4096

// ownHomes is the homes that the actor buys or is assigned to. Where they are not few, as
// those of whole communities can be, they are not all given.
func (s *session) ownHomes() (homes []operator.PropertyID, few bool, err error) {
	sales, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return nil, false, err
	}
	for _, sale := range sales {
		homes = append(homes, sale.Property)
	}
	assigned, err := s.r.AssignmentsOf(s.actor.ID)
	if err != nil {
		return nil, false, err
	}
	for _, a := range assigned {
		if !a.Property.IsZero() {
			homes = append(homes, a.Property)
			continue
		}
		in, few, err := s.homesOf(a.Community, fewHomes-len(homes))
		if err != nil || !few {
			return nil, false, err
		}
		homes = append(homes, in...)
	}
	slices.Sort(homes)
	return slices.Compact(homes), true, nil
}

// homesOf is the homes of a community, if there are no more than most.
func (s *session) homesOf(id operator.CommunityID, most int) (homes []operator.PropertyID, few bool, err error) {
	for p, err := range s.r.Properties(id, 0, "") {
		if err != nil {
			return nil, false, err
		}
		if len(homes) >= most {
			return nil, false, nil
		}
		homes = append(homes, p.ID)
	}
	return homes, true, nil
}

// isOwn says whether the actor buys a home or is assigned to it.
func (s *session) isOwn(h home) (bool, error) {
	if h.facts.Buyer || h.facts.Assigned {
		return true, nil
	}
	return s.worksOn(s.actor, h.ID)
}

// updatesOf goes through the updates of several homes.
func (s *session) updatesOf(homes []operator.PropertyID) iter.Seq2[store.Update, error] {
	return func(yield func(store.Update, error) bool) {
		for _, h := range homes {
			for u, err := range s.r.UpdatesOf(h) {
				if !yield(u, err) || err != nil {
					return
				}
			}
		}
	}
}

// collected holds the updates of a home or a person, which are few, to put them in
// the order of lists.
func (s *session) collected(rows iter.Seq2[store.Update, error]) updateRows {
	return func(after *updatePlace) iter.Seq2[posted, error] {
		return func(yield func(posted, error) bool) {
			var all []posted
			for u, err := range rows {
				var p posted
				if err == nil {
					p, err = s.withPost(u)
				}
				if err != nil {
					yield(posted{}, err)
					return
				}
				if after == nil || after.compare(placeOfUpdate(p)) < 0 {
					all = append(all, p)
				}
			}
			slices.SortFunc(all, newestFirst)
			for _, p := range all {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// byPosts goes through all posts in some states, the newest first, and through
// the updates of each.
func (s *session) byPosts(states []store.PostState, after *updatePlace) iter.Seq2[posted, error] {
	return func(yield func(posted, error) bool) {
		var sources []iter.Seq2[store.Post, error]
		for _, state := range states {
			sources = append(sources, s.r.Posts(state, fromPost(after)))
		}
		for post, err := range merged(sources, newerPost) {
			if err != nil {
				yield(posted{}, err)
				return
			}
			remember(s.posts, post.ID, post)
			for p, err := range s.ofPost(post, after) {
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// fromPost is where the posts begin whose updates follow a place: the post that a page
// ended in is gone on with.
func fromPost(after *updatePlace) *store.Place {
	if after == nil {
		return nil
	}
	return &store.Place{At: after.At, ID: uint64(after.Post) + 1}
}

// ofPost goes through the updates of a post as lists have them, by the numbers of their
// homes, without holding them: there can be ten thousand.
func (s *session) ofPost(post store.Post, after *updatePlace) iter.Seq2[posted, error] {
	return func(yield func(posted, error) bool) {
		before := operator.PropertyID(0)
		if after != nil && after.Post == post.ID {
			u, _, err := s.r.Update(after.Update)
			if err != nil {
				yield(posted{}, err)
				return
			}
			before = u.Property
		}
		for u, err := range s.r.UpdatesOfPostDown(post.ID, before) {
			if !yield(posted{u, post}, err) || err != nil {
				return
			}
		}
	}
}

// notBefore ends updates, the newest first, with the first that is too old.
func notBefore(since time.Time, rows iter.Seq2[posted, error]) iter.Seq2[posted, error] {
	return func(yield func(posted, error) bool) {
		for p, err := range rows {
			if err == nil && p.at().Before(since) || !yield(p, err) {
				return
			}
		}
	}
}

func newerPost(a, b store.Post) bool {
	if !a.Order().Equal(b.Order()) {
		return a.Order().After(b.Order())
	}
	return a.ID > b.ID
}

// merged goes through sequences that are in an order as through one.
func merged[T any](sources []iter.Seq2[T, error], before func(a, b T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		type head struct {
			item T
			next func() (T, error, bool)
		}
		var heads []head
		for _, source := range sources {
			next, stop := iter.Pull2(source)
			defer stop()
			item, err, ok := next()
			if err != nil {
				yield(item, err)
				return
			}
			if ok {
				heads = append(heads, head{item, next})
			}
		}
		for len(heads) > 0 {
			first := 0
			for i := range heads {
				if before(heads[i].item, heads[first].item) {
					first = i
				}
			}
			if !yield(heads[first].item, nil) {
				return
			}
			item, err, ok := heads[first].next()
			switch {
			case err != nil:
				yield(item, err)
				return
			case ok:
				heads[first].item = item
			default:
				heads = slices.Delete(heads, first, first+1)
			}
		}
	}
}
