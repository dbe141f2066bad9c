package app

import (
	"cmp"
	"context"
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
	since, err := s.instant(req.Since)
	if err != nil {
		return none, err
	}
	var f feed // of the row that keep looked at last, for show
	return pageOf(s, list, req.Paging, placed(notBefore(since, rows(after)), placeOfUpdate),
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
			if req.Own {
				if own, err := s.isOwn(h); err != nil || !own {
					return false, err
				}
			}
			return keep(p)
		},
		func(p posted) (operator.Update, error) { return s.showUpdate(p, f) })
}

// updatePlace is where an update stands in lists: later posts first, and within a
// post the update of the home with the highest number first, as the index of posts has
// them: the numbers of the updates go by the codes of the homes, which is another order.
type updatePlace struct {
	At     time.Time           `json:"a"`
	Post   store.PostID        `json:"p"`
	Home   operator.PropertyID `json:"h"`
	Update operator.UpdateID   `json:"u"`
}

func placeOfUpdate(p posted) updatePlace { return updatePlace{p.at(), p.Post, p.Property, p.ID} }

// newestFirst compares updates by where they stand.
func newestFirst(a, b posted) int { return placeOfUpdate(a).compare(placeOfUpdate(b)) }

func (a updatePlace) compare(b updatePlace) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Post, a.Post), cmp.Compare(b.Home, a.Home), cmp.Compare(b.Update, a.Update))
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
	in, err := s.communityIn(req.Community)
	if err != nil {
		return nil, err
	}
	return func(p posted) (bool, error) {
		state := p.state()
		switch {
		case req.State == "" && state == operator.UpdateDeleted, req.State != "" && state != req.State:
			return false, nil
		case req.Milestone != "" && operator.Fold(p.post.Milestone) != operator.Fold(req.Milestone):
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
