package app

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListUpdates lists updates, the newest first.
func (a *App) ListUpdates(ctx context.Context, req operator.ListUpdatesRequest) (operator.Page[operator.Update], error) {
	return view(ctx, a, req, (*session).listUpdates)
}

func (s *session) listUpdates(req operator.ListUpdatesRequest) (operator.Page[operator.Update], error) {
	none := operator.Page[operator.Update]{}
	keep, err := s.updateFilter(req)
	if err != nil {
		return none, err
	}
	rows, list, err := s.updateRows(req)
	if err != nil {
		return none, err
	}
	after, err := placeOf[updatePlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	var f feed // of the row that keep looked at last, for show
	return pageOf(s, list, req.Paging, placed(rows(after), placeOfUpdate),
		func(p posted) (bool, error) {
			h, err := s.home(p.Property)
			if err != nil {
				return false, err
			}
			if f, err = s.feedOf(h); err != nil {
				return false, err
			}
			if sees, err := s.sees(f, p); err != nil || !sees {
				return false, err
			}
			if own, err := s.isOwn(h); err != nil || req.Own && !own {
				return false, err
			}
			return keep(p)
		},
		func(p posted) (operator.Update, error) { return s.showUpdate(p, f) })
}

// updatePlace is where an update stands in lists: later posts first, and within a
// post the update of the last home first.
type updatePlace struct {
	At     time.Time         `json:"a"`
	Post   store.PostID      `json:"p"`
	Update operator.UpdateID `json:"u"`
}

func placeOfUpdate(p posted) updatePlace { return updatePlace{p.at(), p.Post, p.ID} }

// newestFirst compares updates by where they stand.
func newestFirst(a, b posted) int { return placeOfUpdate(a).compare(placeOfUpdate(b)) }

func (a updatePlace) compare(b updatePlace) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Post, a.Post), cmp.Compare(b.Update, a.Update))
}

type updateRows = func(*updatePlace) iter.Seq2[posted, error]

// updateRows chooses how to go through updates: those of one home or of one group
// from its own list, the unseen from the actor's, and all by their posts.
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
	if !s.seesAll() {
		mine, wide, err := s.ownHomes()
		if err != nil {
			return nil, "", err
		}
		if !wide {
			return s.collected(s.updatesOf(mine)), "updates", nil
		}
	}
	states := []store.PostState{store.PostPublished, store.PostScheduled, store.PostDraft}
	if req.State == operator.UpdateDeleted {
		states = append(states, store.PostDeleted)
	}
	return func(after *updatePlace) iter.Seq2[posted, error] { return s.byPosts(states, after) }, "updates", nil
}

// ownHomes is the homes that the actor buys or is assigned to. Wide says that there
// are communities among the assignments, which can have any number of homes.
func (s *session) ownHomes() (homes []operator.PropertyID, wide bool, err error) {
	sales, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return nil, false, err
	}
	for _, sale := range sales {
		homes = append(homes, sale.Property)
	}
	assigned, err := s.r.AssignmentsOf(s.actor.ID)
	for _, a := range assigned {
		wide = wide || a.Property.IsZero()
		homes = append(homes, a.Property)
	}
	slices.Sort(homes)
	return slices.Compact(homes), wide, err
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
		var from *store.Place
		if after != nil { // the post that the page ended in is gone on with
			from = &store.Place{At: after.At, ID: uint64(after.Post) + 1}
		}
		var sources []iter.Seq2[store.Post, error]
		for _, state := range states {
			sources = append(sources, s.r.Posts(state, from))
		}
		for post, err := range merged(sources, newerPost) {
			if err != nil {
				yield(posted{}, err)
				return
			}
			s.posts[post.ID] = post
			for p, err := range s.ofPost(post, after) {
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// ofPost goes through the updates of a post as lists have them, without holding
// them: there can be ten thousand. Their numbers go up with those of their homes.
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

// updateFilter makes of the conditions of a list a function that says whether an
// update meets them.
func (s *session) updateFilter(req operator.ListUpdatesRequest) (func(posted) (bool, error), error) {
	switch req.State {
	case "", operator.UpdateDraft, operator.UpdateScheduled, operator.UpdatePublished, operator.UpdateDeleted:
	default:
		return nil, operator.Errorf(operator.Usage, "no update state %q", req.State).
			WithHint("--state draft, scheduled, published or deleted").Reason("bad_state")
	}
	since, err := s.instant(req.Since)
	if err != nil {
		return nil, err
	}
	var in operator.CommunityID
	if req.Community != "" {
		c, err := s.findCommunity(req.Community)
		if err != nil {
			return nil, err
		}
		in = c.ID
	}
	return func(p posted) (bool, error) {
		state := p.state()
		switch {
		case req.State == "" && state == operator.UpdateDeleted, req.State != "" && state != req.State:
			return false, nil
		case req.Milestone != "" && operator.Fold(p.post.Milestone) != operator.Fold(req.Milestone):
			return false, nil
		case p.at().Before(since):
			return false, nil
		}
		if !in.IsZero() {
			if h, err := s.home(p.Property); err != nil || h.Community != in {
				return false, err
			}
		}
		if req.Unseen {
			return s.isUnseen(p)
		}
		return true, nil
	}, nil
}
