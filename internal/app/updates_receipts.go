package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListReceipts lists who an update reached.
func (a *App) ListReceipts(ctx context.Context, req operator.ListReceiptsRequest) (operator.Page[operator.Receipt], error) {
	return view(ctx, a, req, (*session).listReceipts)
}

func (s *session) listReceipts(req operator.ListReceiptsRequest) (operator.Page[operator.Receipt], error) {
	none := operator.Page[operator.Receipt]{}
	p, f, err := s.findUpdate(req.Update)
	if err != nil {
		return none, err
	}
	list := "receipts of " + p.ID.String()
	after, err := placeOf[operator.PersonID](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	all, err := s.receiptsOf(p, f)
	if err != nil {
		return none, err
	}
	private := policy.Decide(policy.SeePrivate, f.facts).Allowed
	rows := func(yield func(row[store.Receipt, operator.PersonID], error) bool) {
		for _, r := range all {
			if (after == nil || r.Person > *after) && !yield(row[store.Receipt, operator.PersonID]{r, r.Person}, nil) {
				return
			}
		}
	}
	return pageOf(s, list, req.Paging, rows,
		func(r store.Receipt) (bool, error) { return private || r.Person == s.actor.ID, nil },
		func(r store.Receipt) (operator.Receipt, error) { return s.showReceipt(r, f.home, p) })
}

// receiptsOf is the receipts of an update: of everybody who sees it now, and of
// those who did something with it and do not see it any more.
func (s *session) receiptsOf(p posted, f feed) ([]store.Receipt, error) {
	all, err := collect(s.r.Receipts(p.ID))
	if err != nil || !p.live() {
		return all, err
	}
	for i, r := range all {
		if all[i].Delivered, err = s.deliveredTo(r, p, f.home); err != nil {
			return nil, err
		}
	}
	readers, err := s.followingOf(f.home)
	if err != nil {
		return nil, err
	}
	for _, m := range readers.active() {
		if m.Is(p.post.Author) || slices.ContainsFunc(all, func(r store.Receipt) bool { return r.Person == m.ID }) {
			continue
		}
		since, sees, err := s.reach(readers, p, m)
		if err != nil {
			return nil, err
		}
		if sees {
			all = append(all, store.Receipt{Update: p.ID, Person: m.ID, Delivered: later(p.post.Published, since)})
		}
	}
	slices.SortFunc(all, func(a, b store.Receipt) int { return cmp.Compare(a.Person, b.Person) })
	return all, nil
}

// deliveredTo is when an update came into the feed of who a receipt is of: as it
// was noted, else when it was published or, if that was later, when they came to
// the home. It is zero for those who see it without being on the home.
func (s *session) deliveredTo(r store.Receipt, p posted, h home) (time.Time, error) {
	if !r.Delivered.IsZero() {
		return r.Delivered, nil
	}
	f, err := s.followingOf(h)
	if err != nil {
		return time.Time{}, err
	}
	m := f.member(r.Person)
	if m == nil {
		return time.Time{}, nil
	}
	since, sees, err := s.reach(f, p, *m)
	if err != nil || !sees {
		return time.Time{}, err
	}
	return later(p.post.Published, since), nil
}

// mine is the actor's own receipt of an update; nil where they are no recipient.
func (s *session) mine(p posted, f feed) (*operator.Receipt, error) {
	if !p.live() {
		return nil, nil
	}
	r, ok, err := s.r.Receipt(p.ID, s.actor.ID)
	if err != nil {
		return nil, err
	}
	if own, err := s.isOwn(f.home); err != nil || !ok && !own {
		return nil, err
	}
	r.Update, r.Person = p.ID, s.actor.ID
	if r.Delivered, err = s.deliveredTo(r, p, f.home); err != nil {
		return nil, err
	}
	shown, err := s.showReceipt(r, f.home, p)
	return &shown, err
}

// showReceipt is what a person has done with an update.
func (s *session) showReceipt(r store.Receipt, h home, p posted) (operator.Receipt, error) {
	who, err := s.summary(r.Person)
	shown := operator.Receipt{
		Update: r.Update, Person: who, DeliveredAt: optionalTime(r.Delivered), SeenAt: optionalTime(r.Seen),
		AcknowledgedAt: optionalTime(r.Acknowledged), LikedAt: optionalTime(r.Liked), OnBehalf: r.OnBehalf,
		RemindedAt: optionalTime(r.Reminded),
	}
	if r.Means != "" {
		shown.Means = &r.Means
	}
	if err == nil {
		shown.Required, err = s.mustAcknowledge(r.Person, h, p)
	}
	return shown, err
}

// mustAcknowledge says whether an update asks a person for acknowledgement. Any
// buyer's is enough for the level any, so it asks all of them.
func (s *session) mustAcknowledge(who operator.PersonID, h home, p posted) (bool, error) {
	if p.post.Ack == operator.AckNone || h.Sale.IsZero() {
		return false, nil
	}
	sale, err := s.sale(h.Sale)
	if err != nil || !isBuyer(sale, who) {
		return false, err
	}
	return p.post.Ack != operator.AckPrimary || sale.Buyers[0].Person == who, nil
}

// countReceipts counts who an update reached.
func (s *session) countReceipts(p posted, h home) (*operator.ReceiptCounts, error) {
	var n operator.ReceiptCounts
	if !p.live() {
		return &n, nil
	}
	f, err := s.followingOf(h)
	if err != nil {
		return nil, err
	}
	for _, who := range f.active() {
		_, sees, err := s.reach(f, p, who)
		if err != nil {
			return nil, err
		}
		if !sees || who.Is(p.post.Author) {
			continue
		}
		n.Recipients++
		r, _, err := s.r.Receipt(p.ID, who.ID)
		if err != nil {
			return nil, err
		}
		must, err := s.mustAcknowledge(who.ID, h, p)
		if err != nil {
			return nil, err
		}
		n.Seen += count1(!r.Seen.IsZero())
		n.Liked += count1(!r.Liked.IsZero())
		n.Acknowledged += count1(must && !r.Acknowledged.IsZero() && !r.OnBehalf)
	}
	return &n, nil
}

// count1 counts a thing that is so.
func count1(is bool) int {
	if is {
		return 1
	}
	return 0
}
