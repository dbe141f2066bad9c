package app

import (
	"context"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// provesSight says whether what the actor does proves that they saw it: not where
// somebody else took a buyer's name, as who can open the store can. Who works on
// the home they buy is no exception: it is the buyer's receipt that is proof.
func (s *session) provesSight(f feed) bool { return !s.standsIn() || !f.facts.Buyer }

// markSeen notes that the actor has seen an update, once.
func (s *session) markSeen(p posted, f feed) error {
	unseen, err := s.isUnseen(p)
	if err != nil || !unseen || !s.provesSight(f) {
		return err
	}
	r, _, err := s.r.Receipt(p.ID, s.actor.ID)
	if err != nil {
		return err
	}
	r.Update, r.Person, r.Means = p.ID, s.actor.ID, s.source()
	if r.Seen.IsZero() {
		r.Seen = s.now
	}
	if r.Delivered, err = s.deliveredTo(r, p, f.home); err != nil {
		return err
	}
	if err := s.tx.PutReceipt(r); err != nil {
		return err
	}
	s.record("update.seen", p.ID.String(), p.Property, nil, nil)
	return s.tx.DeleteUnseen(s.actor.ID, p.Property, p.ID)
}

// MarkSeen marks updates seen.
func (a *App) MarkSeen(ctx context.Context, req operator.MarkSeenRequest) ([]operator.Update, error) {
	return change(ctx, a, "update.seen", req, (*session).markAllSeen)
}

func (s *session) markAllSeen(req operator.MarkSeenRequest) ([]operator.Update, error) {
	if req.All == (len(req.Updates) > 0) {
		return nil, operator.Errorf(operator.Usage, "name updates, or all of them").WithHint("operator update seen U17, or --all").Reason("bad_selection")
	}
	refs := req.Updates
	if req.All {
		rows, err := collect(s.r.Unseen(s.actor.ID, 0))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			refs = append(refs, operator.Ref(row.Update.String()))
		}
	}
	seen, named := []operator.Update{}, map[operator.UpdateID]bool{}
	for _, ref := range refs {
		p, f, err := s.findUpdate(ref)
		if req.All && operator.CodeOf(err) == operator.NotFound {
			continue // its post is not published yet
		}
		if err != nil {
			return nil, err
		}
		if named[p.ID] {
			continue
		}
		named[p.ID] = true
		if req.All && (p.state() != operator.UpdatePublished || !s.provesSight(f)) {
			continue
		}
		if !s.provesSight(f) {
			return nil, operator.Errorf(operator.Denied, "what a buyer has seen is proved by the buyer's own sign-in").
				WithHint("leave it to them").Reason("on_behalf")
		}
		if err := s.markSeen(p, f); err != nil {
			return nil, err
		}
		u, err := s.showUpdate(p, f)
		if err != nil {
			return nil, err
		}
		seen = append(seen, u)
	}
	s.unchanged = len(s.events) == 0
	return seen, nil
}

// AcknowledgeUpdate keeps that the actor acknowledged an update.
func (a *App) AcknowledgeUpdate(ctx context.Context, req operator.UpdateRequest) (operator.Update, error) {
	return change(ctx, a, "update.ack", req, func(s *session, req operator.UpdateRequest) (operator.Update, error) {
		return s.react(req.Update, func(p posted, f feed, r *store.Receipt) (string, error) {
			behalf := !s.provesSight(f)
			if !r.Acknowledged.IsZero() && (behalf || !r.OnBehalf) {
				return "", nil
			}
			r.Acknowledged, r.OnBehalf = s.now, behalf
			if behalf {
				return "update.acknowledged_on_behalf", nil
			}
			return "update.acknowledged", s.markSeenIn(p, r)
		})
	})
}

// markSeenIn notes sight in a receipt that is about to be kept.
func (s *session) markSeenIn(p posted, r *store.Receipt) error {
	if r.Seen.IsZero() {
		r.Seen = s.now
	}
	return s.tx.DeleteUnseen(s.actor.ID, p.Property, p.ID)
}

// LikeUpdate likes an update, or takes the like back.
func (a *App) LikeUpdate(ctx context.Context, req operator.LikeUpdateRequest) (operator.Update, error) {
	return change(ctx, a, "update.like", req, func(s *session, req operator.LikeUpdateRequest) (operator.Update, error) {
		return s.react(req.Update, func(_ posted, _ feed, r *store.Receipt) (string, error) {
			switch {
			case req.Unlike && !r.Liked.IsZero():
				r.Liked = store.Receipt{}.Liked
				return "update.unliked", nil
			case !req.Unlike && r.Liked.IsZero():
				r.Liked = s.now
				return "update.liked", nil
			}
			return "", nil
		})
	})
}

// react changes the actor's own receipt of a published update. do says what was
// done; nothing for no change.
func (s *session) react(ref operator.Ref, do func(posted, feed, *store.Receipt) (string, error)) (operator.Update, error) {
	p, f, err := s.findUpdate(ref)
	if err != nil {
		return operator.Update{}, err
	}
	if err := s.allowed(policy.Decide(policy.ReactToUpdate, f.facts), p.ID.String()); err != nil {
		return operator.Update{}, err
	}
	if p.state() != operator.UpdatePublished {
		return operator.Update{}, operator.Errorf(operator.Conflict, "%s is %s", p.ID, p.state()).
			WithHint("operator update list --state published").Reason("not_published")
	}
	r, _, err := s.r.Receipt(p.ID, s.actor.ID)
	if err != nil {
		return operator.Update{}, err
	}
	r.Update, r.Person = p.ID, s.actor.ID
	action, err := do(p, f, &r)
	if err != nil {
		return operator.Update{}, err
	}
	if s.unchanged = action == ""; !s.unchanged {
		if r.Means == "" || strings.HasPrefix(action, "update.acknowledged") {
			r.Means = s.source() // by a like later nothing else was done
		}
		if r.Delivered, err = s.deliveredTo(r, p, f.home); err != nil {
			return operator.Update{}, err
		}
		if err := s.tx.PutReceipt(r); err != nil {
			return operator.Update{}, err
		}
		s.record(action, p.ID.String(), p.Property, nil, nil)
	}
	return s.showUpdate(p, f)
}
