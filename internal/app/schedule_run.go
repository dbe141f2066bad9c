package app

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// scheduleRun is what a run of the schedule has done, as it is kept with its key.
type scheduleRun struct {
	Done  []operator.Scheduled `json:"done"`
	Whole bool                 `json:"whole"` // and not stopped on its way
}

// RunSchedule does what is due, in the order of its time. What an item does and
// that it was done are one transaction, so that however many run it at the same
// time, and wherever one of them is killed, nothing goes out twice. With a key that
// was used it answers as it did then, and one that was stopped on its way goes on.
func (a *App) RunSchedule(ctx context.Context, req operator.RunScheduleRequest) ([]operator.Scheduled, error) {
	before, _, err := replayOf[operator.RunScheduleRequest, scheduleRun](ctx, a, "schedule.run", req)
	if err != nil || before.Whole {
		return before.Done, err
	}
	due, err := view(ctx, a, req, (*session).due)
	if err != nil || operator.CallFrom(ctx).DryRun {
		return due, err
	}
	done, stopped := a.runItems(ctx, due)
	run, err := keepAnswer(context.WithoutCancel(ctx), a, "schedule.run", req, func(before scheduleRun) scheduleRun {
		return scheduleRun{Done: append(append([]operator.Scheduled{}, before.Done...), done...), Whole: stopped == nil}
	})
	return run.Done, cmp.Or(stopped, err)
}

// runItems does things that are due, and has those that it has ended, up to the first
// that cannot even be noted to have failed.
func (a *App) runItems(ctx context.Context, due []operator.Scheduled) ([]operator.Scheduled, error) {
	done := []operator.Scheduled{}
	for _, item := range due {
		res, mine, err := a.runItem(ctx, item.Ref)
		if err != nil {
			return done, err
		}
		if mine {
			done = append(done, res)
		}
	}
	return done, nil
}

// due is what has to go out.
func (s *session) due(operator.RunScheduleRequest) ([]operator.Scheduled, error) {
	if err := s.may(policy.RunWorkspace); err != nil {
		return nil, err
	}
	due := []operator.Scheduled{}
	for item, err := range s.r.Schedule(operator.SchedulePending, nil) {
		if err != nil || item.At.After(s.now) {
			return due, err
		}
		shown, err := s.showItem(item)
		if err != nil {
			return due, err
		}
		due = append(due, shown)
	}
	return due, nil
}

// runItem does one thing that is due; mine says that this call has ended it, and not
// another one. A post to many homes takes several transactions, which calls share.
func (a *App) runItem(ctx context.Context, id operator.ScheduleID) (operator.Scheduled, bool, error) {
	for {
		step, err := a.runStep(ctx, id, func(s *session, item store.Scheduled) (*session, bool, error) {
			author, err := s.actingFor(item)
			if err != nil {
				return s, false, err
			}
			more, err := author.goOut(item)
			return author, more, err
		})
		if fault := step.fault; fault != nil {
			step, err = a.runStep(ctx, id, func(s *session, item store.Scheduled) (*session, bool, error) {
				return s, false, s.fail(item, fault)
			})
		}
		if err != nil || !step.more {
			return step.shown, step.ended, err
		}
	}
}

// step is what came of one transaction of an item.
type step struct {
	shown operator.Scheduled
	ended bool  // the item has come to its end
	more  bool  // there is more to do
	fault error // the author may not do it, or it cannot be done
}

// runStep does one transaction of an item that is still due. do is given the session
// of who runs it, and answers with that of who has acted.
func (a *App) runStep(ctx context.Context, id operator.ScheduleID, do func(*session, store.Scheduled) (acted *session, more bool, err error)) (step, error) {
	var res step
	var last store.Event
	err := a.Store.Update(ctx, func(tx store.Tx) error {
		res, last = step{}, store.Event{}
		s, err := a.session(ctx, tx, tx)
		if err == nil {
			err = s.may(policy.RunWorkspace)
		}
		if err != nil {
			return err
		}
		item, ok, err := tx.Scheduled(id)
		if err != nil || !ok || item.State != operator.SchedulePending || item.At.After(s.now) {
			return orRollBack(err) // another has done it, or it was put off
		}
		acted, more, err := do(s, item)
		if err != nil {
			if isFault(err) {
				res.fault = err
			}
			return err
		}
		if err := acted.keepEvents(); err != nil {
			return err
		}
		last, res.more, res.ended = acted.last, more, !more
		if more {
			return nil
		}
		shown, err := a.session(ctx, tx, tx) // nothing of before is remembered
		if err == nil {
			res.shown, err = shown.again(id)
		}
		return err
	})
	switch {
	case errors.Is(err, errRollBack):
		return step{}, nil
	case errors.Is(err, store.ErrCommit):
		return res, a.outcome(ctx, last, err)
	}
	return res, err
}

// isFault says that trying again would not help: the author may not do it, or what
// they wanted cannot be done any more.
func isFault(err error) bool {
	switch operator.CodeOf(err) {
	case operator.Usage, operator.Invalid, operator.NotFound, operator.Denied, operator.Conflict:
		return true
	}
	return false
}

// actingFor is a session of the author of something planned, in the transaction of
// who runs it, who is named in its events.
func (s *session) actingFor(item store.Scheduled) (*session, error) {
	call := s.call
	call.Actor, call.Token, call.Source, call.Key = operator.Ref(item.Author.String()), "", item.Source, ""
	call.Trusted = call.Trusted || item.Trusted
	author, err := s.app.session(operator.WithCall(s.ctx, call), s.r, s.tx)
	if err == nil && !s.actor.Is(author.actor.ID) {
		author.runner = s.doer()
	}
	return author, err
}

// goOut does what was planned, as the session's actor. It says whether there is more
// to do.
func (s *session) goOut(item store.Scheduled) (more bool, err error) {
	if item.Kind == planUpdate {
		if more, err = s.publishPlanned(item); err != nil || more {
			return more, err
		}
		item, _, err = s.r.Scheduled(item.ID)
	} else {
		err = s.writePlanned(&item)
	}
	if err != nil {
		return false, err
	}
	home, err := s.homeOf(item)
	if err != nil {
		return false, err
	}
	s.record("schedule.done", item.ID.String(), home, map[string]string{
		"kind": item.Kind, "result": item.Result, "late": strconv.Itoa(int(s.now.Sub(item.At).Seconds())),
	}, nil)
	return false, nil
}

// writePlanned sends a message, and notes that it was sent.
func (s *session) writePlanned(item *store.Scheduled) error {
	if err := s.sameReaders(*item); err != nil {
		return err
	}
	check := func(body string) (draft, error) {
		d, err := draftOf(body, len(item.Files))
		d.attachments = item.Files
		return d, err
	}
	var m operator.Message
	if item.Kind == planReply {
		req, err := requestOf[operator.ReplyMessageRequest](*item)
		if err != nil {
			return err
		}
		t, d, err := s.planReply(&req, item.At, check)
		if err != nil {
			return err
		}
		if m, err = s.answerIn(t, d); err != nil {
			return err
		}
	} else {
		req, err := requestOf[operator.SendMessageRequest](*item)
		if err != nil {
			return err
		}
		p, err := s.planSending(req, item.At, check)
		if err != nil {
			return err
		}
		if m, err = s.send(p); err != nil {
			return err
		}
	}
	item.State, item.DoneAt, item.Result, item.Conversation = operator.ScheduleDone, s.now, m.Ref.String(), m.Conversation
	return s.tx.PutScheduled(item)
}

// publishPlanned makes the next homes of a post ready, and publishes it with the
// last; then plan has noted that it was done.
func (s *session) publishPlanned(item store.Scheduled) (more bool, err error) {
	post, ok, err := s.r.Post(item.Post)
	if err != nil || !ok {
		return false, orElse(err, operator.Errorf(operator.NotFound, "the update is not there any more"))
	}
	for u, err := range s.r.UpdatesOfPost(post.ID, 0) {
		if err != nil {
			return false, err
		}
		h, err := s.home(u.Property)
		if err != nil {
			return false, err
		}
		if err := s.mayOnHome(policy.PostUpdates, h, operator.Ref(h.Code)); err != nil {
			return false, err
		}
		if err := s.sameBuyers(posted{u, post}, h); err != nil {
			return false, err
		}
	}
	work, err := s.workOf(post)
	if err != nil {
		return false, err
	}
	post.Target = store.PostPublished
	err = s.stage(&post, &work)
	return post.State != store.PostPublished, err
}

// fail notes that something planned could not go out, and why. Its update becomes a
// draft. The session is that of who runs it.
func (s *session) fail(item store.Scheduled, why error) error {
	item.State, item.DoneAt, item.Problem = operator.ScheduleFailed, s.now, problemOf(why)
	if err := s.tx.PutScheduled(&item); err != nil {
		return err
	}
	if item.Kind == planUpdate {
		if err := s.backToDraft(item.Post); err != nil {
			return err
		}
	}
	home, err := s.homeOf(item)
	if err != nil {
		return err
	}
	s.record("schedule.failed", item.ID.String(), home, map[string]string{"kind": item.Kind, "problem": item.Problem}, nil)
	if e := &s.events[len(s.events)-1].event; !s.actor.Is(item.Author) {
		e.Actor, e.Behalf = s.doer(), item.Author
	}
	return nil
}

// homeOf is the home whose history something planned belongs to: an update to many
// belongs to that of the workspace.
func (s *session) homeOf(item store.Scheduled) (operator.PropertyID, error) {
	post, ok, err := s.r.Post(item.Post)
	if err != nil || !ok || post.Homes > 1 {
		return item.Property, err
	}
	u, _, err := s.r.Update(post.First)
	return u.Property, err
}

func (s *session) backToDraft(id store.PostID) error {
	post, ok, err := s.r.Post(id)
	if err != nil || !ok || post.State != store.PostScheduled {
		return err
	}
	post.State, post.Target = store.PostDraft, store.PostDraft
	if err := s.tx.PutPost(&post); err != nil {
		return err
	}
	s.posts[id] = post
	return s.tx.DeleteStaging(id)
}

// problemOf is what went wrong, in a line.
func problemOf(err error) string {
	if e, ok := errors.AsType[*operator.Error](err); ok {
		return e.Message
	}
	return err.Error()
}
