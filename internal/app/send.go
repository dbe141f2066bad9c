package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// SendMessage sends to a group about a home.
func (a *App) SendMessage(ctx context.Context, req operator.SendMessageRequest) (operator.Message, error) {
	return change(ctx, a, "msg.send", req, (*session).sendMessage)
}

func (s *session) sendMessage(req operator.SendMessageRequest) (operator.Message, error) {
	p, err := s.planSending(req, time.Time{}, s.drafting(req.Attachments))
	if err != nil {
		return operator.Message{}, err
	}
	return s.send(p)
}

// sending is a message to a group that was checked.
type sending struct {
	req   operator.SendMessageRequest // without a template
	home  home
	group group
	about operator.UpdateID
	draft draft
}

// drafting is how a message with these files is checked.
func (s *session) drafting(files []operator.NewAttachment) func(body string) (draft, error) {
	return func(body string) (draft, error) { return s.draft(body, files) }
}

// planSending checks a message, and finds out whom it is for. at is when it goes
// out, if that is not now.
func (s *session) planSending(req operator.SendMessageRequest, at time.Time, check func(string) (draft, error)) (sending, error) {
	p := sending{req: req}
	var err error
	if req.Template == "" {
		if p.draft, err = check(req.Body); err != nil {
			return p, err
		}
	}
	if err := operator.CheckLine("the subject", req.Subject); err != nil {
		return p, err
	}
	if p.home, err = s.findProperty(req.Property); err != nil {
		return p, err
	}
	if err := s.mayOnHome(startAction(req.Internal), p.home, req.Property); err != nil {
		return p, err
	}
	if p.group, err = s.groupFor(p.home, req.To, req.Internal); err != nil {
		return p, err
	}
	if p.about, err = s.aboutOf(p.home, req.About); err != nil {
		return p, err
	}
	text, err := s.filledBody(p.home, req.Template, req.Subject, req.Body, req.Vars, at)
	if err != nil {
		return p, err
	}
	p.req.Subject, p.req.Body, p.req.Template, p.req.Vars = strings.TrimSpace(text.Title), text.Body, "", nil
	if req.Template != "" {
		p.draft, err = check(p.req.Body)
	}
	return p, err
}

// aboutOf is the update of the home that a conversation is to be about; zero for
// none.
func (s *session) aboutOf(h home, ref operator.Ref) (operator.UpdateID, error) {
	if ref == "" {
		return 0, nil
	}
	u, f, err := s.findUpdate(ref)
	switch {
	case err != nil:
		return 0, err
	case f.ID != h.ID:
		return 0, operator.Errorf(operator.Invalid, "%s is an update of %s, and not of %s", u.ID, f.Code, h.Code).
			WithHint("operator msg send -p %s --to WHO --about %s", f.Code, u.ID).Reason("other_home")
	case u.state() != operator.UpdatePublished:
		return 0, operator.Errorf(operator.Conflict, "%s is %s, and cannot be asked about", u.ID, u.state()).Reason("not_published")
	}
	return u.ID, nil
}

// send writes a message that was checked.
func (s *session) send(p sending) (operator.Message, error) {
	h, g, d := p.home, p.group, p.draft
	// Everyone on the home has one conversation that follows them. With a subject,
	// about an update, or new, it is another: of those who are on the home now.
	g.home = g.home && p.req.Subject == "" && p.about.IsZero() && !p.req.New
	c, found, err := s.goOn(h, g, p)
	if err != nil {
		return operator.Message{}, err
	}
	if !found {
		if c, err = s.start(h, g, p); err != nil {
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
// the same home, sale, audience, people, subject and update that it is about; the
// latest of several.
func (s *session) goOn(h home, g group, p sending) (store.Conversation, bool, error) {
	if p.req.New {
		return store.Conversation{}, false, nil
	}
	k := store.GroupKey{
		Property: h.ID, Sale: h.Sale, Internal: internalGroup(h, g, p.req.Internal),
		Home: g.home, Subject: p.req.Subject, About: p.about, People: g.people,
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
		const whole = 1
		return c, true, s.join(&c, s.actor, whole, false)
	}
	return c, true, nil
}

// internalGroup says whether the conversation is for the team only: asked for,
// or the home's before any sale.
func internalGroup(h home, g group, asked bool) bool { return asked || g.home && h.Sale.IsZero() }

// start begins a conversation, without a message yet.
func (s *session) start(h home, g group, p sending) (store.Conversation, error) {
	c := store.Conversation{
		Property: h.ID, Sale: h.Sale, Subject: p.req.Subject, About: p.about, Home: g.home,
		Internal: internalGroup(h, g, p.req.Internal), LastAt: s.now, Created: s.now, Updated: s.now,
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
	refs := withRefs(map[string]string{"audience": string(audience(c.Internal))}, refsOf("people", g.people...))
	if !c.About.IsZero() {
		refs["about"] = c.About.String()
	}
	s.record("conversation.started", c.ID.String(), c.Property, refs, subjectOf(c))
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
	t, d, err := s.planReply(&req, time.Time{}, s.drafting(req.Attachments))
	if err != nil {
		return operator.Message{}, err
	}
	return s.answerIn(t, d)
}

// answerIn writes an answer that was checked.
func (s *session) answerIn(t talk, d draft) (operator.Message, error) {
	c := t.Conversation
	m, err := s.post(&c, &d)
	if err != nil {
		return operator.Message{}, err
	}
	return s.answer(c, m, d, false)
}

// planReply checks an answer, and fills its template in. at is when it goes out, if
// that is not now.
func (s *session) planReply(req *operator.ReplyMessageRequest, at time.Time, check func(string) (draft, error)) (talk, draft, error) {
	t, err := s.findTalk(req.Conversation)
	if err != nil {
		return t, draft{}, err
	}
	if err := s.mayTalk(policy.WriteMessage, t); err != nil {
		return t, draft{}, err
	}
	if t.Closed {
		return t, draft{}, operator.Errorf(operator.Conflict, "%s is closed", t.ID).
			WithHint("operator conversation reopen %s, or start another: operator msg send -p %s --to WHO", t.ID, t.home.Code).Reason("closed")
	}
	text, err := s.filledBody(t.home, req.Template, "", req.Body, req.Vars, at)
	if err != nil {
		return t, draft{}, err
	}
	req.Body, req.Template, req.Vars = text.Body, "", nil
	d, err := check(req.Body)
	if err != nil {
		return t, draft{}, err
	}
	d.reply = true
	if req.InReplyTo != "" {
		to, err := s.findMessage(req.InReplyTo)
		if err != nil {
			return t, draft{}, err
		}
		if to.Conversation != t.ID {
			return t, draft{}, operator.Errorf(operator.Invalid, "%s is not a message of %s", to.ID, t.ID).Reason("other_conversation")
		}
		d.inReplyTo = to.ID
	}
	return t, d, nil
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
