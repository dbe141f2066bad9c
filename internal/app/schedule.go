package app

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The kinds of what is planned.
const (
	planMessage = "message"
	planReply   = "reply"
	planUpdate  = "update"
)

// timeToCome reads a time that has not come yet. What is planned already is not done by
// leaving the time out.
func (s *session) timeToCome(text string, planned bool) (time.Time, error) {
	at, err := s.instant(text)
	if err == nil && !at.After(s.now) {
		hint := "leave out --at to do it now"
		if planned {
			hint = "give a time to come, as tomorrow 9am or +2h"
		}
		err = operator.Errorf(operator.Invalid, "%s is not in the future", text).WithHint("%s", hint).Reason("past")
	}
	return at, err
}

// plan keeps when a post is to be published in line with its state. What has come
// to an end stays as it is, unless the post is planned again.
func (s *session) plan(post store.Post) error {
	item, ok, err := s.r.ScheduledPost(post.ID)
	if err != nil {
		return err
	}
	if post.State != store.PostScheduled && (!ok || item.State != operator.SchedulePending) {
		return nil
	}
	if !ok {
		item = store.Scheduled{Kind: planUpdate, Author: post.Author, Post: post.ID, Created: s.now, Source: post.Source, Trusted: s.standsIn()}
	} else if err := s.takeOver(&item, post); err != nil {
		return err
	}
	item.At, item.State, item.DoneAt, item.Result, item.Problem = post.At, operator.SchedulePending, time.Time{}, "", ""
	switch post.State {
	case store.PostPublished:
		item.State, item.DoneAt, item.Result = operator.ScheduleDone, s.now, post.First.String()
	case store.PostDraft, store.PostDeleted:
		item.State, item.DoneAt = operator.ScheduleCancelled, s.now
	}
	return s.tx.PutScheduled(&item)
}

// takeOver has an update published by who plans it now, where who planned it first
// cannot any more, or had it come to an end: it would only fail once more.
func (s *session) takeOver(item *store.Scheduled, post store.Post) error {
	if post.State != store.PostScheduled {
		return nil
	}
	who, err := s.person(item.Author)
	if err == nil && (who.Deactivated || item.State != operator.SchedulePending) {
		item.Author, item.Source, item.Trusted = s.actor.ID, s.source(), s.standsIn()
	}
	return err
}

// ScheduleMessage plans a message.
func (a *App) ScheduleMessage(ctx context.Context, req operator.ScheduleMessageRequest) (operator.Scheduled, error) {
	return changeIfRoom(ctx, a, "msg.schedule", req, (*session).roomToPlan, (*session).scheduleMessage)
}

// roomToPlan refuses one message more than somebody may have planned: whoever asks what is
// planned goes through those of all.
func (s *session) roomToPlan(operator.ScheduleMessageRequest) error {
	n, size := 0, 0
	for item, err := range s.r.Schedule(operator.SchedulePending, nil) {
		if err != nil {
			return err
		}
		if item.Author == s.actor.ID && item.Kind != planUpdate {
			n, size = n+1, size+len(item.Request)
		}
	}
	if n < operator.MaxPlanned && size < operator.MaxPlannedBytes {
		return nil
	}
	return operator.Errorf(operator.Conflict, "you have planned %d messages, of %d bytes, and that is the most", n, size).
		WithHint("wait until some have gone out, or call some off: operator schedule list, operator schedule cancel ITEM").
		Reason("too_many").With("limit", operator.MaxPlanned)
}

func (s *session) scheduleMessage(req operator.ScheduleMessageRequest) (operator.Scheduled, error) {
	if (req.Send == nil) == (req.Reply == nil) || req.At == "" {
		return operator.Scheduled{}, operator.Errorf(operator.Usage, "what is planned is a message or a reply, and a time").Reason("bad_schedule")
	}
	at, err := s.timeToCome(req.At, false)
	if err != nil {
		return operator.Scheduled{}, err
	}
	item := store.Scheduled{
		Author: s.actor.ID, At: at, State: operator.SchedulePending, Created: s.now, Source: s.source(), Trusted: s.standsIn(),
	}
	var warnings []string
	if req.Send != nil {
		warnings, err = s.planSend(&item, *req.Send)
	} else {
		warnings, err = s.planAnswer(&item, *req.Reply)
	}
	if err != nil {
		return operator.Scheduled{}, err
	}
	if err := s.tx.PutScheduled(&item); err != nil {
		return operator.Scheduled{}, err
	}
	refs := map[string]string{"kind": item.Kind, "at": at.Format(time.RFC3339)}
	if !item.Conversation.IsZero() {
		refs["conversation"] = item.Conversation.String()
	}
	s.record("schedule.planned", item.ID.String(), item.Property, refs, nil)
	shown, err := s.showItem(item)
	shown.Warnings = append(shown.Warnings, warnings...)
	return shown, err
}

// planSend notes a message to a group, with people by their numbers: an address can
// be another's when it goes out.
func (s *session) planSend(item *store.Scheduled, req operator.SendMessageRequest) ([]string, error) {
	p, err := s.planSending(req, item.At, s.drafting(req.Attachments))
	if err != nil {
		return nil, err
	}
	req = p.req
	req.Property, req.Attachments, req.About = operator.Ref(p.home.ID.String()), nil, ""
	if !p.about.IsZero() {
		req.About = operator.Ref(p.about.String())
	}
	if req.To, err = s.numbered(req.To); err != nil {
		return nil, err
	}
	item.Kind, item.Property, item.Sale = planMessage, p.home.ID, p.home.Sale
	return append(p.group.warnings, p.draft.warnings...), keepRequest(item, req, p.draft)
}

// numbered is whom a message is for: groups as they were called, people by number.
func (s *session) numbered(to []operator.Ref) ([]operator.Ref, error) {
	kept := make([]operator.Ref, len(to))
	for i, ref := range to {
		word := operator.Fold(string(ref))
		if word == groupBuyers || word == groupTeam || word == groupHome || strings.HasPrefix(word, groupTitle) {
			kept[i] = ref
			continue
		}
		p, err := s.findPerson(ref, "")
		if err != nil {
			return nil, err
		}
		kept[i] = operator.Ref(p.ID.String())
	}
	return kept, nil
}

func (s *session) planAnswer(item *store.Scheduled, req operator.ReplyMessageRequest) ([]string, error) {
	t, d, err := s.planReply(&req, item.At, s.drafting(req.Attachments))
	if err != nil {
		return nil, err
	}
	req.Conversation, req.Attachments, req.InReplyTo = operator.Ref(t.ID.String()), nil, ""
	if !d.inReplyTo.IsZero() {
		req.InReplyTo = operator.Ref(d.inReplyTo.String())
	}
	item.Kind, item.Property, item.Conversation, item.Sale = planReply, t.Property, t.ID, t.Sale
	return d.warnings, keepRequest(item, req, d)
}

// keepRequest notes what is to be written.
func keepRequest(item *store.Scheduled, req any, d draft) error {
	raw, err := json.Marshal(req)
	if err != nil {
		return operator.Wrap(operator.Internal, err, "write down what is planned")
	}
	item.Request, item.Files = raw, d.attachments
	item.Excerpt = excerpt(store.Message{Body: d.body, Attachments: d.attachments})
	return nil
}

// requestOf reads what is to be written.
func requestOf[Req any](item store.Scheduled) (req Req, err error) {
	if err = json.Unmarshal(item.Request, &req); err != nil {
		err = operator.Wrap(operator.IO, err, "what %s is to write cannot be read", item.ID).WithHint("operator check").Reason("row_damaged")
	}
	return req, err
}

// plansOn says that messages were planned on a home; empty for none. It goes through
// all that was ever planned, which is for what is seldom asked.
func (s *session) plansOn(id operator.PropertyID) (string, error) {
	for _, state := range scheduleStates() {
		for item, err := range s.r.Schedule(state, nil) {
			if err != nil || item.Property == id {
				return "planned messages", err
			}
		}
	}
	return "", nil
}

// scheduleStates are the states of what is planned.
func scheduleStates() []operator.ScheduleState {
	return []operator.ScheduleState{operator.SchedulePending, operator.ScheduleDone, operator.ScheduleCancelled, operator.ScheduleFailed}
}

// bodyOf is the text that is to be written.
func bodyOf(item store.Scheduled) (string, error) {
	req, err := requestOf[struct {
		Body string `json:"body"`
	}](item)
	return req.Body, err
}
