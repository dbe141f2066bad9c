package app

import (
	"context"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// said is a message that the actor may read, with its conversation.
type said struct {
	store.Message
	talk talk
}

// findMessage resolves a reference to a message that the actor may read.
func (s *session) findMessage(ref operator.Ref) (said, error) {
	var id operator.MessageID
	if err := id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))); err != nil || id.IsZero() {
		return said{}, s.noMessage(ref)
	}
	m, ok, err := s.r.Message(id)
	if err != nil {
		return said{}, err
	}
	if !ok {
		return said{}, s.noMessage(ref)
	}
	c, _, err := s.r.Conversation(m.Conversation)
	if err != nil {
		return said{}, err
	}
	t, err := s.talk(c)
	if err == nil && (!t.read.Allowed || m.Seq < t.from) {
		return said{}, s.noMessage(ref)
	}
	if err == nil {
		s.look(t)
	}
	return said{m, t}, err
}

// noMessage is the answer for a message that is not there, and for one that must
// not be known of.
func (s *session) noMessage(ref operator.Ref) error {
	hint, err := s.orHome(ref, 'M', "operator conversation list -p ", "operator msg list CONVERSATION")
	return notFound("message", ref, hint, err)
}

// showMessage is a message as the actor may see it.
func (s *session) showMessage(m store.Message, c store.Conversation) (operator.Message, error) {
	h, err := s.home(c.Property)
	if err != nil {
		return operator.Message{}, err
	}
	shown := operator.Message{
		Ref: m.ID, Seq: m.Seq, Conversation: m.Conversation, Property: h.Code, Body: m.Body,
		Attachments: []operator.Attachment{}, InReplyTo: m.InReplyTo, Source: m.Source,
		CreatedAt: m.Created, Deleted: m.Deleted, Versions: []operator.MessageVersion{}, Warnings: []string{},
	}
	if !m.Edited.IsZero() {
		shown.EditedAt = &m.Edited
	}
	for i, a := range m.Attachments {
		shown.Attachments = append(shown.Attachments, showAttachment(i, a))
	}
	shown.ErasedAt = optionalTime(m.Erased)
	if shown.Author, err = s.summary(m.Author); err != nil {
		return shown, err
	}
	shown.Mentions, err = s.summaries(m.Mentions)
	return shown, err
}

// messagePlace is a place in a list of messages. To is the last message there was
// when the reading was recorded: what is written later is another reading.
type messagePlace struct {
	Seq uint64 `json:"s"`
	To  uint64 `json:"t"`
}

// ListMessages lists a conversation's messages.
func (a *App) ListMessages(ctx context.Context, req operator.ListMessagesRequest) (operator.Page[operator.Message], error) {
	return view(ctx, a, req, (*session).listMessages)
}

func (s *session) listMessages(req operator.ListMessagesRequest) (operator.Page[operator.Message], error) {
	none := operator.Page[operator.Message]{}
	t, err := s.findTalk(req.Conversation)
	if err != nil {
		return none, err
	}
	since, err := s.instant(req.Since)
	if err != nil {
		return none, err
	}
	list := "messages " + t.ID.String()
	after, err := placeOf[messagePlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	from, to := t.from, t.LastSeq
	if after == nil {
		s.recordReading(t, "messages")
	} else {
		from = max(from, after.Seq+1)
		if t.read.Recorded {
			to = after.To
		}
	}
	rows := placed(s.r.Messages(t.ID, from), func(m store.Message) messagePlace { return messagePlace{m.Seq, to} })
	return pageOf(s, list, req.Paging, rows,
		func(m store.Message) (bool, error) { return m.Seq <= to && !m.Created.Before(since), nil },
		func(m store.Message) (operator.Message, error) { return s.showMessage(m, t.Conversation) })
}

// instant reads a time of a request; the zero time for none.
func (s *session) instant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	zone, err := s.zone()
	if err != nil {
		return time.Time{}, err
	}
	return when.Instant(text, s.now, zone)
}

// ShowMessage shows one message.
func (a *App) ShowMessage(ctx context.Context, req operator.ShowMessageRequest) (operator.Message, error) {
	return view(ctx, a, req, (*session).showOneMessage)
}

func (s *session) showOneMessage(req operator.ShowMessageRequest) (operator.Message, error) {
	m, err := s.findMessage(req.Message)
	if err != nil {
		return operator.Message{}, err
	}
	s.recordReading(m.talk, "message "+m.ID.String())
	shown, err := s.showMessage(m.Message, m.talk.Conversation)
	if err != nil || !req.History {
		return shown, err
	}
	if m.Deleted && !policy.Decide(policy.SeePrivate, m.talk.facts).Allowed && !s.actor.Is(m.Author) {
		return shown, nil // what was taken back stays taken back, but for the team and the author
	}
	shown.Versions, err = s.versionsOf(m.ID)
	return shown, err
}

// EditMessage gives a message another body.
func (a *App) EditMessage(ctx context.Context, req operator.EditMessageRequest) (operator.Message, error) {
	return change(ctx, a, "msg.edit", req, (*session).editMessage)
}

func (s *session) editMessage(req operator.EditMessageRequest) (operator.Message, error) {
	m, err := s.findMessage(req.Message)
	if err != nil {
		return operator.Message{}, err
	}
	if err := s.mayTouch(policy.EditMessage, m); err != nil {
		return operator.Message{}, err
	}
	if m.Deleted {
		return operator.Message{}, operator.Errorf(operator.Conflict, "%s was deleted", m.ID).Reason("deleted")
	}
	if err := s.notPermanent(m); err != nil {
		return operator.Message{}, err
	}
	d, err := s.draft(req.Body, nil)
	if err != nil {
		return operator.Message{}, err
	}
	if d.body == m.Body {
		s.unchanged = true
		shown, err := s.showMessage(m.Message, m.talk.Conversation)
		shown.Unchanged = true
		return shown, err
	}
	if err := s.roomToEdit(m.Message); err != nil {
		return operator.Message{}, err
	}
	if err := s.keepVersion(&m.Message, ""); err != nil {
		return operator.Message{}, err
	}
	m.Body, m.Edited = d.body, s.now
	m.Mentions, _ = s.mentions(m.talk.Conversation, d.body)
	s.recordHeld("message.edited", m.ID.String(), m.talk.Property, changeRefs(m), event.MessageContent(m.Body, m.Attachments))
	return s.keepChanged(m)
}

// DeleteMessage leaves a tombstone.
func (a *App) DeleteMessage(ctx context.Context, req operator.DeleteMessageRequest) (operator.Message, error) {
	return change(ctx, a, "msg.delete", req, (*session).deleteMessage)
}

func (s *session) deleteMessage(req operator.DeleteMessageRequest) (operator.Message, error) {
	m, err := s.findMessage(req.Message)
	if err != nil {
		return operator.Message{}, err
	}
	if err := s.mayTouch(policy.DeleteMessage, m); err != nil {
		return operator.Message{}, err
	}
	if m.Deleted {
		s.unchanged = true
		return s.showMessage(m.Message, m.talk.Conversation)
	}
	if err := s.notPermanent(m); err != nil {
		return operator.Message{}, err
	}
	if err := s.notHeld(m.talk.Property, "nothing written on it can be deleted"); err != nil {
		return operator.Message{}, err
	}
	if err := s.notHeldBefore(m); err != nil {
		return operator.Message{}, err
	}
	if err := operator.CheckLine("the reason", req.Reason); err != nil {
		return operator.Message{}, err
	}
	if !s.actor.Is(m.Author) && operator.Blank(req.Reason) {
		return operator.Message{}, operator.Errorf(operator.Invalid, "deleting somebody else's message needs a reason").
			WithHint("--reason TEXT").Reason("reason_missing")
	}
	if err := s.confirmed(req.Confirmed, "deleting %s cannot be undone", m.ID); err != nil {
		return operator.Message{}, err
	}
	if err := s.keepVersion(&m.Message, req.Reason); err != nil {
		return operator.Message{}, err
	}
	m.Deleted, m.Body, m.Attachments, m.Mentions = true, "", nil, nil
	var content any
	if req.Reason != "" {
		content = map[string]string{"reason": req.Reason}
	}
	s.record("message.deleted", m.ID.String(), m.talk.Property, changeRefs(m), content)
	return s.keepChanged(m)
}

// mayTouch asks policy whether the actor may edit or delete a message.
func (s *session) mayTouch(action policy.Action, m said) error {
	f := m.talk.facts
	f.Own = s.actor.Is(m.Author)
	return s.allowed(policy.Decide(action, f), m.ID.String())
}

// notPermanent fails for a message that precedes a closing of its home, in
// whichever conversation: a closed home is a permanent record.
func (s *session) notPermanent(m said) error {
	sales, err := s.r.Sales(m.talk.Property)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		if sale.Status == operator.SaleClosed && !m.Created.After(sale.ClosedAt) {
			return operator.Errorf(operator.Conflict, "%s precedes the closing of %s, and is part of its permanent record", m.ID, sale.ID).
				WithHint("write another message: operator msg reply %s", m.talk.ID).Reason("permanent")
		}
	}
	return nil
}

// confirmed refuses an act that cannot be undone and was not confirmed. A dry
// run needs no confirmation.
func (s *session) confirmed(yes bool, format string, args ...any) error {
	if yes || s.call.DryRun {
		return nil
	}
	return operator.Errorf(operator.Usage, format, args...).WithHint("confirm it with --yes").Reason("needs_confirmation")
}

func changeRefs(m said) map[string]string {
	return map[string]string{"conversation": m.Conversation.String(), "version": versionName(m.Versions)}
}

// keepVersion puts aside what the message is now, before a change.
func (s *session) keepVersion(m *store.Message, reason string) error {
	m.Versions++
	return s.tx.PutVersion(store.Version{
		Message: m.ID, N: m.Versions, Body: m.Body, Attachments: m.Attachments,
		By: s.actor.ID, Reason: reason, At: s.now,
	})
}

// keepChanged writes a message that was edited or deleted, and what the
// conversation shows of it. Unread counts stay: an edit is no news, and a
// tombstone counts until it is read.
func (s *session) keepChanged(m said) (operator.Message, error) {
	if err := s.tx.PutMessage(&m.Message); err != nil {
		return operator.Message{}, err
	}
	c := m.talk.Conversation
	if c.LastMessage == m.ID {
		c.Excerpt = excerpt(m.Message)
	}
	if m.Deleted {
		turn, err := s.lastTurn(c.ID)
		if err != nil {
			return operator.Message{}, err
		}
		c.Turn = turn
	}
	c.Updated = s.now
	if err := s.tx.PutConversation(&c); err != nil {
		return operator.Message{}, err
	}
	return s.showMessage(m.Message, c)
}

// lastTurn is whose turn the last live message made it: the last that was written,
// since a message that was appended by a merge can be older than those before it.
func (s *session) lastTurn(id operator.ConversationID) (store.Turn, error) {
	turn, at := store.TurnKeep, time.Time{}
	for m, err := range s.r.Messages(id, 1) {
		if err != nil {
			return store.TurnKeep, err
		}
		if !m.Deleted && m.Turn != store.TurnKeep && !m.Created.Before(at) {
			turn, at = m.Turn, m.Created
		}
	}
	return turn, nil
}
