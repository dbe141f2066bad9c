package app

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// UndoBulkEdit gives conversations back what they had before a bulk edit.
func (a *App) UndoBulkEdit(ctx context.Context, req operator.UndoBulkEditRequest) (operator.BulkEdit, error) {
	return inBulk(ctx, a, "undo.bulk_edit", req, (*session).undoBulkEdit)
}

func (s *session) undoBulkEdit(req operator.UndoBulkEditRequest) (operator.BulkEdit, error) {
	done, err := s.bulkEditOf(req.Undo)
	if err != nil {
		return operator.BulkEdit{}, err
	}
	var talks []talk
	lost := []operator.BulkItem{}
	changed := map[operator.ConversationID][]operator.FieldChange{}
	for _, item := range done.Items {
		if item.Refused != nil {
			continue
		}
		t, err := s.findTalk(operator.Ref(item.Conversation.String()))
		switch {
		case operator.CodeOf(err) == operator.NotFound:
			item.Refused, item.Fields = operator.Optional(err.Error()), []operator.FieldChange{}
			lost = append(lost, item)
			continue
		case err != nil:
			return operator.BulkEdit{}, err
		case changed[t.ID] == nil: // two that were merged since are one
			talks = append(talks, t)
		}
		changed[t.ID] = append(changed[t.ID], item.Fields...)
	}
	back := s.takeSharedBack
	if done.Kind == operator.BulkInbox {
		back = s.takeOwnBack
	}
	undone, err := s.eachInBulk(done.Kind, talks, func(t talk) ([]operator.FieldChange, error) { return back(t, changed[t.ID]) })
	undone.Fit += len(lost)
	undone.Refused += len(lost)
	undone.Items = append(undone.Items, lost...)
	return undone, err
}

// bulkEditOf is the answer that was given to a bulk edit of the actor's.
func (s *session) bulkEditOf(key string) (operator.BulkEdit, error) {
	var done operator.BulkEdit
	k, ok, err := s.keyOf(s.actor, key)
	switch {
	case err != nil:
		return done, err
	case !ok, !strings.HasSuffix(k.Action, bulkRequest), k.At.Before(s.now.Add(-operator.KeyLife)):
		return done, operator.Errorf(operator.NotFound, "no bulk edit of yours has the key %q", key).
			WithHint("a bulk edit says its key when it is made, and can be taken back for %d days", int(operator.KeyLife.Hours()/24)).Reason("no_bulk_edit")
	case len(k.Result) == 0:
		return done, eraseKept(key)
	}
	if err := json.Unmarshal(k.Result, &done); err != nil {
		return done, operator.Wrap(operator.Internal, err, "read the answer kept with the key")
	}
	return done, nil
}

// changedSince refuses to take back what somebody has changed since.
func changedSince(id operator.ConversationID, what string) error {
	return operator.Errorf(operator.Conflict, "the %s of %s changed since", what, id).Reason("changed")
}

// takeSharedBack gives a conversation back what its participants shared before.
func (s *session) takeSharedBack(t talk, fields []operator.FieldChange) ([]operator.FieldChange, error) {
	var m sharedMarks
	for _, f := range fields {
		same := true
		switch f.Field {
		case "label":
			same = slices.Contains(t.Labels, f.Is) || f.Is == "" && !slices.Contains(t.Labels, f.Was)
			if f.Is != "" {
				m.remove = append(m.remove, f.Is)
			} else {
				m.add = append(m.add, f.Was)
			}
		case "assignee":
			same = t.Assignee.String() == f.Is
			m.assignee = new(operator.Ref(f.Was))
		case "state":
			same = string(state(t.Closed)) == f.Is
			m.state = operator.ConversationState(f.Was)
		}
		if !same {
			return nil, changedSince(t.ID, f.Field)
		}
	}
	return s.setShared(t, m)
}

// takeOwnBack gives the actor's entry of a conversation back what it had before.
func (s *session) takeOwnBack(t talk, fields []operator.FieldChange) ([]operator.FieldChange, error) {
	entries, err := s.own([]operator.Ref{operator.Ref(t.ID.String())})
	if err != nil {
		return nil, err
	}
	now := entries[0]
	before := now
	for _, f := range fields {
		i := slices.IndexFunc(ownFields, func(o ownField) bool { return o.name == f.Field })
		if i < 0 || ownFields[i].text(now) != f.Is {
			return nil, changedSince(t.ID, f.Field)
		}
		if err := s.setOwnField(&before, t, f.Field, f.Was); err != nil {
			return nil, err
		}
	}
	return ownChanges(now, before), s.tx.PutEntry(before)
}

// setOwnField gives an entry a mark that was kept as a text.
func (s *session) setOwnField(e *store.Entry, t talk, field, text string) (err error) {
	switch field {
	case "archived":
		e.Archived = text == "true"
	case "muted":
		e.Muted = text == "true"
	case "starred":
		e.Starred = text == "true"
	case "snoozed_until":
		e.SnoozedUntil = time.Time{}
		if text != "" {
			e.SnoozedUntil, err = time.Parse(time.RFC3339Nano, text)
		}
	case "unread":
		var n int
		if n, err = strconv.Atoi(text); err == nil {
			err = s.leaveUnread(e, t, n)
		}
	}
	return err
}

// leaveUnread has so many messages of others unread in an entry, the last there are.
func (s *session) leaveUnread(e *store.Entry, t talk, n int) error {
	e.ReadSeq, e.Unread = t.LastSeq, 0
	for m, err := range s.r.MessagesBack(t.ID) {
		if err != nil {
			return err
		}
		if e.Unread == n || m.Seq < t.from {
			return nil
		}
		e.ReadSeq = m.Seq - 1
		if !s.actor.Is(m.Author) {
			e.Unread++
		}
	}
	return nil
}
