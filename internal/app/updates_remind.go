package app

import (
	"context"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// remindAgain is how long nobody is reminded of the same update again, where nothing else
// is asked for.
const remindAgain = 24 * time.Hour

// RemindUpdates reminds buyers of updates that lack the acknowledgement they ask for. Which
// these are of all is found out in a snapshot: nobody has to wait for that.
func (a *App) RemindUpdates(ctx context.Context, req operator.RemindUpdatesRequest) ([]operator.Reminder, error) {
	ctx = asking(ctx, policy.Asked{Changes: true})
	refs := req.Updates
	if req.All {
		lacking, err := view(ctx, a, req, (*session).unacknowledged)
		if err != nil {
			return nil, err
		}
		refs = lacking
	}
	return change(ctx, a, "update.remind", req, func(s *session, req operator.RemindUpdatesRequest) ([]operator.Reminder, error) {
		return s.remind(req, refs)
	})
}

// remindAges reads the ages of a request.
func remindAges(req operator.RemindUpdatesRequest) (older, every time.Duration, err error) {
	older, every = acksAge, remindAgain
	if req.All == (len(req.Updates) > 0) {
		return 0, 0, operator.Errorf(operator.Usage, "name updates, or all of them").WithHint("operator update remind U17, or --all").Reason("bad_selection")
	}
	if !req.All && (req.Community != "" || req.OlderThan != "") {
		return 0, 0, operator.Errorf(operator.Usage, "a community and an age are for all updates").WithHint("operator update remind --all").Reason("bad_selection")
	}
	if req.OlderThan != "" {
		older, err = when.Age(req.OlderThan)
	}
	if err == nil && req.Every != "" {
		every, err = when.Age(req.Every)
	}
	return older, every, err
}

// unacknowledged is the updates that lack an acknowledgement, on homes that the actor may
// post on, the oldest first.
func (s *session) unacknowledged(req operator.RemindUpdatesRequest) ([]operator.Ref, error) {
	older, every, err := remindAges(req)
	if err != nil {
		return nil, err
	}
	in, err := s.communityIn(req.Community)
	if err != nil {
		return nil, err
	}
	var lacking []posted
	for h, err := range s.privateHomes(in) {
		if err != nil {
			return nil, err
		}
		if h.Sale.IsZero() || !policy.Decide(policy.PostUpdates, h.facts).Allowed {
			continue
		}
		if lacking, err = s.lackingOn(lacking, h, older, every); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(lacking, func(a, b posted) int { return a.post.Published.Compare(b.post.Published) })
	refs := []operator.Ref{}
	for _, p := range lacking[:min(len(lacking), operator.MaxBulk)] {
		refs = append(refs, operator.Ref(p.ID.String()))
	}
	return refs, nil
}

// lackingOn adds the updates of a home that somebody is to be reminded of.
func (s *session) lackingOn(lacking []posted, h home, older, every time.Duration) ([]posted, error) {
	var f following // found out for the first update that asks: many homes have none
	for p, err := range s.publishedOn(h) {
		if err != nil {
			return nil, err
		}
		if !asksToAcknowledge(p) || p.post.Published.After(s.now.Add(-older)) {
			continue
		}
		if f.ID.IsZero() {
			if f, err = s.followingOf(h); err != nil {
				return nil, err
			}
		}
		whom, err := s.toRemind(f, p, every)
		if err != nil {
			return nil, err
		}
		if len(whom) > 0 {
			lacking = append(lacking, p)
		}
	}
	return lacking, nil
}

func asksToAcknowledge(p posted) bool { return p.post.Ack != operator.AckNone && p.post.Ack != "" }

// toRemind is those of whom an update lacks the acknowledgement, but for who was reminded of
// that lately.
func (s *session) toRemind(f following, p posted, every time.Duration) ([]store.Receipt, error) {
	lacks, err := s.lacksAcks(f, p)
	return slices.DeleteFunc(lacks, func(r store.Receipt) bool { return r.Reminded.After(s.now.Add(-every)) }), err
}

// lacksAcks is the receipts of those who are asked to acknowledge an update and have not: of
// nobody where one was enough, and was given.
func (s *session) lacksAcks(f following, p posted) ([]store.Receipt, error) {
	var lacks []store.Receipt
	for _, who := range f.active() {
		_, sees, err := s.reach(f, p, who)
		if err != nil {
			return nil, err
		}
		must, err := s.mustAcknowledge(who.ID, f.home, p)
		if err != nil {
			return nil, err
		}
		if !sees || !must || who.Is(p.post.Author) {
			continue
		}
		r, _, err := s.r.Receipt(p.ID, who.ID)
		if err != nil {
			return nil, err
		}
		switch given := !r.Acknowledged.IsZero() && !r.OnBehalf; {
		case given && p.post.Ack == operator.AckAny:
			return nil, nil
		case !given:
			r.Update, r.Person = p.ID, who.ID
			lacks = append(lacks, r)
		}
	}
	return lacks, nil
}

func (s *session) remind(req operator.RemindUpdatesRequest, refs []operator.Ref) ([]operator.Reminder, error) {
	_, every, err := remindAges(req)
	if err != nil {
		return nil, err
	}
	reminders, named := []operator.Reminder{}, map[operator.UpdateID]bool{}
	for _, ref := range refs {
		p, f, err := s.findUpdate(ref)
		if req.All && operator.CodeOf(err) == operator.NotFound {
			continue // since a moment ago
		}
		if err != nil {
			return nil, err
		}
		if named[p.ID] {
			continue
		}
		named[p.ID] = true
		reminder, err := s.remindOf(p, f, every)
		if err != nil {
			return nil, err
		}
		if len(reminder.People) > 0 {
			reminders = append(reminders, reminder)
		}
	}
	s.unchanged = len(s.events) == 0
	return reminders, nil
}

// remindOf reminds those who have not acknowledged an update.
func (s *session) remindOf(p posted, f feed, every time.Duration) (operator.Reminder, error) {
	reminder := operator.Reminder{Update: p.ID, Property: f.Code, Title: operator.Optional(p.content().Title)}
	if err := s.allowed(policy.Decide(policy.PostUpdates, f.facts), p.ID.String()); err != nil {
		return reminder, err
	}
	switch {
	case !p.live():
		return reminder, operator.Errorf(operator.Conflict, "%s is %s", p.ID, p.state()).
			WithHint("operator update list --state published").Reason("not_published")
	case !asksToAcknowledge(p):
		return reminder, operator.Errorf(operator.Conflict, "%s asks nobody to acknowledge it", p.ID).
			WithHint("operator update edit %s --ack all", p.ID).Reason("not_asked")
	}
	followers, err := s.followingOf(f.home)
	if err != nil {
		return reminder, err
	}
	whom, err := s.toRemind(followers, p, every)
	if err != nil || len(whom) == 0 {
		return reminder, err
	}
	ids := make([]operator.PersonID, len(whom))
	for i, r := range whom {
		ids[i], r.Reminded = r.Person, s.now
		if r.Delivered, err = s.deliveredTo(r, p, f.home); err != nil {
			return reminder, err
		}
		if err := s.tx.PutReceipt(r); err != nil {
			return reminder, err
		}
	}
	s.record("update.reminded", p.ID.String(), p.Property, refsOf("people", ids...), nil)
	reminder.People, err = s.summaries(ids)
	return reminder, err
}
