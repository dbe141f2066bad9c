package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// EditSchedule gives something planned another time, or a message another text.
func (a *App) EditSchedule(ctx context.Context, req operator.EditScheduleRequest) (operator.Scheduled, error) {
	return change(ctx, a, "schedule.edit", req, (*session).editSchedule)
}

func (s *session) editSchedule(req operator.EditScheduleRequest) (operator.Scheduled, error) {
	p, err := s.pendingItem(req.Item)
	if err != nil {
		return operator.Scheduled{}, err
	}
	if p.Kind == planUpdate {
		return s.editPlannedUpdate(p, req)
	}
	e := edits{}
	if req.At != nil {
		at, err := s.timeToCome(*req.At, true)
		if err != nil {
			return operator.Scheduled{}, err
		}
		set(e, "at", &p.At, at)
	}
	refs := map[string]string{}
	if req.Body != nil {
		changed, err := s.rewrite(&p, *req.Body)
		if err != nil {
			return operator.Scheduled{}, err
		}
		if changed {
			refs["text"] = "changed"
		}
	}
	if len(e)+len(refs) == 0 {
		s.unchanged = true
		return s.showPlanned(p)
	}
	if err := s.tx.PutScheduled(&p.Scheduled); err != nil {
		return operator.Scheduled{}, err
	}
	var content any
	if len(e) > 0 {
		content = e
	}
	s.record("schedule.edited", p.ID.String(), p.Property, refs, content)
	return s.showPlanned(p)
}

// pendingItem finds something planned that can still be changed.
func (s *session) pendingItem(ref operator.Ref) (planned, error) {
	p, err := s.findItem(ref)
	if err == nil && p.State != operator.SchedulePending {
		err = operator.Errorf(operator.Conflict, "%s is %s already", p.ID, p.State).
			WithHint("operator schedule list").Reason("not_pending")
	}
	return p, err
}

// rewrite gives a message another text. It goes out as its author's, and nobody
// else puts words in their mouth.
func (s *session) rewrite(p *planned, body string) (bool, error) {
	if !p.mine {
		return false, operator.Errorf(operator.Denied, "only its author may change the text of %s", p.ID).
			WithHint("call it off: operator schedule cancel %s", p.ID).Reason("not_allowed")
	}
	d, err := draftOf(body, len(p.Files))
	if err != nil {
		return false, err
	}
	was, err := bodyOf(p.Scheduled)
	if err != nil || was == d.body {
		return false, err
	}
	d.attachments = p.Files
	if p.Kind == planReply {
		return true, rewritten(&p.Scheduled, d, func(req *operator.ReplyMessageRequest) { req.Body = d.body })
	}
	return true, rewritten(&p.Scheduled, d, func(req *operator.SendMessageRequest) { req.Body = d.body })
}

func rewritten[Req any](item *store.Scheduled, d draft, set func(*Req)) error {
	req, err := requestOf[Req](*item)
	if err != nil {
		return err
	}
	set(&req)
	return keepRequest(item, req, d)
}

// editPlannedUpdate gives an update with its whole group another time.
func (s *session) editPlannedUpdate(p planned, req operator.EditScheduleRequest) (operator.Scheduled, error) {
	ref := operator.Ref(p.update.String())
	if req.Body != nil {
		return operator.Scheduled{}, operator.Errorf(operator.Usage, "%s is the update %s", p.ID, p.update).
			WithHint("change its text: operator update edit %s --body TEXT", p.update).Reason("is_update")
	}
	if req.At != nil && *req.At == "" {
		return operator.Scheduled{}, operator.Errorf(operator.Usage, "no time is given").
			WithHint("call it off: operator schedule cancel %s", p.ID).Reason("no_time")
	}
	if _, err := s.editUpdate(operator.EditUpdateRequest{Update: ref, AllHomes: true, At: req.At}, nil); err != nil {
		return operator.Scheduled{}, err
	}
	return s.again(p.ID)
}

// again is something planned as it now is.
func (s *session) again(id operator.ScheduleID) (operator.Scheduled, error) {
	item, _, err := s.r.Scheduled(id)
	if err != nil {
		return operator.Scheduled{}, err
	}
	return s.showItem(item)
}

// CancelScheduled calls off what is planned. An update becomes a draft.
func (a *App) CancelScheduled(ctx context.Context, req operator.ScheduleRequest) (operator.Scheduled, error) {
	return change(ctx, a, "schedule.cancel", req, (*session).cancelScheduled)
}

func (s *session) cancelScheduled(req operator.ScheduleRequest) (operator.Scheduled, error) {
	p, err := s.findItem(req.Item)
	if err != nil {
		return operator.Scheduled{}, err
	}
	if p.State == operator.ScheduleCancelled {
		s.unchanged = true
		return s.showPlanned(p)
	}
	if p, err = s.pendingItem(req.Item); err != nil {
		return operator.Scheduled{}, err
	}
	if p.Kind == planUpdate {
		none := ""
		_, err := s.editUpdate(operator.EditUpdateRequest{Update: operator.Ref(p.update.String()), AllHomes: true, At: &none}, nil)
		if err != nil {
			return operator.Scheduled{}, err
		}
		return s.again(p.ID)
	}
	p.State, p.DoneAt = operator.ScheduleCancelled, s.now
	if err := s.tx.PutScheduled(&p.Scheduled); err != nil {
		return operator.Scheduled{}, err
	}
	s.record("schedule.cancelled", p.ID.String(), p.Property, map[string]string{"kind": p.Kind}, nil)
	return s.showPlanned(p)
}
