package app

import (
	"iter"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What a person has not seen is a row each, written when an update is made ready
// to be published, and counted once its post is. So publishing to many homes is
// one small transaction, and counts are exact the moment it is done.

// unseenUpdates goes through what the actor has not seen.
func (s *session) unseenUpdates() iter.Seq2[store.Update, error] {
	return func(yield func(store.Update, error) bool) {
		for row, err := range s.r.Unseen(s.actor.ID, 0) {
			var u store.Update
			if err == nil {
				u, _, err = s.r.Update(row.Update)
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

// countUnseen is how many updates the actor has not seen. Most belong to few posts,
// so each post is looked at once, and no update.
func (s *session) countUnseen() (int, error) {
	n := 0
	for row, err := range s.r.Unseen(s.actor.ID, 0) {
		if err != nil {
			return 0, err
		}
		p, err := s.withPost(store.Update{ID: row.Update, Post: row.Post})
		if err != nil {
			return 0, err
		}
		if p.post.State == store.PostPublished {
			n++
		}
	}
	return n, nil
}

// isUnseen says whether the actor has not seen an update that was published.
func (s *session) isUnseen(p posted) (bool, error) {
	if !p.live() {
		return false, nil
	}
	return s.r.UnseenUpdate(s.actor.ID, p.Property, p.ID)
}

// announce notes for everybody who will see an update of a home that they have not
// seen it. The author has. It is done before the post is published.
func (s *session) announce(f following, p posted) error {
	for _, m := range f.active() {
		if m.Is(p.post.Author) {
			continue
		}
		if err := s.tx.PutUnseen(unseenBy(m, p)); err != nil {
			return err
		}
	}
	return nil
}

func unseenBy(m member, p posted) store.Unseen {
	return store.Unseen{Person: m.ID, Property: p.Property, Update: p.ID, Post: p.Post}
}

// retract takes an update out of what people have not seen.
func (s *session) retract(u store.Update) error {
	rows, err := s.r.WhoHasNotSeen(u.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.tx.DeleteUnseen(row.Person, row.Property, row.Update); err != nil {
			return err
		}
	}
	return nil
}

// followFeed brings what people have not seen of a home in line with who sees it
// now. It is called in the transaction that changes the home's sale or team. Who
// comes back finds unseen what was published since they were first there and what
// they had not seen.
func (s *session) followFeed(id operator.PropertyID, back []operator.PersonID) error {
	s.forgetHome(id)
	h, err := s.home(id)
	if err != nil {
		return err
	}
	f, err := s.followingOf(h)
	if err != nil {
		return err
	}
	updates, err := collect(s.r.UpdatesOf(id))
	if err != nil {
		return err
	}
	for _, u := range updates {
		p, err := s.withPost(u)
		if err == nil {
			err = s.followUpdate(f, p, back)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followUpdate is followFeed for one update.
func (s *session) followUpdate(f following, p posted, back []operator.PersonID) error {
	if !p.live() {
		return s.restage(f, p)
	}
	if err := s.leaveFeed(f, p); err != nil {
		return err
	}
	return s.returnToFeed(f, p, back)
}

// restage makes an update ready again that is ready to be published with others:
// it will be for the sale and for the people there are then.
func (s *session) restage(f following, p posted) error {
	ready, err := s.isReady(p)
	if err != nil || !ready {
		return err
	}
	if sale := saleNow(f.home); sale != p.Sale {
		p.Sale = sale
		if err := s.tx.PutUpdate(&p.Update); err != nil {
			return err
		}
	}
	if err := s.retract(p.Update); err != nil {
		return err
	}
	return s.announce(f, p)
}

// saleNow is the sale that an update belongs to which is published now.
func saleNow(h home) operator.TransactionID {
	if h.Stage == operator.UnderContract || h.Stage == operator.Closed {
		return h.Sale
	}
	return 0
}

// isReady says whether an update is made ready to be published, and waits for the
// others of its post.
func (s *session) isReady(p posted) (bool, error) {
	switch {
	case p.Removed != nil, p.post.State == store.PostPublished, p.post.State == store.PostDeleted:
		return false, nil
	case p.post.State == store.PostStaged:
		return p.post.Target == store.PostPublished, nil
	}
	work, ok, err := s.r.Staging(p.Post)
	if err != nil || !ok || !work.Publish {
		return false, err
	}
	return slices.Contains(work.Homes[:work.Done], p.Property), nil
}

// leaveFeed forgets what those have not seen who do not see it any more.
func (s *session) leaveFeed(f following, p posted) error {
	rows, err := s.r.WhoHasNotSeen(p.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if m := f.member(row.Person); m != nil {
			if _, sees, err := s.reach(f, p, *m); err != nil || sees {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := s.tx.DeleteUnseen(row.Person, row.Property, row.Update); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) returnToFeed(f following, p posted, back []operator.PersonID) error {
	for _, m := range f.active() {
		if !slices.Contains(back, m.ID) || m.Is(p.post.Author) {
			continue
		}
		since, sees, err := s.reach(f, p, m)
		if err != nil {
			return err
		}
		if !sees || since.After(p.post.Published) {
			continue
		}
		r, _, err := s.r.Receipt(p.ID, m.ID)
		if err != nil {
			return err
		}
		if !r.Seen.IsZero() {
			continue
		}
		if err := s.tx.PutUnseen(unseenBy(m, p)); err != nil {
			return err
		}
	}
	return nil
}
