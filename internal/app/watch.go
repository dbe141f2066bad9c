package app

import (
	"context"
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// One look at the log takes in so many events, and keeps so many at most of those that are
// to be delivered: many may watch at once, each as slow as they like.
const (
	manyChanges = 1000
	manyNews    = 100
)

// WatchInbox follows the actor's inbox. It looks at the log again and again, and
// holds nothing in between; whether the actor may see a change is asked when it
// is delivered, so that who lost a conversation a moment ago gets nothing of it.
func (a *App) WatchInbox(ctx context.Context, req operator.WatchInboxRequest) iter.Seq2[operator.InboxChange, error] {
	begin := func() (uint64, error) { return a.watchFrom(ctx, req.After) }
	return follow(ctx, a, begin, func(s *session) (watched[operator.InboxChange], error) {
		return watched[operator.InboxChange]{0, s.inboxChange}, nil
	})
}

// watched is what is looked for in the log: events of a home, or with a zero of of
// all, and what each is to who watches, if anything.
type watched[T any] struct {
	of   operator.PropertyID
	look func(store.Event) (T, bool, error)
}

// follow yields what is new in the log past an event that begin tells, until ctx is
// done. It looks again and again, each time in a session of its own.
func follow[T any](ctx context.Context, a *App, begin func() (uint64, error), watch func(*session) (watched[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		at, err := begin()
		for err == nil {
			var news []T
			before := at
			news, at, err = newsSince(ctx, a, at, watch)
			for _, n := range news {
				if !yield(n, nil) {
					return
				}
			}
			if err == nil && at == before {
				err = a.Pause(ctx)
			}
		}
		if ctx.Err() == nil {
			var none T
			yield(none, err)
		}
	}
}

const watchList = "watch"

// watchFrom is the event to begin after: the cursor's, none at all for the
// beginning, or the last there is.
func (a *App) watchFrom(ctx context.Context, after operator.Cursor) (uint64, error) {
	return view(ctx, a, after, func(s *session, after operator.Cursor) (uint64, error) {
		if after == operator.CursorStart {
			return 0, nil
		}
		place, err := placeOf[uint64](s, watchList, operator.Paging{Cursor: after})
		if err != nil || place != nil {
			return deref64(place), err
		}
		return s.r.LastEvent()
	})
}

func deref64(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}

// newsSince is what is new past an event, and how far it has looked.
func newsSince[T any](ctx context.Context, a *App, at uint64, watch func(*session) (watched[T], error)) (news []T, seen uint64, err error) {
	_, err = view(ctx, a, at, func(s *session, at uint64) (struct{}, error) {
		news, seen = nil, at
		w, err := watch(s)
		if err != nil {
			return struct{}{}, err
		}
		for e, err := range s.r.Events(w.of, at) {
			if err != nil {
				return struct{}{}, err
			}
			seen = e.Seq
			n, ok, err := w.look(e)
			if err != nil {
				return struct{}{}, err
			}
			if ok {
				news = append(news, n)
			}
			if e.Seq-at >= manyChanges || len(news) >= manyNews {
				break
			}
		}
		return struct{}{}, nil
	})
	return news, seen, err
}

// inboxChange is an event as the actor's inbox shows it, if it does.
func (s *session) inboxChange(e store.Event) (operator.InboxChange, bool, error) {
	none := operator.InboxChange{}
	if strings.HasPrefix(e.Action, "update") {
		return s.updateChange(e)
	}
	id, about, err := s.talkOfEvent(e)
	if err != nil || id.IsZero() {
		return none, false, err
	}
	entry, ok, err := s.r.Entry(s.actor.ID, id)
	if err != nil || !ok {
		return none, false, err
	}
	t, err := s.talkOf(entry)
	if err != nil || !t.read.Allowed || about.Seq > 0 && about.Seq < t.from {
		return none, false, err
	}
	if about.Seq == 0 && e.At.Before(t.since) {
		return none, false, nil // before their time
	}
	c := operator.InboxChange{
		Cursor: cursorAt(s, watchList, e.Seq), At: e.At, Action: e.Action, Property: t.home.Code,
		Conversation: t.ID, Subject: operator.Optional(t.Subject), Unread: entry.Unread,
	}
	if c.Actor, err = s.summary(namedBy(e)); err != nil || about.ID.IsZero() {
		return c, true, err
	}
	m, err := s.showMessage(about, t.Conversation)
	c.Message = &m
	return c, true, err
}

// namedBy is in whose name something happened: who had it sent is nobody's news.
func namedBy(e store.Event) operator.PersonID {
	if !e.Behalf.IsZero() {
		return e.Behalf
	}
	return e.Actor
}

// talkOfEvent is the conversation an event is about, with the message if it is
// about one. Readings and team matters are nobody's news.
func (s *session) talkOfEvent(e store.Event) (operator.ConversationID, store.Message, error) {
	var m store.Message
	var id operator.ConversationID
	switch {
	case e.Action == "conversation.read", e.Action == "conversation.labelled", e.Action == "conversation.assigned",
		e.Action == "conversation.moved_away":
		return 0, m, nil
	case strings.HasPrefix(e.Action, "conversation."):
		if id.UnmarshalText([]byte(e.Object)) != nil {
			return 0, m, nil // not about one conversation
		}
		return id, m, nil
	case !strings.HasPrefix(e.Action, "message."):
		return 0, m, nil
	}
	var mid operator.MessageID
	if err := mid.UnmarshalText([]byte(e.Object)); err != nil {
		return 0, m, nil
	}
	m, ok, err := s.r.Message(mid)
	if err != nil || !ok {
		return 0, m, err
	}
	return m.Conversation, m, nil
}
