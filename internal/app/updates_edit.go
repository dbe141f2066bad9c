package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// EditUpdate changes one home's update, or the group's.
func (a *App) EditUpdate(ctx context.Context, req operator.EditUpdateRequest) (operator.Update, error) {
	ctx = changing(ctx, "EditUpdateRequest")
	if res, done, err := replayOf[operator.EditUpdateRequest, operator.Update](ctx, a, "update.edit", req); err != nil || done {
		return res, err
	}
	media, notes, err := a.prepareMedia(ctx, req.Attachments, false)
	if err != nil {
		return operator.Update{}, err
	}
	u, err := change(ctx, a, "update.edit", req, func(s *session, req operator.EditUpdateRequest) (operator.Update, error) {
		s.names(req.Attachments)
		u, err := s.editUpdate(req, media)
		u.Warnings = append(u.Warnings, notes...)
		return u, err
	})
	if err != nil || u.Homes <= stageSize || !req.AllHomes || operator.CallFrom(ctx).DryRun {
		return u, err
	}
	return u, a.tellHomes(ctx, u.Ref)
}

// updateToChange finds an update that the actor may change.
func (s *session) updateToChange(ref operator.Ref) (posted, feed, error) {
	p, f, err := s.findUpdate(ref)
	if err != nil {
		return p, f, err
	}
	return p, f, s.mayChange(p, f)
}

func (s *session) mayChange(p posted, f feed) error {
	if err := s.allowed(policy.Decide(policy.PostUpdates, f.facts), p.ID.String()); err != nil {
		return err
	}
	return s.mutable(p, f.home)
}

// mutable refuses to change what precedes the closing of its sale.
func (s *session) mutable(p posted, h home) error {
	if p.Sale.IsZero() || !p.live() {
		return nil
	}
	sale, err := s.sale(p.Sale)
	if err == nil && sale.Status == operator.SaleClosed && !p.post.Published.After(sale.ClosedAt) {
		err = operator.Errorf(operator.Conflict, "%s was published before %s was closed, and is a permanent record", p.ID, h.Code).
			WithHint("post another: operator update post -p %s", h.Code).Reason("permanent")
	}
	return err
}

// wholeGroup asks that who changes what all homes of a post share says so, may
// post on each of them, and changes no permanent record.
func (s *session) wholeGroup(p posted, all bool) error {
	if p.post.Homes <= 1 {
		return nil
	}
	if !all {
		return operator.Errorf(operator.Usage, "%s is one of %d updates of one post", p.ID, p.post.Homes).
			WithHint("say that all of them are meant: --all-homes").Reason("group")
	}
	for u, err := range s.r.UpdatesOfPost(p.Post, 0) {
		if err != nil {
			return err
		}
		h, err := s.home(u.Property)
		if err != nil {
			return err
		}
		if !policy.Decide(policy.PostUpdates, h.facts).Allowed {
			return operator.Errorf(operator.Denied, "you may not change the updates of all its homes").
				WithHint("change those of your homes one by one").Reason("not_allowed")
		}
		if err := s.mutable(posted{u, p.post}, h); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) editUpdate(req operator.EditUpdateRequest, media []store.Media) (operator.Update, error) {
	p, f, err := s.updateToChange(req.Update)
	if err != nil {
		return operator.Update{}, err
	}
	if p.state() == operator.UpdateDeleted {
		return operator.Update{}, operator.Errorf(operator.Conflict, "%s was deleted", p.ID).
			WithHint("post another: operator update post -p %s", f.Code).Reason("deleted")
	}
	shared := p.post.Homes <= 1 || req.AllHomes
	if req.Ack != nil || req.ForHome != nil || req.At != nil || shared && p.post.Homes > 1 {
		if err := s.wholeGroup(p, req.AllHomes); err != nil {
			return operator.Update{}, err
		}
	}
	content, err := editedContent(p, req, media, shared)
	if err != nil {
		return operator.Update{}, err
	}
	if err := s.checkEdited(req, content, f.home, p); err != nil {
		return operator.Update{}, err
	}
	before := p.content()
	if shared {
		before = p.post.Content
	}
	if !sameContent(before, content) {
		if shared && p.post.Filled {
			return operator.Update{}, operator.Errorf(operator.Conflict, "the updates of %s were written from a template, each with a text of its own", p.ID).
				WithHint("change them one by one, without --all-homes").Reason("filled")
		}
		if err := s.roomToChange(p, shared, f.Code); err != nil {
			return operator.Update{}, err
		}
		if err := s.keepContent(&p, content, shared, ""); err != nil {
			return operator.Update{}, err
		}
	}
	if err := s.editTerms(&p, req); err != nil {
		return operator.Update{}, err
	}
	if s.unchanged = len(s.events) == 0; !s.unchanged && shared {
		if err := s.groupChanged(&p, s.events[len(s.events)-1].event.Action); err != nil {
			return operator.Update{}, err
		}
	}
	return s.showUpdate(p, f)
}

// editedContent is what an update is to say.
func editedContent(p posted, req operator.EditUpdateRequest, media []store.Media, shared bool) (store.Content, error) {
	c := p.content()
	if shared {
		c = p.post.Content
	}
	c.Media = slices.Clone(c.Media)
	for _, n := range slices.Backward(slices.Sorted(slices.Values(req.Remove))) {
		if n < 1 || n > len(c.Media) {
			return c, operator.Errorf(operator.Invalid, "%s has no file %d", p.ID, n).Reason("no_file")
		}
		c.Media = slices.Delete(c.Media, n-1, n)
	}
	c.Media = append(c.Media, media...)
	if n := len(c.Media); n > operator.MaxAttachments {
		return c, operator.Errorf(operator.Invalid, "too many files in one update: %d of at most %d", n, operator.MaxAttachments).Reason("too_many")
	}
	if req.Title != nil {
		c.Title = strings.TrimSpace(*req.Title)
		if err := operator.CheckLine("the title", c.Title); err != nil {
			return c, err
		}
	}
	if req.Body != nil {
		c.Body = withoutLastBreak(*req.Body)
	}
	return c, nil
}

func (s *session) checkEdited(req operator.EditUpdateRequest, c store.Content, h home, p posted) error {
	if err := s.checkContent(c, nil); err != nil || req.Confirmed {
		return err
	}
	homes := []home{h}
	if req.AllHomes {
		homes = nil
		for u, err := range s.r.UpdatesOfPost(p.Post, 0) {
			if err != nil {
				return err
			}
			other, err := s.home(u.Property)
			if err != nil {
				return err
			}
			homes = append(homes, other)
		}
	}
	told := map[operator.PersonID]bool{}
	for _, on := range homes {
		people, err := s.audienceOf(on)
		if err != nil {
			return err
		}
		for _, who := range people {
			told[who.ID] = true
		}
	}
	doubts, err := s.strangersIn(c, homes, told)
	if err != nil || len(doubts) == 0 {
		return err
	}
	return operator.Errorf(operator.Usage, "%s", strings.Join(doubts, "; ")).WithHint("say that it is meant: --yes").Reason("unconfirmed")
}

func sameContent(a, b store.Content) bool {
	return a.Title == b.Title && a.Body == b.Body &&
		slices.EqualFunc(a.Media, b.Media, func(a, b store.Media) bool { return slices.Equal(a.File.Sum, b.File.Sum) && a.File.Name == b.File.Name })
}

// keepContent gives an update, or the post that it shares with others, another
// content, and keeps the one before.
func (s *session) keepContent(p *posted, c store.Content, shared bool, reason string) error {
	v := store.UpdateVersion{Post: p.Post, By: s.actor.ID, Reason: reason, At: s.now}
	if shared {
		v.N, v.Content = p.post.Versions, p.post.Content
		p.post.Versions++
		p.post.Content, p.post.Edited = c, s.now
		if err := s.tx.PutPost(&p.post); err != nil {
			return err
		}
		s.posts[p.Post] = p.post
	} else {
		v.Update, v.N, v.Content = p.ID, p.Versions, contentOf(*p)
		p.Versions++
		p.Own, p.Edited = &c, s.now
		if err := s.tx.PutUpdate(&p.Update); err != nil {
			return err
		}
	}
	if err := s.tx.PutUpdateVersion(v); err != nil {
		return err
	}
	refs := contentRefs(*p)
	if shared {
		refs = contentRefs(posted{store.Update{Post: p.Post}, p.post})
	}
	s.recordHeld("update.edited", p.ID.String(), p.Property, refs, updateContent(c))
	return nil
}

// editTerms changes what a post asks for, and when it is published.
func (s *session) editTerms(p *posted, req operator.EditUpdateRequest) error {
	e := edits{}
	if req.Ack != nil {
		if !slices.Contains([]operator.AckLevel{operator.AckNone, operator.AckAny, operator.AckPrimary, operator.AckAll}, *req.Ack) {
			return operator.Errorf(operator.Usage, "no level of acknowledgement %q", *req.Ack).
				WithHint("--ack none, any, primary or all").Reason("bad_ack")
		}
		set(e, "ack", &p.post.Ack, *req.Ack)
	}
	if req.ForHome != nil {
		set(e, "for_home", &p.post.ForHome, *req.ForHome)
	}
	if req.At != nil {
		if err := s.reschedule(p, *req.At, e); err != nil {
			return err
		}
	}
	if len(e) == 0 {
		return nil
	}
	p.post.Edited = s.now
	if err := s.tx.PutPost(&p.post); err != nil {
		return err
	}
	s.posts[p.Post] = p.post
	s.record("update.changed", p.ID.String(), p.Property, nil, e)
	return s.plan(p.post)
}

// reschedule gives a draft or a scheduled post another time; none makes it a draft.
func (s *session) reschedule(p *posted, at string, e edits) error {
	if p.post.State != store.PostDraft && p.post.State != store.PostScheduled {
		return operator.Errorf(operator.Conflict, "%s is %s already", p.ID, p.state()).Reason("not_scheduled")
	}
	var when time.Time
	state := store.PostDraft
	if at != "" {
		var err error
		if when, err = s.timeToCome(at, true); err != nil {
			return err
		}
		state = store.PostScheduled
	}
	if when.Equal(p.post.At) && state == p.post.State {
		return nil
	}
	e["at"] = edit{p.post.At, when}
	p.post.At, p.post.State, p.post.Target = when, state, state
	return nil
}
