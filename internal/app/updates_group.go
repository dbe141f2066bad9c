package app

import (
	"context"
	"errors"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What is changed of a whole post is changed at once, since readers go by the post.
// That each home's history has an event of it, and that nobody has a deleted
// update unseen, is done home by home: in the same transaction where they are few,
// and else in stages after it, which the same request does again where they were
// interrupted.

// groupChanged notes a change of all updates of a post, which the one at hand has
// an event of already, and follows it on as many homes as one stage has.
func (s *session) groupChanged(p *posted, action string) error {
	if p.post.State == store.PostDeleted {
		if err := s.retract(p.Update); err != nil {
			return err
		}
	}
	if p.post.Homes <= 1 {
		return nil
	}
	p.post.Changes++
	p.post.LastChange = action
	if err := s.tx.PutPost(&p.post); err != nil {
		return err
	}
	s.posts[p.Post] = p.post
	p.Told = p.post.Changes
	if err := s.putTold(p); err != nil {
		return err
	}
	if p.post.Homes > stageSize {
		return nil
	}
	_, _, err := s.tellStage(s.r.UpdatesOfPost(p.Post, 0))
	return err
}

// tellHomes follows the last change of a post on all its homes, in stages.
func (a *App) tellHomes(ctx context.Context, of operator.UpdateID) error {
	var after operator.PropertyID
	for {
		n, to := 0, after
		err := a.Store.Update(ctx, func(tx store.Tx) error {
			s, err := a.session(ctx, tx, tx)
			if err != nil {
				return err
			}
			u, _, err := tx.Update(of)
			if err != nil {
				return err
			}
			if n, to, err = s.tellStage(tx.UpdatesOfPost(u.Post, after)); err != nil {
				return err
			}
			if len(s.events) == 0 {
				return errRollBack
			}
			return s.keepEvents()
		})
		if errors.Is(err, errRollBack) {
			err = nil
		}
		if err != nil || n < stageSize {
			return err
		}
		after = to
	}
}

// tellStage follows the last change on the next homes. It says on how many, and on
// which last.
func (s *session) tellStage(rows iter.Seq2[store.Update, error]) (int, operator.PropertyID, error) {
	var stage []store.Update
	for u, err := range rows {
		if err != nil {
			return 0, 0, err
		}
		if stage = append(stage, u); len(stage) == stageSize {
			break
		}
	}
	var last operator.PropertyID
	for _, u := range stage {
		p, err := s.withPost(u)
		if err == nil {
			err = s.tellHome(&p)
		}
		if err != nil {
			return 0, 0, err
		}
		last = u.Property
	}
	return len(stage), last, nil
}

// tellHome follows the last change of a post on one home.
func (s *session) tellHome(p *posted) error {
	if p.Told >= p.post.Changes {
		return nil
	}
	p.Told = p.post.Changes
	switch {
	case p.Removed != nil:
	case p.post.State == store.PostDeleted:
		s.record("update.deleted", p.ID.String(), p.Property, map[string]string{"all_homes": "true"}, nil)
		if err := s.retract(p.Update); err != nil {
			return err
		}
	case p.post.LastChange == "update.edited" && p.Own == nil:
		s.recordHeld("update.edited", p.ID.String(), p.Property, contentRefs(*p), updateContent(p.post.Content))
	case p.post.LastChange != "update.edited":
		s.record(p.post.LastChange, p.ID.String(), p.Property, nil, nil)
	}
	return s.putTold(p)
}

// putTold writes an update whose home was told of a change. Of a deleted one it
// lets go of the files that it had of its own.
func (s *session) putTold(p *posted) error {
	if p.post.State == store.PostDeleted && p.Own != nil && p.Removed == nil {
		if err := s.tx.PutUpdateVersion(store.UpdateVersion{
			Post: p.Post, Update: p.ID, N: p.Versions, Content: *p.Own, By: s.actor.ID, At: s.now,
		}); err != nil {
			return err
		}
		p.Versions++
		p.Own, p.Removed = nil, p.post.Removed
	}
	return s.tx.PutUpdate(&p.Update)
}
