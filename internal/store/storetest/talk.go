package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func putConversations(f *fixture, rows ...store.Conversation) {
	f.Helper()
	f.update(func(tx store.Tx) error {
		for _, c := range rows {
			if err := tx.PutConversation(&c); err != nil {
				return err
			}
		}
		return nil
	})
}

func conversationID(c store.Conversation) operator.ConversationID { return c.ID }

func conversationsListed(f *fixture) {
	putConversations(f,
		store.Conversation{Property: 1, LastAt: at(5)}, store.Conversation{Property: 2, LastAt: at(9)},
		store.Conversation{Property: 1, LastAt: at(7)}, store.Conversation{Property: 1, LastAt: at(5)},
		store.Conversation{Property: 1, LastAt: time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)})
	listed := func(of operator.PropertyID, after *store.Place) []operator.ConversationID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Conversation, error] { return r.Conversations(of, after) })
		return each(rows, conversationID)
	}
	type ids = []operator.ConversationID
	same(f, "all", listed(0, nil), ids{2, 3, 4, 1, 5})
	same(f, "all past a place", listed(0, &store.Place{At: at(5), ID: 4}), ids{1, 5})
	same(f, "of a home", listed(1, nil), ids{3, 4, 1, 5})
	same(f, "of a home past a place", listed(1, &store.Place{At: at(7), ID: 3}), ids{4, 1, 5})
	same(f, "past a place where nothing stands", listed(1, &store.Place{At: at(6), ID: 99}), ids{4, 1, 5})
	same(f, "past the last", listed(2, &store.Place{At: at(9), ID: 2}), nil)
	same(f, "past a place of the highest number", listed(2, &store.Place{At: at(9), ID: math.MaxUint64}), ids{2})
	putConversations(f, store.Conversation{ID: 5, Property: 1, LastAt: at(10)})
	same(f, "after a new message", listed(1, nil), ids{5, 3, 4, 1})
}

func groups(f *fixture) {
	with := func(people ...operator.PersonID) []store.Participant {
		var in []store.Participant
		for _, p := range people {
			in = append(in, store.Participant{Person: p, From: 1})
		}
		return in
	}
	base := store.Conversation{Property: 1, Sale: 2, Subject: "Kitchen", Participants: with(3, 4)}
	home := store.Conversation{Property: 1, Sale: 2, Home: true, Participants: with(3, 4)}
	closed := base
	closed.Closed = true
	putConversations(f, base, closed, home, base)
	found := func(change func(*store.GroupKey)) []operator.ConversationID {
		g := store.GroupKey{Property: 1, Sale: 2, Subject: "Kitchen", People: []operator.PersonID{3, 4}}
		change(&g)
		return each(ask(f, func(r store.Reader) ([]store.Conversation, error) { return r.ConversationsOf(g) }), conversationID)
	}
	type ids = []operator.ConversationID
	same(f, "the open ones", found(func(*store.GroupKey) {}), ids{1, 4})
	same(f, "in any case", found(func(g *store.GroupKey) { g.Subject = " kitchen" }), ids{1, 4})
	same(f, "the home's, whoever is in it", found(func(g *store.GroupKey) { g.Home, g.Subject, g.People = true, "", nil }), ids{3})
	for what, change := range map[string]func(*store.GroupKey){
		"another home":     func(g *store.GroupKey) { g.Property = 2 },
		"another sale":     func(g *store.GroupKey) { g.Sale = 0 },
		"another audience": func(g *store.GroupKey) { g.Internal = true },
		"another subject":  func(g *store.GroupKey) { g.Subject = "" },
		"fewer people":     func(g *store.GroupKey) { g.People = g.People[:1] },
		"more people":      func(g *store.GroupKey) { g.People = append(g.People, 5) },
		"about an update":  func(g *store.GroupKey) { g.About = 9 },
	} {
		same(f, what, found(change), nil)
	}
	base.ID, base.Participants = 1, with(3, 4, 5)
	closed.ID, closed.Closed = 2, false
	putConversations(f, base, closed)
	same(f, "after changes", found(func(*store.GroupKey) {}), ids{2, 4})
}

func messagesInOrder(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, at := range [][2]uint64{{1, 1}, {2, 1}, {1, 2}, {1, 3}, {3, 1}} {
			if err := tx.PutMessage(&store.Message{Conversation: operator.ConversationID(at[0]), Seq: at[1]}); err != nil {
				return err
			}
		}
		return nil
	})
	id := func(m store.Message) operator.MessageID { return m.ID }
	from := func(of operator.ConversationID, seq uint64) []operator.MessageID {
		return each(list(f, func(r store.Reader) iter.Seq2[store.Message, error] { return r.Messages(of, seq) }), id)
	}
	type ids = []operator.MessageID
	same(f, "all", from(1, 0), ids{1, 3, 4})
	same(f, "from the first", from(1, 1), ids{1, 3, 4})
	same(f, "from the second", from(1, 2), ids{3, 4})
	same(f, "from past the last", from(1, 4), nil)
	same(f, "back", each(list(f, func(r store.Reader) iter.Seq2[store.Message, error] { return r.MessagesBack(1) }), id), ids{4, 3, 1})
	one := find(f, func(r store.Reader) (store.Message, bool, error) { return r.Message(3) })
	same(f, "by number", one, store.Message{ID: 3, Conversation: 1, Seq: 2})
	same(f, "by place", find(f, func(r store.Reader) (store.Message, bool, error) { return r.MessageAt(1, 2) }), one)
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.PutVersion(store.Version{Message: 3, N: 2, Body: "b"}), tx.PutVersion(store.Version{Message: 3, N: 1, Body: "a"}))
	})
	same(f, "versions", ask(f, func(r store.Reader) ([]store.Version, error) { return r.Versions(3) }),
		[]store.Version{{Message: 3, N: 1, Body: "a"}, {Message: 3, N: 2, Body: "b"}})
	same(f, "the second version", find(f, func(r store.Reader) (store.Version, bool, error) { return r.Version(3, 2) }),
		store.Version{Message: 3, N: 2, Body: "b"})
}

func filesUsed(f *fixture) {
	files := func(contents ...string) []store.Attachment {
		var list []store.Attachment
		for _, c := range contents {
			list = append(list, store.Attachment{Name: c, Sum: sum(c)})
		}
		return list
	}
	first := store.Message{ID: 1, Conversation: 1, Seq: 1, Attachments: files("a", "b", "a")}
	second := store.Message{ID: 2, Conversation: 1, Seq: 2, Attachments: files("b", "c")}
	put := func(m store.Message) { f.update(func(tx store.Tx) error { return tx.PutMessage(&m) }) }
	used := func(contents ...string) {
		f.Helper()
		var want [][]byte
		for _, c := range contents {
			want = append(want, sum(c))
		}
		got := list(f, func(r store.Reader) iter.Seq2[[]byte, error] { return r.Files() })
		slices.SortFunc(want, bytes.Compare)
		slices.SortFunc(got, bytes.Compare)
		same(f, "files", got, want)
		for _, c := range []string{"a", "b", "c"} {
			is := ask(f, func(r store.Reader) (bool, error) { return r.FileUsed(sum(c)) })
			same(f, "the use of "+c, is, slices.Contains(contents, c))
		}
	}
	put(first)
	put(second)
	used("a", "b", "c")
	same(f, "a part of a digest", ask(f, func(r store.Reader) (bool, error) { return r.FileUsed(sum("a")[:31]) }), false)
	f.update(func(tx store.Tx) error {
		return tx.PutVersion(store.Version{Message: 2, N: 1, Attachments: second.Attachments})
	})
	second.Deleted = true
	put(second)
	used("a", "b", "c")
	first.Deleted = true
	put(first)
	used("b", "c")
}

// inView is the conversations of person 1 in a view.
func inView(f *fixture, v store.View, after *store.Place) []operator.ConversationID {
	rows := list(f, func(r store.Reader) iter.Seq2[store.Entry, error] { return r.Entries(1, v, after) })
	return each(rows, func(e store.Entry) operator.ConversationID { return e.Conversation })
}

func putEntries(f *fixture, entries ...store.Entry) {
	f.Helper()
	f.update(func(tx store.Tx) error {
		for _, e := range entries {
			if err := tx.PutEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func entriesInViews(f *fixture) {
	putEntries(f,
		store.Entry{Person: 1, Conversation: 1, LastAt: at(1), Unread: 2}, store.Entry{Person: 1, Conversation: 2, LastAt: at(2)},
		store.Entry{Person: 1, Conversation: 3, LastAt: at(3), SnoozedUntil: at(50), Unread: 1},
		store.Entry{Person: 1, Conversation: 4, LastAt: at(4), SnoozedUntil: at(40)},
		store.Entry{Person: 1, Conversation: 5, LastAt: at(5), Closed: true, SnoozedUntil: at(60)},
		store.Entry{Person: 1, Conversation: 6, LastAt: at(6), Archived: true, Closed: true, Unread: 1, Muted: true},
		store.Entry{Person: 1, Conversation: 7, LastAt: at(2)}, store.Entry{Person: 2, Conversation: 1, LastAt: at(1)})
	type ids = []operator.ConversationID
	for view, want := range map[store.View]ids{
		store.ViewOpen: {7, 2, 1}, store.ViewSnoozed: {3, 4}, store.ViewClosed: {5}, store.ViewArchived: {6},
		store.ViewUnread: {6, 3, 1}, store.ViewAll: {6, 5, 4, 3, 7, 2, 1},
	} {
		same(f, fmt.Sprintf("view %c", view), inView(f, view, nil), want)
	}
	same(f, "past a place", inView(f, store.ViewOpen, &store.Place{At: at(2), ID: 7}), ids{2, 1})
	same(f, "past a place of snoozes", inView(f, store.ViewSnoozed, &store.Place{At: at(50), ID: 3}), ids{4})
	same(f, "past a place of all", inView(f, store.ViewAll, &store.Place{At: at(3), ID: 2}), ids{7, 2, 1})
	putEntries(f, store.Entry{Person: 1, Conversation: 1, LastAt: at(9), ReadSeq: 3}, store.Entry{Person: 1, Conversation: 3, LastAt: at(3)})
	f.update(func(tx store.Tx) error { return tx.DeleteEntry(1, 2) })
	same(f, "open after changes", inView(f, store.ViewOpen, nil), ids{1, 3, 7})
	same(f, "unread after changes", inView(f, store.ViewUnread, nil), ids{6})
	same(f, "snoozed after changes", inView(f, store.ViewSnoozed, nil), ids{4})
}

func totalsFollow(f *fixture) {
	want := func(what string, want store.Totals) {
		f.Helper()
		want.Person = 1
		same(f, what, ask(f, func(r store.Reader) (store.Totals, error) { return r.Totals(1) }), want)
	}
	e := store.Entry{Person: 1, Conversation: 1, Unread: 2, LastAt: at(1)}
	muted := store.Entry{Person: 1, Conversation: 2, Unread: 5, Muted: true, LastAt: at(2)}
	putEntries(f, e, muted, store.Entry{Person: 2, Conversation: 1, Unread: 9, LastAt: at(1)})
	want("muted messages do not count", store.Totals{Unread: 2, Conversations: 1, Open: 2})
	muted.Mentioned = 3
	putEntries(f, muted, e)
	want("but for a mention", store.Totals{Unread: 7, Conversations: 2, Open: 2})
	e.Archived, e.Unread = true, 0
	muted.SnoozedUntil = at(9)
	putEntries(f, e, muted)
	want("archived and snoozed", store.Totals{Unread: 5, Conversations: 1, Snoozed: 1, Archived: 1})
	muted.Closed, muted.ReadSeq, muted.Unread = true, 3, 1
	putEntries(f, muted)
	want("closed, and the mention is read", store.Totals{Closed: 1, Archived: 1})
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.DeleteEntry(1, 1), tx.DeleteEntry(1, 2), tx.DeleteEntry(1, 3))
	})
	want("nothing left", store.Totals{})
}

func keysForgotten(f *fixture) {
	f.update(func(tx store.Tx) error {
		for i, name := range []string{"c", "b", "a", "A"} {
			if err := tx.PutKey(store.Key{Person: 1, Key: name, At: at(i)}); err != nil {
				return err
			}
		}
		return tx.PutKey(store.Key{Person: 2, Key: "c", At: at(0)})
	})
	left := func() (names []string) {
		f.view(func(r store.Reader) error {
			for _, k := range []struct {
				of   operator.PersonID
				name string
			}{{1, "c"}, {1, "b"}, {1, "a"}, {1, "A"}, {2, "c"}} {
				_, ok, err := r.Key(k.of, k.name)
				if err != nil {
					return err
				}
				if ok {
					names = append(names, fmt.Sprint(k.of, k.name))
				}
			}
			return nil
		})
		return names
	}
	same(f, "at first", left(), []string{"P1c", "P1b", "P1a", "P1A", "P2c"})
	f.update(func(tx store.Tx) error { return tx.ForgetKeys(at(2), 2) })
	same(f, "the two oldest are gone", left(), []string{"P1b", "P1a", "P1A"})
	f.update(func(tx store.Tx) error { return tx.PutKey(store.Key{Person: 1, Key: "b", At: at(8)}) })
	f.update(func(tx store.Tx) error { return errors.Join(tx.ForgetKeys(at(3), 10), tx.ForgetKeys(at(99), 0)) })
	same(f, "a key used again is as young as its last use", left(), []string{"P1b", "P1A"})
}

func eventsRead(f *fixture) {
	f.update(func(tx store.Tx) error {
		for i, home := range []operator.PropertyID{0, 1, 2, 1, 0} {
			if err := tx.PutEvent(store.Event{Seq: uint64(i + 1), Property: home}); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutChain(store.Chain{Property: 1, N: 2}), tx.PutChain(store.Chain{N: 2}))
	})
	seqs := func(of operator.PropertyID, after uint64) []uint64 {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Event, error] { return r.Events(of, after) })
		return each(rows, func(e store.Event) uint64 { return e.Seq })
	}
	same(f, "all", seqs(0, 0), []uint64{1, 2, 3, 4, 5})
	same(f, "all past one", seqs(0, 3), []uint64{4, 5})
	same(f, "of a home", seqs(1, 0), []uint64{2, 4})
	same(f, "of a home past one", seqs(1, 2), []uint64{4})
	same(f, "past the last", seqs(0, 5), nil)
	same(f, "the last", ask(f, func(r store.Reader) (uint64, error) { return r.LastEvent() }), 5)
	same(f, "chains", list(f, func(r store.Reader) iter.Seq2[store.Chain, error] { return r.Chains() }),
		[]store.Chain{{N: 2}, {Property: 1, N: 2}})
}

func nothingByNUL(f *fixture) {
	putPeople(f, store.Person{Kind: operator.Buyer, Name: "Ann", Email: "ann@example.com", External: store.External{"crm": "K"}})
	f.view(func(r store.Reader) error {
		byEmail, err1 := r.PeopleByEmail("ann@example.com\x00\x00\x00")
		byID, err2 := r.PeopleByExternalID("K\x00\x00\x00")
		if len(byEmail)+len(byID) > 0 {
			f.Errorf("found %v and %v", byEmail, byID)
		}
		return errors.Join(err1, err2)
	})
}
