package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Run runs the suite. open gives a store that has the workspace TheWorkspace and
// nothing else, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	tests := map[string]func(*fixture){
		"the workspace is there and can be changed":               theWorkspace,
		"rows come back whole":                                    rowsComeBackWhole,
		"nothing found is no error":                               nothingFound,
		"numbers begin at 1 and are never given again":            numbers,
		"what is read stays valid after the transaction":          resultsOutlive,
		"a function that fails leaves nothing":                    failureLeavesNothing,
		"updates happen one after the other":                      updatesInTurn,
		"an iterator can be left":                                 iteratorsEnd,
		"a walk ends when nobody waits for it":                    walksEnd,
		"people are found by e-mail, external id and word":        peopleFound,
		"people are found by a phone number":                      phonesFound,
		"updates are listed by home and by post":                  updatesListed,
		"what somebody has not seen is kept until they have":      unseenKept,
		"who was merged is found by their number alone":           mergedPeople,
		"merges are found by who was merged":                      mergesKept,
		"people are listed by name":                               peopleListed,
		"assignments are to a home or a community":                assignments,
		"a code belongs to one home, also when it is old":         codesOfHomes,
		"a code belongs to one community":                         codesOfCommunities,
		"homes and buildings are listed in order":                 placesListed,
		"sales are found by home and buyer":                       salesFound,
		"conversations are listed with the latest first":          conversationsListed,
		"an open conversation is found by its group":              groups,
		"messages are in the order of their sequence":             messagesInOrder,
		"a message moves with all that hangs on it":               messagesMoved,
		"threads are conversations in short":                      threadsInShort,
		"steps are found by either conversation":                  rearrangementsListed,
		"a conversation that was merged is in no list":            mergedAway,
		"a file is used while a message or a version names it":    filesUsed,
		"an entry is in its view, in all, and in unread":          entriesInViews,
		"totals follow the entries":                               totalsFollow,
		"keys are forgotten by their age":                         keysForgotten,
		"events are read past a number, of one home or of all":    eventsRead,
		"any table can be read by the beginning of its keys":      tablesDumped,
		"the last number of a table is remembered":                numbersRemembered,
		"a NUL in what is looked for finds nothing":               nothingByNUL,
		"messages are found by their words":                       messagesByWord,
		"updates are found by their words":                        updatesByWord,
		"tokens are found by their digest":                        tokensFound,
		"login codes are found by their digest":                   codesFound,
		"webhooks are kept whole":                                 webhooksKept,
		"imports and mappings are kept whole":                     importsKept,
		"a reindex leaves all as it was":                          reindexed,
		"a bulk is seen whole or not at all":                      bulkAtOnce,
		"a snapshot is whole, and keeps nobody from writing":      snapshotWhole,
		"Replay keeps the second run of an update, and only that": replayed,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(&fixture{t, open(t)})
		})
	}
}

// TheWorkspace is what a store of the suite begins with.
func TheWorkspace() store.Workspace {
	return store.Workspace{
		Name: "Lakeside Homes", TimeZone: "Europe/Paris", Currency: "EUR", Days: []string{"mon", "fri"},
		Secret: []byte("secret of the suite"), Instance: []byte("0123456789abcdef"),
		Created: at(0), Updated: at(1),
	}
}

// at is a time, n seconds after some moment.
func at(n int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC).Add(time.Duration(n) * time.Second)
}

// A fixture is a store with a test that ends where it fails.
type fixture struct {
	*testing.T
	store store.Store
}

func (f *fixture) update(fn func(store.Tx) error) {
	f.Helper()
	f.must(f.store.Update(f.Context(), fn))
}

func (f *fixture) view(fn func(store.Reader) error) {
	f.Helper()
	f.must(f.store.View(f.Context(), fn))
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// same fails unless got is want.
func same[V any](f *fixture, what string, got, want V) {
	f.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		f.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// list collects what some reading yields, in a transaction of its own.
func list[V any](f *fixture, read func(store.Reader) iter.Seq2[V, error]) []V {
	f.Helper()
	var all []V
	f.view(func(r store.Reader) error {
		all = nil
		for v, err := range read(r) {
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	return all
}

// ask reads one answer in a transaction of its own.
func ask[V any](f *fixture, read func(store.Reader) (V, error)) (v V) {
	f.Helper()
	f.view(func(r store.Reader) (err error) {
		v, err = read(r)
		return err
	})
	return v
}

// find reads one thing in a transaction of its own. It must be there.
func find[V any](f *fixture, read func(store.Reader) (V, bool, error)) (v V) {
	f.Helper()
	f.view(func(r store.Reader) (err error) {
		var ok bool
		if v, ok, err = read(r); err == nil && !ok {
			err = fmt.Errorf("no %T is found", v)
		}
		return err
	})
	return v
}

// each gives of every row what tells it from the others.
func each[V, K any](rows []V, tell func(V) K) []K {
	var keys []K
	for _, v := range rows {
		keys = append(keys, tell(v))
	}
	return keys
}

func theWorkspace(f *fixture) {
	read := func(r store.Reader) (store.Workspace, error) { return r.Workspace() }
	want := TheWorkspace()
	same(f, "at first", ask(f, read), want)
	want.Name, want.Days = "Hillside Homes", nil
	f.update(func(tx store.Tx) error { return tx.PutWorkspace(want) })
	same(f, "changed", ask(f, read), want)
}

func numbers(f *fixture) {
	var first, second, third store.Person
	f.update(func(tx store.Tx) error {
		first, second = store.Person{Name: "Ann", Kind: operator.Buyer}, store.Person{Name: "Ben", Kind: operator.Buyer}
		return errors.Join(tx.PutPerson(&first), tx.PutPerson(&second))
	})
	f.update(func(tx store.Tx) error { return tx.DeletePerson(second.ID) })
	f.update(func(tx store.Tx) error {
		third = store.Person{Name: "Cem", Kind: operator.Buyer}
		return tx.PutPerson(&third)
	})
	same(f, "numbers", []operator.PersonID{first.ID, second.ID, third.ID}, []operator.PersonID{1, 2, 3})
	f.update(func(tx store.Tx) error {
		moved := store.Person{ID: 7, Name: "Dea", Kind: operator.Buyer} // as an import of a whole store does
		third = store.Person{Name: "Eva", Kind: operator.Buyer}
		return errors.Join(tx.PutPerson(&moved), tx.PutPerson(&third))
	})
	same(f, "after a number from elsewhere", third.ID, 8)
}

func resultsOutlive(f *fixture) {
	put := func(name string) {
		f.update(func(tx store.Tx) error {
			for i := range 50 {
				p := store.Person{ID: operator.PersonID(i + 1), Kind: operator.Buyer, Name: name, Email: name + "@example.com", Created: at(i)}
				m := store.Message{
					ID: operator.MessageID(i + 1), Conversation: 1, Seq: uint64(i + 1), Body: name,
					Attachments: []store.Attachment{{Name: name, Sum: sum(name)}},
				}
				if err := errors.Join(tx.PutPerson(&p), tx.PutMessage(&m)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	put("first")
	read := func() []any {
		person := find(f, func(r store.Reader) (store.Person, bool, error) { return r.Person(3) })
		people := list(f, func(r store.Reader) iter.Seq2[store.Person, error] { return r.People("", store.NamePlace{}) })
		messages := list(f, func(r store.Reader) iter.Seq2[store.Message, error] { return r.Messages(1, 1) })
		files := list(f, func(r store.Reader) iter.Seq2[[]byte, error] { return r.Files() })
		return []any{person, people, messages, files}
	}
	before, kept := read(), read()
	for i := range 5 {
		put(fmt.Sprint("later", i))
	}
	same(f, "what was read before other writes", kept, before)
}

func failureLeavesNothing(f *fixture) {
	stop := errors.New("stop")
	err := f.store.Update(f.Context(), func(tx store.Tx) error {
		p := store.Person{Kind: operator.Buyer, Name: "Ann", Email: "ann@example.com"}
		h := store.Property{Code: "A-1", Community: 1}
		e := store.Entry{Person: 1, Conversation: 1, Unread: 2, LastAt: at(1)}
		return errors.Join(tx.PutPerson(&p), tx.PutProperty(&h), tx.PutEntry(e), tx.PutEvent(store.Event{Seq: 1}), stop)
	})
	if !errors.Is(err, stop) {
		f.Fatalf("the error of the function is lost: %v", err)
	}
	f.view(func(r store.Reader) error {
		people, err1 := r.PeopleByEmail("ann@example.com")
		_, home, err2 := r.PropertyByCode("A-1")
		totals, err3 := r.Totals(1)
		last, err4 := r.LastEvent()
		if len(people) > 0 || home || totals != (store.Totals{Person: 1}) || last != 0 {
			f.Errorf("left: %v, %v, %v, %v", people, home, totals, last)
		}
		return errors.Join(err1, err2, err3, err4)
	})
}

func updatesInTurn(f *fixture) {
	const writers, times = 4, 10
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for range times {
				err := f.store.Update(context.WithoutCancel(f.Context()), func(tx store.Tx) error {
					last, err := tx.LastEvent()
					if err != nil {
						return err
					}
					return tx.PutEvent(store.Event{Seq: last + 1})
				})
				if err != nil {
					f.Error(err)
				}
			}
		})
	}
	wait.Wait()
	same(f, "events", ask(f, func(r store.Reader) (uint64, error) { return r.LastEvent() }), writers*times)
}

func iteratorsEnd(f *fixture) {
	f.update(func(tx store.Tx) error {
		for i := range 5 {
			p := store.Person{ID: operator.PersonID(i + 1), Kind: operator.Team, Name: "Ann Lee", Email: "ann@example.com"}
			m := store.Message{
				ID: operator.MessageID(i + 1), Conversation: 1, Seq: uint64(i + 1),
				Attachments: []store.Attachment{{Sum: sum(fmt.Sprint(i))}},
			}
			e := store.Entry{Person: 1, Conversation: operator.ConversationID(i + 1), LastAt: at(i)}
			if err := errors.Join(tx.PutPerson(&p), tx.PutMessage(&m), tx.PutEntry(e)); err != nil {
				return err
			}
		}
		return nil
	})
	f.view(func(r store.Reader) error {
		leave(f, "People", r.People("", store.NamePlace{}))
		leave(f, "People of a kind", r.People(operator.Team, store.NamePlace{}))
		leave(f, "PeopleByWord", r.PeopleByWord("a"))
		leave(f, "Messages", r.Messages(1, 1))
		leave(f, "MessagesBack", r.MessagesBack(1))
		leave(f, "SaidBack", r.SaidBack(1))
		leave(f, "Files", r.Files())
		leave(f, "Entries", r.Entries(1, store.ViewAll, nil))
		return nil
	})
}

// leave takes two rows and goes, twice: a sequence can be walked again.
func leave[V any](f *fixture, what string, rows iter.Seq2[V, error]) {
	for range 2 {
		n := 0
		for _, err := range rows {
			if err != nil {
				f.Fatalf("%s: %v", what, err)
			}
			if n++; n == 2 {
				break
			}
		}
		if n != 2 {
			f.Errorf("%s yields %d rows, not two", what, n)
		}
	}
}

func replayed(f *fixture) {
	runs := 0
	s := Replay(f.store)
	err := s.Update(f.Context(), func(tx store.Tx) error {
		runs++
		_, had, err := tx.Person(1)
		if err == nil && had {
			err = errors.New("the first run was kept")
		}
		p := store.Person{Kind: operator.Buyer, Name: fmt.Sprint("Run ", runs)}
		return errors.Join(err, tx.PutPerson(&p))
	})
	f.must(err)
	same(f, "runs", runs%2, 0)
	same(f, "name", find(f, func(r store.Reader) (store.Person, bool, error) { return r.Person(1) }).Name, fmt.Sprint("Run ", runs))
}
