package app

import (
	"context"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowInboxStats tells what is in the inboxes of the team.
func (a *App) ShowInboxStats(ctx context.Context, req operator.InboxStatsRequest) (operator.InboxStats, error) {
	return counted(ctx, a, req, func(s *session, req operator.InboxStatsRequest) (survey, error) {
		return s.survey(req.By, operator.ByPerson, req.Since, 0)
	}, survey.inboxes)
}

// pile is what is counted under one key.
type pile struct {
	operator.InboxNumbers
	open, waiting map[operator.ConversationID]bool // each counts once, whoever has it
}

func newPile(key, name string) *pile {
	return &pile{
		InboxNumbers: operator.InboxNumbers{Key: key, Name: operator.Optional(name)},
		open:         map[operator.ConversationID]bool{}, waiting: map[operator.ConversationID]bool{},
	}
}

// inboxes collects piles by their keys.
type inboxes struct {
	survey
	talks map[operator.ConversationID]talk // several people have each; the last looked at
	keys  map[string]*pile
	total *pile
}

func (c survey) inboxes() (operator.InboxStats, error) {
	none := operator.InboxStats{}
	b := inboxes{survey: c, talks: map[operator.ConversationID]talk{}, keys: map[string]*pile{}, total: newPile("", "")}
	people, err := c.whoseInboxes()
	if err != nil {
		return none, err
	}
	for _, who := range people {
		if c.by == operator.ByPerson {
			b.under(who.ID.String(), who.Name)
		}
		if err := b.inbox(who); err != nil {
			return none, err
		}
	}
	res := operator.InboxStats{By: c.by, Rows: []operator.InboxNumbers{}, Total: b.total.show()}
	if !c.since.IsZero() {
		res.Since = &c.since
	}
	for _, key := range sortedKeys(b.keys) {
		res.Rows = append(res.Rows, b.keys[key].show())
	}
	return res, nil
}

// whoseInboxes is the people whose inboxes count: the whole team's for who may be told
// of all, else one's own, and nobody's beside the team.
func (c survey) whoseInboxes() ([]store.Person, error) {
	if c.actor.Kind != operator.Team {
		return nil, nil
	}
	if !c.all {
		return []store.Person{c.actor}, nil
	}
	people, err := collect(c.r.People(operator.Team, store.NamePlace{}))
	return slices.DeleteFunc(people, func(p store.Person) bool { return p.Deactivated }), err
}

func (b *inboxes) under(key, name string) *pile {
	n, ok := b.keys[key]
	if !ok {
		n = newPile(key, name)
		b.keys[key] = n
	}
	return n
}

// inbox counts what one person has: the conversations that are open or whose snooze
// is over, and what is unread anywhere.
func (b *inboxes) inbox(who store.Person) error {
	awake := func(e store.Entry) bool { return !e.SnoozedUntil.After(b.now) }
	for _, part := range []struct {
		view  store.View
		keep  func(store.Entry) bool
		count func(*pile, store.Entry, talk) error
	}{
		{store.ViewOpen, awake, b.open},
		{store.ViewSnoozed, awake, b.open},
		{store.ViewUnread, store.Entry.Counts, b.unread},
	} {
		for e, err := range filtered(b.r.Entries(who.ID, part.view, nil), part.keep) {
			if err == nil && !e.LastAt.Before(b.since) {
				err = b.count(who, e, part.count)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// count counts an entry under its key and in all.
func (b *inboxes) count(who store.Person, e store.Entry, count func(*pile, store.Entry, talk) error) error {
	t, ok := b.talks[e.Conversation]
	if !ok {
		var err error
		if t, err = b.talkOf(e); err != nil {
			return err
		}
		remember(b.talks, e.Conversation, t)
	}
	if !t.read.Allowed {
		return nil
	}
	key, name := who.ID.String(), who.Name
	if b.by != operator.ByPerson {
		var err error
		if key, name, err = b.homeKey(t.home); err != nil {
			return err
		}
	}
	for _, n := range []*pile{b.under(key, name), b.total} {
		if err := count(n, e, t); err != nil {
			return err
		}
	}
	return nil
}

// open counts a conversation, and whether the person is to answer it.
func (b *inboxes) open(n *pile, e store.Entry, t talk) error {
	n.open[t.ID] = true
	if !waitsOnUs(t.Conversation) || !policy.Decide(policy.SeePrivate, t.facts).Allowed {
		return nil
	}
	answers, err := b.isToAnswer(t, e.Person)
	if answers {
		n.waiting[t.ID] = true
	}
	return err
}

// unread counts the unread messages of an entry.
func (b *inboxes) unread(n *pile, e store.Entry, t talk) error {
	n.Unread += e.Unread
	at, err := b.firstUnread(e, t)
	if err == nil && !at.IsZero() && (n.OldestUnread == nil || at.Before(*n.OldestUnread)) {
		n.OldestUnread = &at
	}
	return err
}

// firstUnread is when the first message was written that somebody has not read.
func (b *inboxes) firstUnread(e store.Entry, t talk) (time.Time, error) {
	who, err := b.person(e.Person)
	if err != nil {
		return time.Time{}, err
	}
	p, _ := participant(t.Conversation, e.Person)
	for m, err := range b.r.Messages(e.Conversation, max(e.ReadSeq+1, p.From)) {
		if err != nil {
			return time.Time{}, err
		}
		if !who.Is(m.Author) {
			return m.Created, nil
		}
	}
	return time.Time{}, nil
}

func (n *pile) show() operator.InboxNumbers {
	n.Conversations, n.Waiting = len(n.open), len(n.waiting)
	return n.InboxNumbers
}
