package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The acts below change what one person has of a conversation, and nothing that
// others share; they leave no event.

// own resolves references to conversations in the actor's own inbox, each once.
func (s *session) own(refs []operator.Ref) ([]store.Entry, error) {
	entries := make([]store.Entry, 0, len(refs))
	seen := map[operator.ConversationID]bool{}
	for _, ref := range refs {
		t, err := s.findTalk(ref)
		if err != nil {
			return nil, err
		}
		if seen[t.ID] {
			continue
		}
		seen[t.ID] = true
		e, ok, err := s.r.Entry(s.actor.ID, t.ID)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, operator.Errorf(operator.Denied, "%s is not in your inbox: you are not in it", t.ID).
				WithHint("join it: operator conversation edit %s --add-person %s", t.ID, s.actor.ID).Reason("not_participant")
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// editOwn changes entries of the actor's, and shows them as they are then.
func (s *session) editOwn(entries []store.Entry, edit func(*store.Entry, talk) error) ([]operator.InboxItem, error) {
	items := make([]operator.InboxItem, 0, len(entries))
	s.unchanged = true
	for _, e := range entries {
		t, err := s.talkOf(e)
		if err != nil {
			return nil, err
		}
		before := e
		if err := edit(&e, t); err != nil {
			return nil, err
		}
		if e != before {
			s.unchanged = false
			if err := s.tx.PutEntry(e); err != nil {
				return nil, err
			}
		}
		item, err := s.item(e, t)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// MarkRead marks conversations read.
func (a *App) MarkRead(ctx context.Context, req operator.MarkReadRequest) ([]operator.InboxItem, error) {
	return change(ctx, a, "inbox.read", req, (*session).markRead)
}

func (s *session) markRead(req operator.MarkReadRequest) ([]operator.InboxItem, error) {
	entries, err := s.own(req.Conversations)
	if err != nil {
		return nil, err
	}
	switch {
	case req.All && len(req.Conversations) > 0:
		return nil, operator.Errorf(operator.Usage, "either conversations or all, not both").Reason("all_and_some")
	case !req.All && len(req.Conversations) == 0:
		return nil, operator.Errorf(operator.Usage, "no conversation is named").WithHint("name some, or --all").Reason("none_named")
	case req.All:
		for e, err := range s.r.Entries(s.actor.ID, store.ViewUnread, nil) {
			if err != nil {
				return nil, err
			}
			entries = append(entries, e)
		}
	}
	return s.editOwn(entries, func(e *store.Entry, t talk) error {
		e.ReadSeq, e.Unread = t.LastSeq, 0
		return nil
	})
}

// MarkUnread marks a conversation unread.
func (a *App) MarkUnread(ctx context.Context, req operator.MarkUnreadRequest) (operator.InboxItem, error) {
	return change(ctx, a, "inbox.unread", req, (*session).markUnread)
}

func (s *session) markUnread(req operator.MarkUnreadRequest) (operator.InboxItem, error) {
	entries, err := s.own([]operator.Ref{req.Conversation})
	if err != nil {
		return operator.InboxItem{}, err
	}
	from, err := s.unreadFrom(entries[0], req)
	if err != nil {
		return operator.InboxItem{}, err
	}
	items, err := s.editOwn(entries, func(e *store.Entry, t talk) error {
		if from == 0 {
			return nil
		}
		e.ReadSeq = from - 1
		e.Unread, err = s.countOthers(t.ID, from)
		return err
	})
	if err != nil {
		return operator.InboxItem{}, err
	}
	return items[0], nil
}

// unreadFrom is the message from which on a conversation is to be unread: the
// one named, or the last of others; 0 where others have written nothing.
func (s *session) unreadFrom(e store.Entry, req operator.MarkUnreadRequest) (uint64, error) {
	t, err := s.talkOf(e)
	if err != nil {
		return 0, err
	}
	if req.From != "" {
		m, err := s.findMessage(req.From)
		if err != nil {
			return 0, err
		}
		if m.Conversation != e.Conversation {
			return 0, operator.Errorf(operator.Invalid, "%s is not a message of %s", m.ID, e.Conversation).Reason("other_conversation")
		}
		return m.Seq, nil
	}
	for m, err := range s.r.MessagesBack(t.ID) {
		if err != nil || m.Seq < t.from {
			return 0, err
		}
		if !s.actor.Is(m.Author) {
			return m.Seq, nil
		}
	}
	return 0, nil
}

// countOthers counts the messages of others from a sequence number on.
func (s *session) countOthers(c operator.ConversationID, from uint64) (int, error) {
	return s.countNotBy(s.actor, c, from)
}

func (s *session) countNotBy(who store.Person, c operator.ConversationID, from uint64) (int, error) {
	n := 0
	for m, err := range s.r.Messages(c, from) {
		if err != nil {
			return 0, err
		}
		if !who.Is(m.Author) {
			n++
		}
	}
	return n, nil
}

// EditInbox changes the actor's own state of conversations.
func (a *App) EditInbox(ctx context.Context, req operator.EditInboxRequest) ([]operator.InboxItem, error) {
	return change(ctx, a, "inbox.edit", req, (*session).editInbox)
}

func (s *session) editInbox(req operator.EditInboxRequest) ([]operator.InboxItem, error) {
	if len(req.Conversations) == 0 {
		return nil, operator.Errorf(operator.Usage, "no conversation is named").Reason("none_named")
	}
	entries, err := s.own(req.Conversations)
	if err != nil {
		return nil, err
	}
	until, err := s.snoozeUntil(req.SnoozeUntil)
	if err != nil {
		return nil, err
	}
	return s.editOwn(entries, func(e *store.Entry, t talk) error {
		setIf(&e.Archived, req.Archived)
		setIf(&e.Muted, req.Muted)
		setIf(&e.Starred, req.Starred)
		if req.SnoozeUntil == nil {
			return nil
		}
		if !until.IsZero() && t.Closed {
			return snoozesClosed(t.ID)
		}
		e.SnoozedUntil = until
		return nil
	})
}

// snoozeUntil reads when a snooze ends; the zero time ends it now.
func (s *session) snoozeUntil(text *string) (time.Time, error) {
	if text == nil || *text == "" {
		return time.Time{}, nil
	}
	zone, err := s.zone()
	if err != nil {
		return time.Time{}, err
	}
	until, err := when.Instant(*text, s.now, zone)
	if err == nil && !until.After(s.now) {
		err = operator.Errorf(operator.Invalid, "%s is not in the future", until.In(zone).Format("2006-01-02 15:04 MST")).
			WithHint("a time like tomorrow 9am, mon or +3d").Reason("past")
	}
	return until, err
}

func setIf(field *bool, to *bool) {
	if to != nil {
		*field = *to
	}
}
