package app

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// excerptLength is the characters of a message that lists show.
const excerptLength = 80

// draft is a message that was checked, on its way into a conversation.
type draft struct {
	body        string
	attachments []store.Attachment
	inReplyTo   operator.MessageID
	reply       bool // it answers: it clears the author's unread count, and turns whose turn it is
	warnings    []string
}

// draft checks what somebody wants to write. One line break at the end of the
// body is taken off, since editors and shells add one.
func (s *session) draft(body string, files []operator.NewAttachment) (draft, error) {
	d, err := draftOf(body, len(files))
	if err == nil {
		d.attachments, d.warnings, err = s.attach(files)
	}
	return d, err
}

// draftOf checks the text of a message with a number of files.
func draftOf(body string, files int) (draft, error) {
	body = withoutLastBreak(body)
	if operator.Blank(body) && files > 0 {
		return draft{}, nil
	}
	return draft{body: body}, operator.CheckBody(body)
}

// post writes a message at the end of a conversation, and into everybody's inbox.
func (s *session) post(c *store.Conversation, d *draft) (store.Message, error) {
	mentions, strangers := s.mentions(*c, d.body)
	for _, word := range strangers {
		d.warnings = append(d.warnings, word+" is nobody in this conversation: the mention has no effect")
	}
	m := store.Message{
		Conversation: c.ID, Seq: c.LastSeq + 1, Author: s.actor.ID, Body: d.body,
		Attachments: d.attachments, Mentions: mentions, InReplyTo: d.inReplyTo,
		Source: s.source(), Created: s.now,
	}
	var err error
	if m.Turn, err = s.turn(*c, d.reply); err != nil {
		return m, err
	}
	if err := s.tx.PutMessage(&m); err != nil {
		return m, err
	}
	c.LastSeq, c.LastMessage, c.LastAuthor = m.Seq, m.ID, m.Author
	c.Excerpt, c.LastAt, c.LastWritten, c.Updated = excerpt(m), later(c.LastAt, m.Created), time.Time{}, s.now
	if m.Turn != store.TurnKeep {
		c.Turn = m.Turn
	}
	if err := s.tx.PutConversation(c); err != nil {
		return m, err
	}
	s.recordHeld("message.sent", m.ID.String(), c.Property,
		map[string]string{"conversation": c.ID.String(), "version": "0"}, event.MessageContent(m.Body, m.Attachments))
	return m, s.deliver(*c, m, d.reply)
}

// deliver brings a new message into the inboxes of the participants. It ends the
// snooze and the archiving of who gets it, unless they muted the conversation
// and are not mentioned.
func (s *session) deliver(c store.Conversation, m store.Message, reply bool) error {
	for _, p := range c.Participants {
		e, ok, err := s.r.Entry(p.Person, c.ID)
		if err != nil {
			return err
		}
		if !ok {
			return operator.Errorf(operator.IO, "participant %s of %s has no inbox entry", p.Person, c.ID).WithHint("operator check").Reason("dangling")
		}
		e.LastAt = c.LastAt
		if p.Person == m.Author {
			if reply || e.Unread == 0 {
				e.ReadSeq, e.Unread = m.Seq, 0
			}
			e.Archived = false
		} else {
			e.Unread++
			if slices.Contains(m.Mentions, p.Person) {
				e.Mentioned = m.Seq
			}
			if !e.Muted || e.Mentioned == m.Seq {
				e.Archived, e.SnoozedUntil = false, time.Time{}
			}
		}
		if err := s.tx.PutEntry(e); err != nil {
			return err
		}
	}
	return nil
}

// turn says whose turn the actor's message makes it. Who buys the home and does
// not work on it counts as a buyer, whatever they are otherwise.
func (s *session) turn(c store.Conversation, reply bool) (store.Turn, error) {
	if c.Internal {
		return store.TurnKeep, nil
	}
	h, err := s.home(c.Property)
	switch {
	case err != nil:
		return store.TurnKeep, err
	case s.actor.Kind != operator.Team, s.onlyBuys(h):
		return store.TurnUs, nil
	case reply:
		return store.TurnThem, nil
	}
	return store.TurnKeep, nil
}

// mention is @P7, or @ and an e-mail address, at the start of a word.
var mention = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[\s(\[{"'*_>,;:])@([Pp][1-9][0-9]*\b|[^\s@,;:()<>\[\]{}"'*]+@[^\s@,;:()<>\[\]{}"'*]*[^\s@,;:()<>\[\]{}"'*.!?])`)
})

// mentions finds whom a body mentions, and the words that mention nobody here.
func (s *session) mentions(c store.Conversation, body string) (who []operator.PersonID, strangers []string) {
	if !strings.Contains(body, "@") {
		return nil, nil
	}
	for _, found := range mention().FindAllStringSubmatch(body, -1) {
		id, ok := s.participantCalled(c, found[1])
		switch {
		case ok && !slices.Contains(who, id):
			who = append(who, id)
		case !ok && !slices.Contains(strangers, "@"+found[1]):
			strangers = append(strangers, "@"+found[1])
		}
	}
	return who, strangers
}

func (s *session) participantCalled(c store.Conversation, word string) (operator.PersonID, bool) {
	var called []operator.PersonID
	for _, p := range c.Participants {
		who, err := s.person(p.Person)
		if err != nil {
			continue // check finds it; a mention is not worth failing for
		}
		if calledByNumber(who, word) {
			return who.ID, true
		}
		if who.Email != "" && operator.Fold(who.Email) == operator.Fold(word) {
			called = append(called, who.ID)
		}
	}
	if len(called) == 1 {
		return called[0], true
	}
	return 0, false
}

// excerpt is the start of a message on one line: what lists show of it.
func excerpt(m store.Message) string {
	switch {
	case !m.Erased.IsZero():
		return "(erased)"
	case m.Deleted:
		return "(deleted)"
	}
	text := strings.Join(strings.Fields(m.Body[:min(len(m.Body), excerptLength*8)]), " ")
	for !utf8.ValidString(text) { // cut within a character
		text = text[:len(text)-1]
	}
	if r := []rune(text); len(r) > excerptLength {
		text = strings.TrimSpace(string(r[:excerptLength-1])) + "…"
	}
	if text == "" && len(m.Attachments) > 0 {
		return "(" + m.Attachments[0].Name + ")"
	}
	return text
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
