package demo

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// say writes the nth message of a conversation, and begins it with the first.
func (a *player) say(i int32, n int) error {
	t := &a.threads[i]
	if n == 0 {
		a.gather(t)
	}
	who := a.speaker(t, n)
	if n == 0 {
		a.announce(t, who)
	}
	p := &a.people[who]
	h := &a.houses[t.home]
	a.message++
	t.length++
	m := store.Message{
		ID: a.message, Conversation: t.id, Seq: uint64(t.length), Author: p.ID, Source: sourceOf(p), Created: timeOf(a.at),
	}
	if !t.about().internal {
		m.Turn = store.TurnThem
		if p.Kind != team {
			m.Turn = store.TurnUs
		}
		t.turn = m.Turn
	}
	a.write(t, n, who, &m)
	if n > 0 && a.chance(8) {
		m.InReplyTo = t.lastMessage
	}
	t.lastAt, t.updated, t.lastMessage, t.lastAuthor, t.excerpt = a.at, a.at, m.ID, m.Author, excerpt(m)
	a.log.record(entry{Event: a.sent("message.sent", who, &m, h.ID), message: &m})
	a.deliver(t, m)
	if int32(n+1) == t.edited || int32(n+1) == t.taken {
		a.kept[keptKey{i, int32(n + 1)}] = kept{m, who}
		return nil
	}
	return a.rows.PutMessage(&m)
}

// sent is an event about a message.
func (a *player) sent(action string, who int32, m *store.Message, of operator.PropertyID) store.Event {
	e := a.by(who, action, m.ID.String(), of)
	version := "0"
	if m.Versions > 0 {
		version = "1"
	}
	e.Refs = map[string]string{"conversation": m.Conversation.String(), "version": version}
	return e
}

// write makes up the body of a message, with what is attached and who is
// mentioned.
func (a *player) write(t *talk, n int, who int32, m *store.Message) {
	pair, answer := t.pairAt(n)
	text := pair.say
	if answer {
		text = pair.answer
	}
	to := a.other(t, who)
	a.first = [2]string{firstName(a.people[who].Name), firstName(a.people[to].Name)}
	s := a.sceneOf(t)
	out := a.scratch[:0]
	mentioned := false
	switch {
	case len(t.people) > 2 && to != who && a.chance(5):
		name := a.people[to].Email
		if a.chance(40) || name == "" || a.shared(t, name) {
			name = a.people[to].ID.String()
		}
		out = append(append(append(out, '@'), name...), ' ')
		mentioned = true
	case to != who && (n == 0 && a.chance(60) || a.chance(10)):
		out = a.tell(out, pick(&a.random, openings), s)
	}
	begin := len(out)
	out = a.tell(out, text, s)
	capital(out[begin:])
	if a.chance(12) {
		out = a.tell(out, pick(&a.random, closings), s)
	}
	a.scratch = out
	m.Body = string(out)
	if mentioned {
		m.Mentions = []operator.PersonID{a.people[to].ID}
	}
	if files := t.about().files; len(files) > 0 && (strings.Contains(text, "ttached") || a.chance(9)) {
		m.Attachments = []store.Attachment{a.files[pick(&a.random, files)]}
	}
}

// other is whom a message speaks to: somebody of the other side if there is one.
func (a *player) other(t *talk, who int32) int32 {
	best := who
	for _, in := range t.people {
		switch {
		case in.person == who:
		case (a.people[in.person].Kind == team) != (a.people[who].Kind == team):
			return in.person
		case best == who:
			best = in.person
		}
	}
	return best
}

// shared says whether an address names more than one person in a conversation.
func (a *player) shared(t *talk, email string) bool {
	n := 0
	for _, in := range t.people {
		if a.people[in.person].Email == email {
			n++
		}
	}
	return n > 1
}

// How many of a hundred messages others read soon.
const (
	readsOld    = 88
	readsRecent = 45
)

// deliver brings a message into the inboxes.
func (a *player) deliver(t *talk, m store.Message) {
	reads := float64(readsOld)
	if a.at > a.now-5*day {
		reads = readsRecent
	}
	for i := range t.people {
		in := &t.people[i]
		if in.id != m.Author {
			in.unread++
			if slices.Contains(m.Mentions, in.id) {
				in.mentioned = uint32(m.Seq)
			}
			if !a.chance(reads) {
				continue
			}
		}
		in.read, in.unread = uint32(m.Seq), 0
	}
}

// amend corrects a message: what it was becomes its first version.
func (a *player) amend(t *talk, i int32) error {
	m := a.unkeep(i, t.edited)
	v := store.Version{Message: m.ID, N: 1, Body: m.Body, Attachments: m.Attachments, By: m.Author, At: timeOf(a.at)}
	m.Versions, m.Edited = 1, timeOf(a.at)
	if changed, ok := otherDay(m.Body); ok {
		m.Body = changed
	} else {
		m.Body += " (I should have said: for " + a.houses[t.home].Code + ".)"
	}
	return a.changed(t, "message.edited", m.Message, m.by, v)
}

// otherDay is a text with its first weekday moved by one.
func otherDay(text string) (string, bool) {
	for i, name := range weekdays {
		if before, after, ok := strings.Cut(text, name); ok {
			return before + weekdays[(i+1)%len(weekdays)] + after, true
		}
	}
	return text, false
}

// take deletes a message: mostly its author does, sometimes an administrator.
func (a *player) take(t *talk, i int32) error {
	m := a.unkeep(i, t.taken)
	by := m.by
	v := store.Version{Message: m.ID, N: 1, Body: m.Body, Attachments: m.Attachments, At: timeOf(a.at)}
	if a.chance(25) {
		by = a.admin
		v.Reason = "posted in the wrong conversation"
	}
	v.By = a.people[by].ID
	m.Versions, m.Deleted, m.Body, m.Attachments, m.Mentions = 1, true, "", nil, nil
	return a.changed(t, "message.deleted", m.Message, by, v)
}

// unkeep is a message that was kept to be changed, which happens now.
func (a *player) unkeep(talk, message int32) kept {
	key := keptKey{talk, message}
	m := a.kept[key]
	delete(a.kept, key)
	return m
}

func (a *player) changed(t *talk, action string, m store.Message, by int32, v store.Version) error {
	e := entry{Event: a.sent(action, by, &m, a.houses[t.home].ID)}
	switch {
	case !m.Deleted:
		e.message = &m
	case v.Reason != "":
		e.content = map[string]string{"reason": v.Reason}
	}
	a.log.record(e)
	if t.lastMessage == m.ID {
		t.excerpt = excerpt(m)
	}
	t.updated = a.at
	if err := a.rows.PutVersion(v); err != nil {
		return err
	}
	return a.rows.PutMessage(&m)
}

// excerptLength is the characters of a message that lists show.
const excerptLength = 80

// excerpt is the start of a message on one line, as the app has it.
func excerpt(m store.Message) string {
	if m.Deleted {
		return "(deleted)"
	}
	text := strings.Join(strings.Fields(m.Body), " ")
	if utf8.RuneCountInString(text) > excerptLength {
		text = strings.TrimSpace(string([]rune(text)[:excerptLength-1])) + "…"
	}
	return text
}
