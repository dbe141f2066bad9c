package app

import (
	"context"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// SetHold puts a home on hold: nothing of its record can be deleted from then on.
func (a *App) SetHold(ctx context.Context, req operator.HoldRequest) (operator.Hold, error) {
	return change(ctx, a, "hold.set", req, (*session).setHold)
}

// ReleaseHold lets go of a home that is on hold.
func (a *App) ReleaseHold(ctx context.Context, req operator.HoldRequest) (operator.Hold, error) {
	return change(ctx, a, "hold.release", req, (*session).releaseHold)
}

// ListHolds lists the homes on hold in the order of their codes.
func (a *App) ListHolds(ctx context.Context, req operator.ListHoldsRequest) (operator.Page[operator.Hold], error) {
	return view(ctx, a, req, (*session).listHolds)
}

func (s *session) setHold(req operator.HoldRequest) (operator.Hold, error) {
	h, reason, err := s.homeToHold(policy.SetHold, req)
	if err != nil {
		return operator.Hold{}, err
	}
	if h.Hold != nil {
		s.unchanged = true
		return s.holdView(h.Property, true)
	}
	h.Hold = &store.Hold{By: s.actor.ID, Since: s.now, Reason: reason}
	if err := s.keepHold(h.Property, "property.hold_set", reason); err != nil {
		return operator.Hold{}, err
	}
	return s.holdView(h.Property, true)
}

func (s *session) releaseHold(req operator.HoldRequest) (operator.Hold, error) {
	h, reason, err := s.homeToHold(policy.ReleaseHold, req)
	if err != nil {
		return operator.Hold{}, err
	}
	released, err := s.holdView(h.Property, false)
	if err != nil || h.Hold == nil {
		s.unchanged = true
		return released, err
	}
	h.Hold = nil
	return released, s.keepHold(h.Property, "property.hold_released", reason)
}

// homeToHold finds a home whose hold is to change, and checks the reason.
func (s *session) homeToHold(action policy.Action, req operator.HoldRequest) (home, string, error) {
	h, err := s.findProperty(req.Property)
	if err != nil {
		return h, "", err
	}
	if err := s.mayOnHome(action, h, req.Property); err != nil {
		return h, "", err
	}
	reason, err := reasonFor("a hold", req.Reason)
	return h, reason, err
}

// reasonFor checks the reason of what has to have one.
func reasonFor(what, text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", operator.Errorf(operator.Invalid, "%s needs a reason", what).
			WithHint("--reason TEXT").Reason("reason_missing")
	}
	return text, operator.CheckLine("the reason", text)
}

func (s *session) keepHold(p store.Property, action, reason string) error {
	p.Updated = s.now
	if err := s.tx.PutProperty(&p); err != nil {
		return err
	}
	s.forgetHome(p.ID)
	s.record(action, p.ID.String(), p.ID, nil, map[string]string{"reason": reason})
	return nil
}

// holdView is the hold on a home, or the one that it had.
func (s *session) holdView(p store.Property, held bool) (operator.Hold, error) {
	v := operator.Hold{Property: p.Code}
	if p.Hold == nil {
		return v, nil
	}
	by, err := s.summary(p.Hold.By)
	since := p.Hold.Since
	v.Held, v.Reason, v.By, v.Since = held, operator.Optional(p.Hold.Reason), &by, &since
	return v, err
}

// showHold adds the hold on a home to what is shown of it.
func (s *session) showHold(v *operator.Property, p store.Property) error {
	if p.Hold == nil {
		return nil
	}
	hold, err := s.holdView(p, true)
	v.Hold = &hold
	return err
}

func (s *session) listHolds(req operator.ListHoldsRequest) (operator.Page[operator.Hold], error) {
	place, err := placeOf[string](s, "holds", req.Paging)
	if err != nil {
		return operator.Page[operator.Hold]{}, err
	}
	homes, err := s.homesToList(propertyFilter{}, operator.Value(place))
	if err != nil {
		return operator.Page[operator.Hold]{}, err
	}
	keep := func(p store.Property) (bool, error) {
		if p.Hold == nil {
			return false, nil
		}
		h, err := s.home(p.ID)
		return policy.Decide(policy.SeePrivate, h.facts).Allowed, err
	}
	show := func(p store.Property) (operator.Hold, error) { return s.holdView(p, true) }
	return pageOf(s, "holds", req.Paging, placed(homes, placeOfHome), keep, show)
}

// notHeld fails where a home is on hold: what would be deleted, or taken from it, is
// evidence. Who sees nothing private of the home is told no more than that.
func (s *session) notHeld(on operator.PropertyID, what string) error {
	h, err := s.home(on)
	if err != nil || h.Hold == nil {
		return err
	}
	e := operator.Errorf(operator.Conflict, "%s is on hold, and %s", h.Code, what).
		Reason("on_hold").With("property", h.Code)
	if !policy.Decide(policy.SeePrivate, h.facts).Allowed {
		return e.WithHint("ask the builder's team")
	}
	e = operator.Errorf(operator.Conflict, "%s is on hold since %s (%s), and %s",
		h.Code, h.Hold.Since.Format("2006-01-02"), h.Hold.Reason, what).Reason("on_hold").With("property", h.Code)
	return e.WithHint("an administrator can release it: operator hold release %s --reason TEXT", h.Code)
}

// updateNotHeld is notHeld for an update, or for every update of its post.
func (s *session) updateNotHeld(p posted, shared bool) error {
	const what = "no update of it can be deleted"
	if err := s.notHeld(p.Property, what); err != nil || !shared || p.post.Homes <= 1 {
		return err
	}
	for u, err := range s.r.UpdatesOfPost(p.Post, 0) {
		if err == nil {
			err = s.notHeld(u.Property, what)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// heldFiles is the files that updates of homes on hold had before they were edited or
// deleted. Nothing names them any more but the record.
func (s *session) heldFiles() (map[blob.Sum]bool, error) {
	kept := map[blob.Sum]bool{}
	for p, err := range s.r.Properties(0, 0, "") {
		if err != nil {
			return nil, err
		}
		if p.Hold == nil {
			continue
		}
		if err := s.filesBefore(p.ID, kept); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// filesBefore adds the files that updates of a home had before.
func (s *session) filesBefore(of operator.PropertyID, to map[blob.Sum]bool) error {
	for u, err := range s.r.UpdatesOf(of) {
		if err != nil {
			return err
		}
		for _, id := range []operator.UpdateID{0, u.ID} {
			versions, err := s.r.UpdateVersions(u.Post, id)
			if err != nil {
				return err
			}
			for _, v := range versions {
				for _, sum := range filesOf(v.Content) {
					to[sum] = true
				}
			}
		}
	}
	return nil
}

// filesOf is every file of what an update says, in every form.
func filesOf(c store.Content) []blob.Sum {
	var sums []blob.Sum
	for _, m := range c.Media {
		named := [][]byte{m.File.Sum}
		for _, r := range []*store.Rendition{m.Web, m.Thumbnail, m.Original} {
			if r != nil {
				named = append(named, r.Sum)
			}
		}
		for _, sum := range named {
			if len(sum) == len(blob.Sum{}) {
				sums = append(sums, blob.Sum(sum))
			}
		}
	}
	return sums
}
