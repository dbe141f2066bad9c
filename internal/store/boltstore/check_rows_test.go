package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func day(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }

// village writes a store in which all fits: two homes, one of them sold twice,
// a team member and two buyers, and a conversation with three messages.
func village(tx store.Tx) error {
	for _, p := range []store.Person{
		{Kind: operator.Team, Name: "Tea"}, {Kind: operator.Buyer, Name: "Bea"}, {Kind: operator.Buyer, Name: "Ben"},
	} {
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
	}
	for _, m := range []store.Message{
		{Seq: 1, Author: 1, Body: "Hello", Created: day(4)},
		{Seq: 2, Author: 2, Body: "Hi", Created: day(5), InReplyTo: 1, Versions: 1},
		{Seq: 3, Author: 1, Deleted: true, Created: day(4)}, // by a clock that was set back
	} {
		m.Conversation = 1
		if err := tx.PutMessage(&m); err != nil {
			return err
		}
	}
	return errors.Join(
		tx.PutCommunity(&store.Community{Code: "lake"}),
		tx.PutBuilding(&store.Building{Community: 1, Number: "1"}),
		tx.PutProperty(&store.Property{Code: "L-1", Community: 1, Building: 1, Sale: 2, Stage: operator.UnderContract, Primary: 1}),
		tx.PutProperty(&store.Property{Code: "L-2", Community: 1, Stage: operator.PreContract}),
		tx.PutSale(&store.Sale{Property: 1, Status: operator.SaleClosed, Buyers: []store.SaleBuyer{{Person: 3}}}),
		tx.PutSale(&store.Sale{Property: 1, Status: operator.SaleOpen, Buyers: []store.SaleBuyer{{Person: 2}}}),
		tx.PutSale(&store.Sale{Property: 2, Status: operator.SaleWithdrawn, Buyers: []store.SaleBuyer{{Person: 3}}}),
		tx.PutAssignment(store.Assignment{Community: 1, Person: 1}),
		tx.PutConversation(&store.Conversation{
			Property: 1, Sale: 2, Participants: []store.Participant{{Person: 1, From: 1}, {Person: 2, From: 1}, {Person: 3, From: 3}},
			LastSeq: 3, LastAt: day(5), LastMessage: 3, LastAuthor: 1, Assignee: 1, Created: day(4),
		}),
		tx.PutVersion(store.Version{Message: 2, N: 1}),
		tx.PutEntry(store.Entry{Person: 1, Conversation: 1, ReadSeq: 3, LastAt: day(5)}),
		tx.PutEntry(store.Entry{Person: 2, Conversation: 1, Unread: 2, LastAt: day(5)}),
		tx.PutEntry(store.Entry{Person: 3, Conversation: 1, Unread: 1, LastAt: day(5), Muted: true}),
		tx.PutEvent(store.Event{Seq: 1, N: 1, Property: 1, Hash: []byte("a")}),
		tx.PutEvent(store.Event{Seq: 2, N: 1, Hash: []byte("b")}),
		tx.PutEvent(store.Event{Seq: 3, N: 2, Property: 1, Hash: []byte("c")}),
		tx.PutDetails(store.Details{Seq: 3, Content: []byte("{}")}),
		tx.PutChain(store.Chain{Property: 1, N: 2, Seq: 3, Head: []byte("c")}),
		tx.PutChain(store.Chain{N: 1, Seq: 2, Head: []byte("b")}),
	)
}

// findings are what a check tells.
func findings(t testing.TB, s *Store) []string {
	t.Helper()
	var found []string
	_, err := s.Check(t.Context(), func(f string) { found = append(found, f) })
	must(t, err)
	return found
}

func TestAStoreInWhichAllFitsHasNoFindings(t *testing.T) {
	t.Parallel()
	stores := []*Store{Open(newWorkspace(t, village)), hold(t, newWorkspace(t, village))}
	for _, s := range stores {
		var found []string
		looked, err := s.Check(t.Context(), func(f string) { found = append(found, f) })
		must(t, err)
		if len(found) > 0 || looked != (store.Checked{Rows: 29, Entries: 36}) {
			t.Errorf("looked at %+v and found %q", looked, found)
		}
	}
}

func TestCheckFindsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	for want, spoil := range spoilers() {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s := hold(t, newWorkspace(t, village))
			must(t, s.Update(t.Context(), spoil))
			found := findings(t, s)
			if len(found) != 1 || found[0] != want {
				t.Errorf("found %q", found)
			}
		})
	}
}

// spoilers are changes that make something wrong, by what the check says of it.
func spoilers() map[string]func(store.Tx) error {
	spoilers := spoiltTalk()
	maps.Copy(spoilers, map[string]func(store.Tx) error{
		`P1, the primary contact of H1, is not assigned to it`: func(tx store.Tx) error {
			return tx.DeleteAssignment(store.Assignment{Community: 1, Person: 1})
		},
		`H1 has 2 open sales`: change(store.Reader.Sale, 1, store.Tx.PutSale, func(s *store.Sale) { s.Status = operator.SaleOpen }),
		`H1 has the sale "T2" and the stage "under-contract"; by its sales it should be "T1" and "closed"`: change(store.Reader.Sale, 2, store.Tx.PutSale, func(s *store.Sale) { s.Status = operator.SaleWithdrawn }),
		`H2 has the sale "" and the stage "closed"; by its sales it should be "" and "pre-contract"`:       change(store.Reader.Property, 2, store.Tx.PutProperty, func(p *store.Property) { p.Stage = operator.Closed }),
		`T3 has the status "", which there is not`:                                                         change(store.Reader.Sale, 3, store.Tx.PutSale, func(s *store.Sale) { s.Status = "" }),
		`H2 names N9 as its community, which is not there`:                                                 change(store.Reader.Property, 2, store.Tx.PutProperty, func(p *store.Property) { p.Community = 9 }),
		`H2 names B9 as its building, which is not there`:                                                  change(store.Reader.Property, 2, store.Tx.PutProperty, func(p *store.Property) { p.Building = 9 }),
		`T1 names P9 as its buyer, which is not there`:                                                     change(store.Reader.Sale, 1, store.Tx.PutSale, func(s *store.Sale) { s.Buyers[0].Person = 9 }),
		`P2 is of the kind "guest", which there is not`:                                                    change(store.Reader.Person, 2, store.Tx.PutPerson, func(p *store.Person) { p.Kind = "guest" }),
		`P9 is assigned to H1, but not there`:                                                              func(tx store.Tx) error { return tx.PutAssignment(store.Assignment{Property: 1, Person: 9}) },
		`P1 is assigned to "H9", which is not there`:                                                       func(tx store.Tx) error { return tx.PutAssignment(store.Assignment{Property: 9, Person: 1}) },
		`there are details of the event 9, which is not there`:                                             func(tx store.Tx) error { return tx.PutDetails(store.Details{Seq: 9}) },
		`the chain of the workspace ends with the event 2, number 1, and not as its head says with 2, number 1`: func(tx store.Tx) error {
			return tx.PutChain(store.Chain{N: 1, Seq: 2, Head: []byte("x")})
		},
		`the event 5 follows the event 3`: func(tx store.Tx) error {
			return errors.Join(tx.PutEvent(store.Event{Seq: 5, N: 2, Hash: []byte("d")}),
				tx.PutChain(store.Chain{N: 2, Seq: 5, Head: []byte("d")}))
		},
		`in the chain of H1, the event 4 is number 4 after number 2`: func(tx store.Tx) error {
			return errors.Join(tx.PutEvent(store.Event{Seq: 4, N: 4, Property: 1, Hash: []byte("d")}),
				tx.PutChain(store.Chain{Property: 1, N: 4, Seq: 4, Head: []byte("d")}))
		},
		`the chain of H2 has no head`: func(tx store.Tx) error { return tx.PutEvent(store.Event{Seq: 4, N: 1, Property: 2}) },
	})
	return spoilers
}

func spoiltTalk() map[string]func(store.Tx) error {
	entry := func(of operator.PersonID, edit func(*store.Entry)) func(store.Tx) error {
		return func(tx store.Tx) error {
			e, _, err := tx.Entry(of, 1)
			edit(&e)
			return errors.Join(err, tx.PutEntry(e))
		}
	}
	talk := func(edit func(*store.Conversation)) func(store.Tx) error {
		return change(store.Reader.Conversation, 1, store.Tx.PutConversation, edit)
	}
	return map[string]func(store.Tx) error{
		`the inbox of P2 has 1 unread messages in C1; there are 2`:                                                                             entry(2, func(e *store.Entry) { e.Unread = 1 }),
		`the inbox of P3 has 1 unread messages in C1; there are 0`:                                                                             entry(3, func(e *store.Entry) { e.ReadSeq = 3 }),
		`the inbox of P1 has C1 as of 2026-03-05 09:00:00 +0000 UTC, closed: true; the conversation says 2026-03-05 09:00:00 +0000 UTC, false`: entry(1, func(e *store.Entry) { e.Closed = true }),
		`P1 is in C1, but has it in no inbox`:                                                                                                  func(tx store.Tx) error { return tx.DeleteEntry(1, 1) },
		`the inbox of P3 has C1, which the person is not in`: talk(func(c *store.Conversation) {
			c.Participants = c.Participants[:2]
		}),
		`the totals of P2 are 9 unread in 1, open 0, closed 0, snoozed 0, archived 0, but the entries give 2 unread in 1, open 1, closed 0, snoozed 0, archived 0`: func(tx store.Tx) error {
			return totals.put(tx.(writer).tx, store.Totals{Person: 2, Unread: 9, Conversations: 1})
		},
		`there are totals of P9, whose inbox is empty: 1 unread in 0, open 0, closed 0, snoozed 0, archived 0`: func(tx store.Tx) error {
			return totals.put(tx.(writer).tx, store.Totals{Person: 9, Unread: 1})
		},
		`C1 ends with message 3 (M3 of P1), not with 3 (M3 of P2) as it says`: talk(func(c *store.Conversation) { c.LastAuthor = 2 }),
		`C1 names P9 as its assignee, which is not there`:                     talk(func(c *store.Conversation) { c.Assignee = 9 }),
		`C1 names H9 as its home, which is not there`:                         talk(func(c *store.Conversation) { c.Property = 9 }),
		`C1 names T9 as its sale, which is not there`:                         talk(func(c *store.Conversation) { c.Sale = 9 }),
		`C1 names T8 as its sale before a move, which is not there`:           talk(func(c *store.Conversation) { c.Sales = []operator.TransactionID{8} }),
		`the participants of C1 are not in order at P1`: talk(func(c *store.Conversation) {
			c.Participants[0], c.Participants[1] = c.Participants[1], c.Participants[0]
		}),
		`C1 is listed as of 2026-03-05 09:00:00 +0000 UTC, its last message is of 2026-03-06 09:00:00 +0000 UTC`: change(store.Reader.Message, 3, store.Tx.PutMessage, func(m *store.Message) { m.Created = day(6) }),
		`message M2 answers M9, which is not in its conversation`:                                                change(store.Reader.Message, 2, store.Tx.PutMessage, func(m *store.Message) { m.InReplyTo = 9 }),
		`M4 names C9 as its conversation, which is not there`: func(tx store.Tx) error {
			return tx.PutMessage(&store.Message{Conversation: 9, Seq: 1, Author: 1})
		},
		`there is a version 2 of message M2, which has 1`: func(tx store.Tx) error { return tx.PutVersion(store.Version{Message: 2, N: 2}) },
		`message M3 of C1 has the number 4, not 3`: func(tx store.Tx) error {
			w := tx.(writer)
			return errors.Join(messages.delete(w.tx, key(num(uint64(1)), num(uint64(3)))),
				w.PutMessage(&store.Message{ID: 3, Conversation: 1, Seq: 4, Author: 1, Deleted: true, Created: day(4)}))
		},
	}
}

// change reads a row, edits it, and writes it.
func change[V, ID any](get func(store.Reader, ID) (V, bool, error), id ID, put func(store.Tx, *V) error, edit func(*V)) func(store.Tx) error {
	return func(tx store.Tx) error {
		v, ok, err := get(tx, id)
		if err != nil || !ok {
			return fmt.Errorf("no %T %v: %w", v, id, err)
		}
		edit(&v)
		return put(tx, &v)
	}
}

func TestCheckOfADamagedTableSaysNothingOfItsRows(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, village))
	must(t, s.engine.Update(t.Context(), func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("people"))
		return errors.Join(b.Put(num(uint64(2)), []byte("spoilt")), tx.Bucket([]byte("sales.by_buyer")).Delete(key(num(uint64(2)), num(uint64(2)))))
	}))
	found := findings(t, s)
	if len(found) != 2 || !strings.Contains(found[0], "people/0000000000000002 is damaged") || !strings.Contains(found[1], "the index sales.by_buyer is wrong") {
		t.Errorf("found %q", found)
	}
}

// Where bbolt would end the program or never come back, the check must not let it.
func TestCheckOfASpoiltPageTellsAndComesBack(t *testing.T) {
	t.Parallel()
	o := newWorkspace(t, func(tx store.Tx) error {
		for i := range 300 {
			if err := tx.PutPerson(&store.Person{Kind: operator.Buyer, Name: fmt.Sprint("Name", i)}); err != nil {
				return err
			}
		}
		return nil
	})
	raw, err := os.ReadFile(o.db())
	must(t, err)
	size, noticed := os.Getpagesize(), 0
	for page := 2; page < len(raw)/size; page++ { // behind the two heads
		for _, from := range []int{0, 8, 16, 40, 2000} {
			spoilt := bytes.Clone(raw)
			for i := from; i < from+30; i++ {
				spoilt[page*size+i] ^= 0xa5
			}
			if checkSpoilt(t, o, spoilt) {
				noticed++
			}
		}
	}
	if noticed < 60 {
		t.Errorf("only %d of %d spoilt pages are noticed", noticed, 5*(len(raw)/size-2))
	}
}

// checkSpoilt says whether the check of a file finds anything.
func checkSpoilt(t *testing.T, o Options, content []byte) bool {
	t.Helper()
	must(t, os.WriteFile(o.db(), content, 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	found := false
	_, err := Open(o).Check(ctx, func(string) { found = true })
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("a check does not end")
	}
	return found || err != nil
}

func TestCheckTellsAHundredFindingsAndCountsTheRest(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, func(tx store.Tx) error {
		for range maxFindings + 5 {
			if err := tx.PutPerson(&store.Person{Kind: "guest"}); err != nil {
				return err
			}
		}
		return nil
	}))
	found := findings(t, s)
	if len(found) != maxFindings+1 || found[maxFindings] != "5 findings more" {
		t.Errorf("%d findings, the last %q", len(found), found[len(found)-1])
	}
}

func TestACheckThatIsNotWantedAnyMoreEnds(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, village))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Check(ctx, func(f string) { t.Error(f) }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
