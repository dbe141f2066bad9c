package demo

import (
	"cmp"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// settle hands over the rows that changed until now, as they are in the end.
func (a *player) settle() error {
	for i := range a.people {
		if err := a.rows.PutPerson(&a.people[i].Person); err != nil {
			return err
		}
	}
	for i := range a.areas {
		if err := a.rows.PutCommunity(&a.areas[i].Community); err != nil {
			return err
		}
	}
	for i := range a.build {
		if err := a.rows.PutBuilding(&a.build[i].Building); err != nil {
			return err
		}
	}
	for i := range a.houses {
		if err := a.rows.PutProperty(&a.houses[i].Property); err != nil {
			return err
		}
	}
	for i := range a.sales {
		if err := a.rows.PutSale(&a.sales[i].Sale); err != nil {
			return err
		}
	}
	if err := a.settleFeeds(); err != nil {
		return err
	}
	return a.settleTalks()
}

func (a *player) settleTalks() error {
	mine := a.adminEntries()
	for i := range a.threads {
		t := &a.threads[i]
		c := t.row(a.houses[t.home].ID)
		if err := a.rows.PutConversation(&c); err != nil {
			return err
		}
		for _, in := range t.people {
			e := store.Entry{
				Person: in.id, Conversation: t.id, ReadSeq: uint64(in.read), Unread: int(in.unread),
				Mentioned: uint64(in.mentioned), Closed: t.closed, LastAt: timeOf(t.lastAt),
			}
			if t.lastAt < a.now-16*day && a.chance(96) {
				e.ReadSeq, e.Unread = uint64(t.length), 0
			}
			if in.person == a.admin {
				a.arrange(&e, t, mine[t])
			} else {
				a.keepOwn(&e)
			}
			if err := a.rows.PutEntry(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is the conversation as it stands.
func (t *talk) row(home operator.PropertyID) store.Conversation {
	c := store.Conversation{
		ID: t.id, Property: home, Sale: t.saleID, Subject: t.subject, Internal: t.about().internal, Home: t.whole(),
		Closed: t.closed, Labels: t.labels, Assignee: t.assignee, Turn: t.turn, LastSeq: uint64(t.length),
		LastAt: timeOf(t.lastAt), LastMessage: t.lastMessage, LastAuthor: t.lastAuthor, Excerpt: t.excerpt,
		Created: timeOf(t.begun), Updated: timeOf(t.updated), Suspended: t.suspended, ClosedWithSale: t.closedBySale,
	}
	for _, in := range t.people {
		c.Participants = append(c.Participants, in.participant())
	}
	return c
}

// adminEntries numbers the open conversations of the administrator, the latest
// first.
func (a *player) adminEntries() map[*talk]int {
	var list []*talk
	for i := range a.threads {
		if t := &a.threads[i]; !t.closed && t.has(a.admin) {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(t, u *talk) int { return cmp.Or(cmp.Compare(u.lastAt, t.lastAt), cmp.Compare(u.id, t.id)) })
	places := map[*talk]int{}
	for i, t := range list {
		places[t] = i + 1
	}
	return places
}

// arrange gives the administrator's inbox something of everything. place counts
// open conversations from 1, the latest first; 0 is a closed one.
func (a *player) arrange(e *store.Entry, t *talk, place int) {
	switch {
	case place == 0:
		e.Archived = a.chance(30)
	case place%9 == 4:
		e.SnoozedUntil = a.morning()
	case place%11 == 7:
		e.Archived, e.ReadSeq, e.Unread = true, uint64(t.length), 0
	case place%13 == 6:
		e.Muted = true
	}
	e.Starred = place%8 == 2
}

// keepOwn is what other people do with their inboxes.
func (a *player) keepOwn(e *store.Entry) {
	switch n := a.below(100); {
	case n < 5:
		e.Starred = true
	case n < 8:
		e.Muted = true
	case n < 20:
		e.Archived = e.Closed && e.Unread == 0
	case n < 23 && !e.Closed:
		e.SnoozedUntil = a.morning()
	}
}

// morning is eight o'clock on one of the next days.
func (a *player) morning() time.Time {
	today, _ := local(a.now)
	return timeOf((today+1+int64(a.below(5)))*day + 8*hour + offset)
}
