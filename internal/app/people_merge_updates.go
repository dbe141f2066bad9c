package app

import (
	"maps"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// moveUpdates makes what From has seen, acknowledged and liked Into's. An update
// is unseen to Into where either was to see it and neither has.
func (m *merging) moveUpdates() error {
	receipts, err := m.r.ReceiptsOf(m.from.ID)
	if err != nil {
		return err
	}
	ids := map[operator.UpdateID]bool{}
	for _, r := range receipts {
		ids[r.Update] = true
	}
	unseen, err := collect(m.r.Unseen(m.from.ID, 0))
	if err != nil {
		return err
	}
	for _, u := range unseen {
		ids[u.Update] = true
	}
	if err := m.ownUnseen(ids); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if err := m.moveUpdate(id); err != nil {
			return err
		}
	}
	return nil
}

// ownUnseen adds the updates that Into has not seen and From has posted: they are
// Into's own now, which nobody has unseen.
func (m *merging) ownUnseen(ids map[operator.UpdateID]bool) error {
	unseen, err := collect(m.r.Unseen(m.into.ID, 0))
	if err != nil {
		return err
	}
	for _, row := range unseen {
		p, err := m.withPost(store.Update{ID: row.Update, Post: row.Post})
		if err != nil {
			return err
		}
		if m.from.Is(p.post.Author) {
			ids[row.Update] = true
		}
	}
	return nil
}

func (m *merging) moveUpdate(id operator.UpdateID) error {
	u, _, err := m.r.Update(id)
	if err != nil {
		return err
	}
	p, err := m.withPost(u)
	if err != nil {
		return err
	}
	was := store.MergedUpdate{Update: id}
	for _, who := range []operator.PersonID{m.from.ID, m.into.ID} {
		r, ok, err := m.r.Receipt(id, who)
		if err != nil {
			return err
		}
		if ok {
			was.Receipts = append(was.Receipts, r)
		}
		not, err := m.r.UnseenUpdate(who, u.Property, id)
		if err != nil {
			return err
		}
		if not {
			was.Unseen = append(was.Unseen, store.Unseen{Person: who, Property: u.Property, Update: id, Post: u.Post})
		}
	}
	if len(was.Receipts) > 0 {
		was.Is = mergedReceipt(was.Receipts, m.into.ID)
	}
	was.IsUnseen = len(was.Unseen) > 0 && was.Is.Seen.IsZero() && !m.into.Is(p.post.Author)
	m.row.Updates = append(m.row.Updates, was)
	m.touched.add(u.Property, "updates", id.String())
	if err := m.dropFeed(u, m.from.ID, m.into.ID); err != nil {
		return err
	}
	if was.IsUnseen {
		if err := m.tx.PutUnseen(store.Unseen{Person: m.into.ID, Property: u.Property, Update: id, Post: u.Post}); err != nil {
			return err
		}
	}
	if len(was.Receipts) == 0 {
		return nil
	}
	return m.tx.PutReceipt(was.Is)
}

// dropFeed takes away what people have done with an update, or have not.
func (s *session) dropFeed(u store.Update, people ...operator.PersonID) error {
	for _, who := range people {
		if err := s.tx.DeleteReceipt(u.ID, who); err != nil {
			return err
		}
		if err := s.tx.DeleteUnseen(who, u.Property, u.ID); err != nil {
			return err
		}
	}
	return nil
}

// mergedReceipt is what two people have done with an update as what one has: what
// either has done, the first time they did. An acknowledgement that somebody gave
// themselves goes before one that was given for them.
func mergedReceipt(receipts []store.Receipt, into operator.PersonID) store.Receipt {
	is := receipts[0]
	for _, r := range receipts[1:] {
		is.Delivered, is.Seen, is.Liked = first(is.Delivered, r.Delivered), first(is.Seen, r.Seen), first(is.Liked, r.Liked)
		if r.Reminded.After(is.Reminded) {
			is.Reminded = r.Reminded
		}
		better := is.Acknowledged.IsZero() || is.OnBehalf && !r.OnBehalf || is.OnBehalf == r.OnBehalf && r.Acknowledged.Before(is.Acknowledged)
		if !r.Acknowledged.IsZero() && better {
			is.Acknowledged, is.OnBehalf, is.Means = r.Acknowledged, r.OnBehalf, r.Means
		}
	}
	is.Person = into
	return is
}

// first is the earlier of two times that may be none.
func first(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// partUpdates gives each of the two back what they had done with every update, as
// far as it is there still.
func (m *merging) partUpdates() error {
	for _, was := range m.row.Updates {
		u, _, err := m.r.Update(was.Update)
		if err != nil {
			return err
		}
		unseen, err := m.r.UnseenUpdate(m.into.ID, u.Property, u.ID)
		if err != nil {
			return err
		}
		if err := m.dropFeed(u, m.into.ID); err != nil {
			return err
		}
		for _, r := range was.Receipts {
			if err := m.tx.PutReceipt(r); err != nil {
				return err
			}
		}
		m.touched.add(u.Property, "updates", u.ID.String())
		p, err := m.withPost(u)
		if err != nil {
			return err
		}
		if unseen != was.IsUnseen || p.state() == operator.UpdateDeleted {
			continue // it was taken back meanwhile
		}
		for _, row := range was.Unseen {
			if err := m.tx.PutUnseen(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// reachFrom has From not have seen what was published on their homes while they
// were merged, and takes from Into what they do not see any more.
func (m *merging) reachFrom() error {
	homes, err := m.homesWith(m.from.ID)
	if err != nil {
		return err
	}
	for _, home := range homes {
		h, err := m.home(home.ID)
		if err != nil {
			return err
		}
		readers, err := m.followingOf(h)
		if err != nil {
			return err
		}
		updates, err := collect(m.r.UpdatesOf(h.ID))
		if err != nil {
			return err
		}
		for _, u := range updates {
			p, err := m.withPost(u)
			if err != nil {
				return err
			}
			var back []operator.PersonID
			if m.isNews(p) {
				back = []operator.PersonID{m.from.ID}
			}
			if err := m.followUpdate(readers, p, back); err != nil {
				return err
			}
		}
	}
	return nil
}

// isNews says whether an update was published after the merge: one that From was to
// see before it is known to the merge.
func (m *merging) isNews(p posted) bool {
	known := slices.ContainsFunc(m.row.Updates, func(was store.MergedUpdate) bool { return was.Update == p.ID })
	return !known && !p.post.Published.Before(m.row.At)
}
