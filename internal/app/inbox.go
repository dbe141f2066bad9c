package app

import (
	"context"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// views is the view that holds each part of an inbox.
var views = map[operator.InboxState]store.View{
	"": store.ViewOpen, operator.InboxOpen: store.ViewOpen, operator.InboxClosed: store.ViewClosed,
	operator.InboxSnoozed: store.ViewSnoozed, operator.InboxArchived: store.ViewArchived, operator.InboxAll: store.ViewAll,
}

// ListInbox lists the actor's own conversations.
func (a *App) ListInbox(ctx context.Context, req operator.ListInboxRequest) (operator.Page[operator.InboxItem], error) {
	return view(ctx, a, req, (*session).listInbox)
}

func (s *session) listInbox(req operator.ListInboxRequest) (operator.Page[operator.InboxItem], error) {
	none := operator.Page[operator.InboxItem]{}
	which, err := viewOf(req.State)
	if err != nil {
		return none, err
	}
	list := "inbox " + string(which)
	after, err := placeOf[store.Place](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	var t talk // of the row that keep looked at last, for show
	keep, err := s.keepEntry(req, &t)
	if err != nil {
		return none, err
	}
	rows := placed(s.entries(which, after), func(e store.Entry) store.Place { return s.placeIn(which, e) })
	// The first page of a view knows what follows it without looking there.
	counted := req.Count && after == nil && req.ConversationFilter == (operator.ConversationFilter{}) && !req.Unread && !req.Starred
	paging := req.Paging
	paging.Count = req.Count && !counted
	page, err := pageOf(s, list, paging, rows, keep, func(e store.Entry) (operator.InboxItem, error) { return s.item(e, t) })
	if err == nil && counted {
		page.Remaining, err = s.countView(which)
		page.Remaining = max(0, page.Remaining-len(page.Items))
	}
	return page, err
}

// viewOf is the view that holds a part of an inbox.
func viewOf(part operator.InboxState) (store.View, error) {
	which, ok := views[part]
	if !ok {
		return which, operator.Errorf(operator.Usage, "no inbox state %q", part).
			WithHint("--state open, closed, snoozed, archived or all").Reason("bad_state")
	}
	return which, nil
}

// keepEntry says which entries of a view a list of the inbox has, and leaves in t the
// conversation of the one that it was asked about last.
func (s *session) keepEntry(req operator.ListInboxRequest, t *talk) (func(store.Entry) (bool, error), error) {
	conditions, err := s.filter(req.ConversationFilter)
	return func(e store.Entry) (bool, error) {
		if req.Unread && e.Unread == 0 || req.Starred && !e.Starred {
			return false, nil
		}
		c, err := s.talkAt(e)
		if err != nil || !conditions.fits(c) {
			return false, err
		}
		if *t, err = s.talk(c); err != nil || !t.read.Allowed {
			return false, err
		}
		return conditions.fitsFor(*t)
	}, err
}

// entries is the actor's entries of a view. What was snoozed until a time that
// has come is open again, without anything having been written.
func (s *session) entries(which store.View, after *store.Place) iter.Seq2[store.Entry, error] {
	switch which {
	case store.ViewSnoozed:
		return filtered(s.r.Entries(s.actor.ID, which, after), func(e store.Entry) bool { return e.SnoozedUntil.After(s.now) })
	case store.ViewOpen:
		return s.withWoken(after)
	}
	return s.r.Entries(s.actor.ID, which, after)
}

// placeIn is where an entry stands in a view.
func (s *session) placeIn(which store.View, e store.Entry) store.Place {
	if which == store.ViewSnoozed {
		return store.Place{At: e.SnoozedUntil, ID: uint64(e.Conversation)}
	}
	return store.Place{At: e.LastAt, ID: uint64(e.Conversation)}
}

func filtered(rows iter.Seq2[store.Entry, error], keep func(store.Entry) bool) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for e, err := range rows {
			if (err != nil || keep(e)) && !yield(e, err) {
				return
			}
		}
	}
}

// withWoken merges the open entries with those whose snooze is over, the latest
// first.
func (s *session) withWoken(after *store.Place) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		woken, err := s.woken(after)
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		for e, err := range s.r.Entries(s.actor.ID, store.ViewOpen, after) {
			for err == nil && len(woken) > 0 && newer(woken[0], e) {
				if !yield(woken[0], nil) {
					return
				}
				woken = woken[1:]
			}
			if !yield(e, err) {
				return
			}
		}
		for _, e := range woken {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// woken is the entries whose snooze is over, past a place, the latest first.
func (s *session) woken(after *store.Place) ([]store.Entry, error) {
	var woken []store.Entry
	due := store.Place{At: s.now.Add(time.Microsecond), ID: 0} // everything before it is due
	for e, err := range s.r.Entries(s.actor.ID, store.ViewSnoozed, &due) {
		if err != nil {
			return nil, err
		}
		place := store.Entry{LastAt: time.UnixMicro(math.MaxInt64 / 2), Conversation: 0}
		if after != nil {
			place.LastAt, place.Conversation = after.At, operator.ConversationID(after.ID)
		}
		if after == nil || newer(place, e) {
			woken = append(woken, e)
		}
	}
	slices.SortFunc(woken, func(a, b store.Entry) int {
		if newer(a, b) {
			return -1
		}
		return 1
	})
	return woken, nil
}

// newer says whether a stands before b in a list with the latest first.
func newer(a, b store.Entry) bool {
	if !a.LastAt.Equal(b.LastAt) {
		return a.LastAt.After(b.LastAt)
	}
	return a.Conversation > b.Conversation
}

// countView is how many entries of the actor's a view has.
func (s *session) countView(which store.View) (int, error) {
	t, err := s.r.Totals(s.actor.ID)
	if err != nil {
		return 0, err
	}
	woken, err := s.woken(nil)
	if err != nil {
		return 0, err
	}
	switch which {
	case store.ViewOpen:
		return t.Open + len(woken), nil
	case store.ViewClosed:
		return t.Closed, nil
	case store.ViewSnoozed:
		return t.Snoozed - len(woken), nil
	case store.ViewArchived:
		return t.Archived, nil
	}
	return entriesIn(t), nil
}

// entriesIn is how many conversations somebody is in.
func entriesIn(t store.Totals) int { return t.Open + t.Closed + t.Snoozed + t.Archived }

// talkOf is the conversation of one of the actor's entries, and what they are to it.
func (s *session) talkOf(e store.Entry) (talk, error) {
	c, err := s.talkAt(e)
	if err != nil {
		return talk{}, err
	}
	return s.talk(c)
}

// talkAt is the conversation of an entry.
func (s *session) talkAt(e store.Entry) (store.Conversation, error) {
	c, ok, err := s.r.Conversation(e.Conversation)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "an inbox entry names conversation %s, which is not there", e.Conversation).
			WithHint("operator check").Reason("dangling")
	}
	return c, err
}

// item is a conversation as the actor has it in their inbox.
func (s *session) item(e store.Entry, t talk) (operator.InboxItem, error) {
	c, err := s.showTalk(t)
	i := operator.InboxItem{Conversation: c, Person: s.actor.ID, Unread: e.Unread, Starred: e.Starred, Muted: e.Muted, Archived: e.Archived}
	if e.SnoozedUntil.After(s.now) {
		i.SnoozedUntil = &e.SnoozedUntil
	}
	return i, err
}

// InboxTotals is the numbers on the actor's badge.
func (a *App) InboxTotals(ctx context.Context, req operator.TotalsRequest) (operator.InboxTotals, error) {
	return view(ctx, a, req, func(s *session, _ operator.TotalsRequest) (operator.InboxTotals, error) {
		t, err := s.r.Totals(s.actor.ID)
		if err != nil {
			return operator.InboxTotals{}, err
		}
		unseen, err := s.countUnseen()
		return operator.InboxTotals{Unread: t.Unread, Conversations: t.Conversations, Updates: unseen}, err
	})
}
