package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowUpdate shows one update, and marks it seen where that was not yet known.
func (a *App) ShowUpdate(ctx context.Context, req operator.ShowUpdateRequest) (operator.Update, error) {
	type shown struct {
		update operator.Update
		unseen bool
	}
	found, err := view(ctx, a, req, func(s *session, req operator.ShowUpdateRequest) (shown, error) {
		p, f, err := s.findUpdate(req.Update)
		if err != nil {
			return shown{}, err
		}
		u, err := s.showUpdateWhole(p, f, req.History)
		if err != nil {
			return shown{}, err
		}
		unseen, err := s.isUnseen(p)
		return shown{u, unseen && s.provesSight(f)}, err
	})
	call := operator.CallFrom(ctx)
	if err != nil || !found.unseen || call.DryRun {
		return found.update, err
	}
	call.Key = ""
	return change(operator.WithCall(ctx, call), a, "update.show", req, func(s *session, req operator.ShowUpdateRequest) (operator.Update, error) {
		p, f, err := s.findUpdate(req.Update)
		if err != nil {
			return operator.Update{}, err
		}
		if err := s.markSeen(p, f); err != nil {
			return operator.Update{}, err
		}
		s.unchanged = len(s.events) == 0
		return s.showUpdateWhole(p, f, req.History)
	})
}

// showUpdateWhole is showUpdate with the versions before, if they are wanted and
// the actor is of the team.
func (s *session) showUpdateWhole(p posted, f feed, history bool) (operator.Update, error) {
	u, err := s.showUpdate(p, f)
	if err != nil || !history || !policy.Decide(policy.SeePrivate, f.facts).Allowed {
		return u, err
	}
	for _, of := range []operator.UpdateID{0, p.ID} {
		versions, err := s.r.UpdateVersions(p.Post, of)
		if err != nil {
			return u, err
		}
		for _, v := range versions {
			by, err := s.summary(v.By)
			if err != nil {
				return u, err
			}
			u.Versions = append(u.Versions, operator.MessageVersion{
				Body: v.Content.Body, ReplacedAt: v.At, ReplacedBy: by, Reason: operator.Optional(v.Reason),
			})
		}
	}
	return u, nil
}

// OpenUpdateFile opens a file of an update that the actor sees. What was deleted
// has none.
func (a *App) OpenUpdateFile(ctx context.Context, req operator.OpenUpdateFileRequest) (operator.OpenedFile, error) {
	found, err := view(ctx, a, req, (*session).findUpdateFile)
	if err != nil {
		return operator.OpenedFile{}, err
	}
	return a.openFile(ctx, found)
}

func (s *session) findUpdateFile(req operator.OpenUpdateFileRequest) (operator.Attachment, error) {
	p, f, err := s.findUpdate(req.Update)
	if err != nil {
		return operator.Attachment{}, err
	}
	if p.state() == operator.UpdateDeleted {
		return operator.Attachment{}, operator.Errorf(operator.NotFound, "%s was deleted, and its files with it", p.ID).
			WithHint("operator update show %s", p.ID).Reason("deleted")
	}
	media := p.content().Media
	if req.Index < 1 || req.Index > len(media) {
		e := operator.Errorf(operator.NotFound, "%s has no file %d", p.ID, req.Index)
		if n := len(media); n > 0 {
			e = e.WithHint("it has %d", n)
		}
		return operator.Attachment{}, e
	}
	m := media[req.Index-1]
	shown := showAttachment(req.Index-1, m.File)
	var form *store.Rendition
	switch req.Rendition {
	case operator.RenditionFull:
	case operator.RenditionWeb:
		form = m.Web
	case operator.RenditionThumbnail:
		form = m.Thumbnail
	case operator.RenditionOriginal:
		if m.Original == nil || !policy.Decide(policy.SeePrivate, f.facts).Allowed {
			return shown, operator.Errorf(operator.NotFound, "the original of file %d of %s was not kept", req.Index, p.ID).Reason("no_original")
		}
		form = m.Original
	default:
		return shown, operator.Errorf(operator.Usage, "no form %q of a photo", req.Rendition).
			WithHint("web, thumbnail or original").Reason("bad_rendition")
	}
	if form == nil {
		return shown, nil
	}
	return showAttachment(req.Index-1, store.Attachment{
		Name: m.File.Name, Size: form.Size, MediaType: form.MediaType, Sum: form.Sum,
		Width: form.Width, Height: form.Height, Duration: m.File.Duration,
	}), nil
}

// showUpdate is an update as the actor may see it.
func (s *session) showUpdate(p posted, f feed) (operator.Update, error) {
	c := p.content()
	u := operator.Update{
		Ref: p.ID, Property: f.Code, Scope: p.post.Scope, Homes: 1, Body: c.Body, Title: operator.Optional(c.Title),
		Milestone: operator.Optional(p.post.Milestone), State: p.state(), Ack: p.post.Ack, ForHome: p.post.ForHome,
		Attachments: []operator.Attachment{}, Source: p.post.Source, CreatedAt: p.Created,
		Versions: []operator.MessageVersion{}, Warnings: []string{},
	}
	if f.team || p.Sale == f.sale.ID {
		u.Transaction = p.Sale
	}
	if f.team && p.post.Homes > 1 {
		u.Homes, u.Group = p.post.Homes, p.post.First
	}
	u.PublishedAt, u.EditedAt = optionalTime(p.post.Published), optionalTime(later(p.Edited, p.post.Edited))
	if p.post.State == store.PostScheduled {
		u.ScheduledFor = optionalTime(p.post.At)
		item, _, err := s.r.ScheduledPost(p.Post)
		if err != nil {
			return u, err
		}
		u.Scheduled = item.ID
	}
	for i, m := range c.Media {
		u.Attachments = append(u.Attachments, showAttachment(i, m.File))
	}
	var err error
	if u.Author, err = s.summary(p.post.Author); err != nil {
		return u, err
	}
	if u.Mine, err = s.mine(p, f); err != nil || !policy.Decide(policy.SeePrivate, f.facts).Allowed {
		return u, err
	}
	u.Receipts, err = s.countReceipts(p, f.home)
	return u, err
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
