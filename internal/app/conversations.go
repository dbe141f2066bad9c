package app

import (
	"context"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListConversations lists the conversations the actor is in, or every one.
func (a *App) ListConversations(ctx context.Context, req operator.ListConversationsRequest) (operator.Page[operator.Conversation], error) {
	return view(ctx, a, req, (*session).listConversations)
}

func (s *session) listConversations(req operator.ListConversationsRequest) (operator.Page[operator.Conversation], error) {
	none := operator.Page[operator.Conversation]{}
	list := "conversations"
	if req.All {
		list = "all conversations" // recorded with its first page, which no cursor of one's own goes around
	}
	after, err := placeOf[store.Place](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	var t talk // of the row that keep looked at last, for show
	keep, err := s.keepTalk(req, &t)
	if err != nil {
		return none, err
	}
	if req.All && after == nil {
		s.record("conversation.listed_all", "", 0, nil, nil)
	}
	rows, err := s.conversationsFor(req, after)
	if err != nil {
		return none, err
	}
	placedRows := placed(rows, func(c store.Conversation) store.Place { return store.Place{At: c.LastAt, ID: uint64(c.ID)} })
	return pageOf(s, list, req.Paging, placedRows, keep, func(store.Conversation) (operator.Conversation, error) { return s.showTalk(t) })
}

// keepTalk says which conversations a list has, and leaves in t what the one that it was
// asked about last is to the actor.
func (s *session) keepTalk(req operator.ListConversationsRequest, t *talk) (func(store.Conversation) (bool, error), error) {
	if req.State != "" && req.State != operator.StateOpen && req.State != operator.StateClosed {
		return nil, operator.Errorf(operator.Usage, "no conversation state %q", req.State).WithHint("--state open or closed").Reason("bad_state")
	}
	if req.All {
		if err := s.may(policy.ListEverything); err != nil {
			return nil, err
		}
	}
	conditions, err := s.filter(req.ConversationFilter)
	return func(c store.Conversation) (bool, error) {
		if req.State != "" && state(c.Closed) != req.State || !conditions.fits(c) {
			return false, nil
		}
		var err error
		if *t, err = s.talk(c); err != nil || !t.read.Allowed || t.read.Recorded && !req.All {
			return false, err
		}
		return conditions.fitsFor(*t)
	}, err
}

// conversationsFor yields the conversations that a list may hold, the latest
// first: all of a home, all there are, those that somebody is in, or those in the actor's
// inbox.
func (s *session) conversationsFor(req operator.ListConversationsRequest, after *store.Place) (iter.Seq2[store.Conversation, error], error) {
	if req.Property != "" {
		of, err := s.findHomeOfTalks(req.Property)
		if err != nil {
			return nil, err
		}
		return s.r.Conversations(of, after), nil
	}
	of := s.actor.ID
	if req.All {
		if req.With == "" {
			return s.r.Conversations(0, after), nil
		}
		with, err := s.findPerson(req.With, "")
		if err != nil {
			return nil, err
		}
		of = with.ID
	}
	return func(yield func(store.Conversation, error) bool) {
		for e, err := range s.r.Entries(of, store.ViewAll, after) {
			var c store.Conversation
			if err == nil {
				c, _, err = s.r.Conversation(e.Conversation)
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}, nil
}

// ShowConversation shows a conversation with its messages.
//
// A key does not keep what is shown: who lost the conversation would see it again.
func (a *App) ShowConversation(ctx context.Context, req operator.ShowConversationRequest) (operator.Conversation, error) {
	call := operator.CallFrom(ctx)
	if !req.Read || call.DryRun {
		req.Read = false
		return view(ctx, a, req, (*session).showConversation)
	}
	call.Key = ""
	return change(operator.WithCall(ctx, call), a, "conversation.show", req, (*session).showConversation)
}

func (s *session) showConversation(req operator.ShowConversationRequest) (operator.Conversation, error) {
	t, err := s.findTalk(req.Conversation)
	if err != nil {
		return operator.Conversation{}, err
	}
	since, err := s.instant(req.Since)
	if err != nil {
		return operator.Conversation{}, err
	}
	s.recordReading(t, "messages")
	c, err := s.showTalk(t)
	if err != nil {
		return c, err
	}
	if c.Trail, err = s.trail(t); err != nil {
		return c, err
	}
	for m, err := range s.r.Messages(t.ID, t.from) {
		if err != nil {
			return c, err
		}
		if m.Created.Before(since) {
			continue
		}
		shown, err := s.showMessage(m, t.Conversation)
		if err != nil {
			return c, err
		}
		c.Messages = append(c.Messages, shown)
	}
	if !req.Read || !t.in {
		return c, nil
	}
	return c, s.readToEnd(t)
}

// readToEnd marks a conversation read for the actor.
func (s *session) readToEnd(t talk) error {
	e, _, err := s.r.Entry(s.actor.ID, t.ID)
	if err != nil {
		return err
	}
	if e.Unread == 0 && e.ReadSeq == t.LastSeq {
		s.unchanged = true
		return nil
	}
	e.ReadSeq, e.Unread = t.LastSeq, 0
	return s.tx.PutEntry(e)
}

// CloseConversation ends a conversation.
func (a *App) CloseConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.close", req, (*session).closeConversation)
}

func (s *session) closeConversation(req operator.ConversationRequest) (operator.Conversation, error) {
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return operator.Conversation{}, err
	}
	if t.Closed {
		s.unchanged = true
		return s.showManaged(t)
	}
	if err := s.keepState(&t, true); err != nil {
		return operator.Conversation{}, err
	}
	return s.showManaged(t)
}

// ReopenConversation lets a closed conversation go on.
func (a *App) ReopenConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.reopen", req, (*session).reopenConversation)
}

func (s *session) reopenConversation(req operator.ConversationRequest) (operator.Conversation, error) {
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return operator.Conversation{}, err
	}
	if !t.Closed {
		s.unchanged = true
		return s.showManaged(t)
	}
	if err := s.canReopen(t); err != nil {
		return operator.Conversation{}, err
	}
	if err := s.keepState(&t, false); err != nil {
		return operator.Conversation{}, err
	}
	return s.showManaged(t)
}

// canReopen fails where a closed conversation has to stay so.
func (s *session) canReopen(t talk) error {
	if t.facts.Withdrawn {
		return operator.Errorf(operator.Conflict, "%s belongs to sale %s, which was withdrawn", t.ID, t.Sale).
			WithHint("operator transaction reopen %s, or start another conversation", t.Sale).Reason("withdrawn")
	}
	return s.onlyHome(t.Conversation)
}

// onlyHome fails where a home has another open conversation of everyone on it.
func (s *session) onlyHome(c store.Conversation) error {
	if !c.Home {
		return nil
	}
	open, err := s.r.ConversationsOf(store.GroupKey{Property: c.Property, Sale: c.Sale, Internal: c.Internal, Home: true})
	if err != nil || len(open) == 0 {
		return err
	}
	return operator.Errorf(operator.Conflict, "the home has another conversation of everyone on it: %s", open[0].ID).
		WithHint("operator conversation close %s", open[0].ID).Reason("home_open")
}

// findManaged finds a conversation whose group and state the actor may change.
func (s *session) findManaged(ref operator.Ref) (talk, error) {
	t, err := s.findTalk(ref)
	if err == nil {
		err = s.mayTalk(policy.ManageGroup, t)
	}
	return t, err
}

// keepState closes or reopens a conversation, in everybody's inbox too.
func (s *session) keepState(t *talk, closed bool) error {
	action := "conversation.closed"
	if !closed {
		action, t.ClosedWithSale = "conversation.reopened", false
	}
	s.record(action, t.ID.String(), t.Property, nil, nil)
	t.Closed, t.Updated = closed, s.now
	return s.putState(&t.Conversation)
}

// showManaged answers an act on a conversation. Who is not in it sees no word of
// what was written; that they saw the rest, change records.
func (s *session) showManaged(t talk) (operator.Conversation, error) {
	c, err := s.showTalk(t)
	if t.read.Recorded {
		c.LastMessage = nil
	}
	return c, err
}

// putState writes a conversation, and whether it is closed into each inbox.
func (s *session) putState(c *store.Conversation) error {
	if err := s.tx.PutConversation(c); err != nil {
		return err
	}
	for _, p := range c.Participants {
		e, ok, err := s.r.Entry(p.Person, c.ID)
		if err != nil || !ok || e.Closed == c.Closed {
			if err != nil {
				return err
			}
			continue
		}
		e.Closed = c.Closed
		if err := s.tx.PutEntry(e); err != nil {
			return err
		}
	}
	return nil
}
