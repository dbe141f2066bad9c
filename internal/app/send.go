package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// SendMessage sends to a group about a home.
func (a *App) SendMessage(ctx context.Context, req operator.SendMessageRequest) (operator.Message, error) {
	return change(ctx, a, "msg.send", req, (*session).sendMessage)
}

func (s *session) sendMessage(req operator.SendMessageRequest) (operator.Message, error) {
	d, err := s.draft(req.Body, req.Attachments)
	if err != nil {
		return operator.Message{}, err
	}
	if err := operator.CheckLine("the subject", req.Subject); err != nil {
		return operator.Message{}, err
	}
	h, err := s.findProperty(req.Property)
	if err != nil {
		return operator.Message{}, err
	}
	if err := s.mayOnHome(startAction(req.Internal), h, req.Property); err != nil {
		return operator.Message{}, err
	}
	g, err := s.groupFor(h, req.To, req.Internal)
	if err != nil {
		return operator.Message{}, err
	}
	req.Subject = strings.TrimSpace(req.Subject)
	// Everyone on the home has one conversation that follows them. With a subject,
	// or new, it is another: of those who are on the home now.
	g.home = g.home && req.Subject == "" && !req.New
	c, found, err := s.goOn(h, g, req)
	if err != nil {
		return operator.Message{}, err
	}
	if !found {
		if c, err = s.start(h, g, req); err != nil {
			return operator.Message{}, err
		}
	}
	d.warnings = append(g.warnings, d.warnings...)
	d.reply = !found // who starts has said whose turn it is
	m, err := s.post(&c, &d)
	if err != nil {
		return operator.Message{}, err
	}
	return s.answer(c, m, d, !found)
}

func startAction(internal bool) policy.Action {
	if internal {
		return policy.StartInternal
	}
	return policy.StartShared
}

// goOn finds the open conversation that a message to the group goes on with: of
// the same home, sale, audience, people and subject; the latest of several.
func (s *session) goOn(h home, g group, req operator.SendMessageRequest) (store.Conversation, bool, error) {
	if req.New {
		return store.Conversation{}, false, nil
	}
	k := store.GroupKey{
		Property: h.ID, Sale: h.Sale, Internal: internalGroup(h, g, req.Internal),
		Home: g.home, Subject: req.Subject, People: g.people,
	}
	if g.home {
		k.People = nil
	}
	found, err := s.r.ConversationsOf(k)
	if err != nil || len(found) == 0 {
		return store.Conversation{}, false, err
	}
	c := slices.MaxFunc(found, func(a, b store.Conversation) int {
		if d := a.LastAt.Compare(b.LastAt); d != 0 {
			return d
		}
		return int(a.ID) - int(b.ID)
	})
	if _, in := participant(c, s.actor.ID); !in { // an administrator, in the home's
		return c, true, s.join(&c, s.actor, joinsAt(c, s.actor), false)
	}
	return c, true, nil
}

// internalGroup says whether the conversation is for the team only: asked for,
// or the home's before any sale.
func internalGroup(h home, g group, asked bool) bool { return asked || g.home && h.Sale.IsZero() }

// start begins a conversation, without a message yet.
func (s *session) start(h home, g group, req operator.SendMessageRequest) (store.Conversation, error) {
	c := store.Conversation{
		Property: h.ID, Sale: h.Sale, Subject: req.Subject, Home: g.home,
		Internal: internalGroup(h, g, req.Internal), LastAt: s.now, Created: s.now, Updated: s.now,
	}
	for _, id := range g.people {
		c.Participants = append(c.Participants, store.Participant{Person: id, From: 1, Since: s.now})
	}
	if err := s.tx.PutConversation(&c); err != nil {
		return c, err
	}
	for _, id := range g.people {
		if err := s.tx.PutEntry(store.Entry{Person: id, Conversation: c.ID, LastAt: c.LastAt}); err != nil {
			return c, err
		}
	}
	s.record("conversation.started", c.ID.String(), c.Property,
		withRefs(map[string]string{"audience": string(audience(c.Internal))}, refsOf("people", g.people...)), subjectOf(c))
	return c, nil
}

// subjectOf is the content of an event about a conversation; nil without one.
func subjectOf(c store.Conversation) any {
	if c.Subject == "" {
		return nil
	}
	return map[string]string{"subject": c.Subject}
}

// ReplyMessage answers in a conversation.
func (a *App) ReplyMessage(ctx context.Context, req operator.ReplyMessageRequest) (operator.Message, error) {
	return change(ctx, a, "msg.reply", req, (*session).replyMessage)
}

func (s *session) replyMessage(req operator.ReplyMessageRequest) (operator.Message, error) {
	t, err := s.findTalk(req.Conversation)
	if err != nil {
		return operator.Message{}, err
	}
	if err := s.mayTalk(policy.WriteMessage, t); err != nil {
		return operator.Message{}, err
	}
	if t.Closed {
		return operator.Message{}, operator.Errorf(operator.Conflict, "%s is closed", t.ID).
			WithHint("operator conversation reopen %s, or start another: operator msg send -p %s", t.ID, t.home.Code).Reason("closed")
	}
	d, err := s.draft(req.Body, req.Attachments)
	if err != nil {
		return operator.Message{}, err
	}
	d.reply = true
	if req.InReplyTo != "" {
		to, err := s.findMessage(req.InReplyTo)
		if err != nil {
			return operator.Message{}, err
		}
		if to.Conversation != t.ID {
			return operator.Message{}, operator.Errorf(operator.Invalid, "%s is not a message of %s", to.ID, t.ID).Reason("other_conversation")
		}
		d.inReplyTo = to.ID
	}
	c := t.Conversation
	m, err := s.post(&c, &d)
	if err != nil {
		return operator.Message{}, err
	}
	return s.answer(c, m, d, false)
}

// answer is the message as sending it answers: with everybody who sees it.
func (s *session) answer(c store.Conversation, m store.Message, d draft, started bool) (operator.Message, error) {
	shown, err := s.showMessage(m, c)
	if err != nil {
		return shown, err
	}
	shown.Started = started
	shown.Warnings = append(shown.Warnings, d.warnings...)
	shown.Audience = []operator.PersonSummary{}
	for _, p := range c.Participants {
		who, err := s.person(p.Person)
		if err != nil {
			return shown, err
		}
		if who.Deactivated {
			continue
		}
		sum, err := s.summary(who.ID)
		if err != nil {
			return shown, err
		}
		shown.Audience = append(shown.Audience, sum)
	}
	return shown, nil
}
