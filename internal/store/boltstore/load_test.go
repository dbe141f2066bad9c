package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// rows is what a Loader and a transaction have in common.
type rows interface {
	PutPerson(*store.Person) error
	PutCommunity(*store.Community) error
	PutBuilding(*store.Building) error
	PutProperty(*store.Property) error
	PutAssignment(store.Assignment) error
	PutSale(*store.Sale) error
	PutConversation(*store.Conversation) error
	PutMessage(*store.Message) error
	PutVersion(store.Version) error
	PutEntry(store.Entry) error
	PutKey(store.Key) error
	PutEvent(store.Event) error
	PutDetails(store.Details) error
	PutChain(store.Chain) error
}

var (
	_ rows = store.Tx(nil)
	_ rows = (*Loader)(nil)
)

var clock = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func loadOptions(t testing.TB, memory int) Options {
	return Options{
		Dir: filepath.Join(t.TempDir(), "store"), Wait: time.Minute, Command: "test", NoSync: true, Memory: memory,
		Now: func() time.Time { return clock },
	}
}

// anyRows draws the rows of a store, each as what puts it, in any order. The
// numbers of some are given, and others are for the store to give.
func anyRows(t *rapid.T) []func(rows) error {
	var list []func(rows) error
	put := func(f func(rows) error) { list = append(list, f) }
	number := func(n int) int { return rapid.IntRange(0, n).Draw(t, "number") }
	word := rapid.StringMatching(`[A-Za-zéß .]{1,12}`)
	at := func() time.Time {
		return time.UnixMicro(rapid.Int64Range(-1e12, 4e15).Draw(t, "at")).UTC()
	}
	external := func() store.External {
		return store.External{"erp": fmt.Sprint(number(5)), "crm": fmt.Sprint(number(5))}
	}
	sum := func() []byte { return bytes.Repeat([]byte{byte(number(3))}, 32) }
	files := func() []store.Attachment {
		list := make([]store.Attachment, number(2))
		for i := range list {
			list[i] = store.Attachment{Name: "plan.pdf", Size: 9, MediaType: "application/pdf", Sum: sum()}
		}
		return list
	}
	for i := range number(30) {
		p := store.Person{Kind: operator.Buyer, Name: word.Draw(t, "name"), Email: fmt.Sprintf("p%d@mail.example", number(9)), External: external()}
		c := store.Community{Code: fmt.Sprint("C-", i), Name: word.Draw(t, "name")}
		h := store.Property{Code: fmt.Sprint("H-", i), Aliases: []string{fmt.Sprint("OLD-", i)}, Community: operator.CommunityID(number(4)), Building: operator.BuildingID(number(2))}
		b := store.Building{Community: h.Community, Number: word.Draw(t, "number")}
		if number(1) == 1 { // numbers far from those that are given
			p.ID, c.ID, h.ID, b.ID = operator.PersonID(1000*(i+1)), operator.CommunityID(1000*(i+1)), operator.PropertyID(1000*(i+1)), operator.BuildingID(1000*(i+1))
		}
		s := store.Sale{ID: operator.TransactionID(i + 1), Property: operator.PropertyID(number(9)), Buyers: []store.SaleBuyer{{Person: 1}, {Person: operator.PersonID(1 + number(1))}}}
		put(func(r rows) error { p := p; return r.PutPerson(&p) })
		put(func(r rows) error { c := c; return r.PutCommunity(&c) })
		put(func(r rows) error { h := h; return r.PutProperty(&h) })
		put(func(r rows) error { b := b; return r.PutBuilding(&b) })
		put(func(r rows) error { s := s; return r.PutSale(&s) })
		put(func(r rows) error {
			return r.PutAssignment(store.Assignment{Community: 7, Person: operator.PersonID(i + 1)})
		})
		at := at()
		put(func(r rows) error {
			return r.PutKey(store.Key{Person: 1, Key: fmt.Sprint("key ", i), Action: "msg.send", At: at})
		})
	}
	for i := range number(30) {
		c := store.Conversation{
			Property: operator.PropertyID(number(3)), Subject: word.Draw(t, "subject"), LastAt: at(), Closed: number(1) == 1,
			Participants: []store.Participant{{Person: 1}, {Person: 2}},
		}
		m := store.Message{
			ID: operator.MessageID(1000 - i), Conversation: operator.ConversationID(number(2)), Seq: uint64(i), Deleted: number(3) == 0,
			Body: strings.Repeat(word.Draw(t, "body"), number(900)), Attachments: files(),
		}
		v := store.Version{Message: m.ID, N: number(3), Attachments: files()}
		e := store.Entry{Person: operator.PersonID(number(4)), Conversation: operator.ConversationID(i), Unread: number(2), Muted: number(1) == 1, Archived: number(2) == 0, LastAt: at()}
		ev := store.Event{Seq: uint64(number(1<<20)<<8 | i), At: at(), Property: operator.PropertyID(number(2)), Action: "message.sent"}
		salt := sum()
		put(func(r rows) error { c := c; return r.PutConversation(&c) })
		put(func(r rows) error { m := m; return r.PutMessage(&m) })
		put(func(r rows) error { return r.PutVersion(v) })
		put(func(r rows) error { return r.PutEntry(e) })
		put(func(r rows) error { return r.PutEvent(ev) })
		put(func(r rows) error { return r.PutDetails(store.Details{Seq: ev.Seq, Salt: salt}) })
		put(func(r rows) error { return r.PutChain(store.Chain{Property: operator.PropertyID(i), Head: salt}) })
	}
	mix := rand.New(rand.NewPCG(uint64(number(1<<30)), 0))
	mix.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func putAll(list []func(rows) error, to rows) error {
	for _, put := range list {
		if err := put(to); err != nil {
			return err
		}
	}
	return nil
}

// contents is every entry of every bucket, and the last numbers given.
func contents(t testing.TB, o Options) []string {
	t.Helper()
	var list []string
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			list = append(list, fmt.Sprintf("%s: %d", name, b.Sequence()))
			return b.ForEach(func(k, v []byte) error {
				list = append(list, fmt.Sprintf("%s %x: %x", name, k, v))
				return nil
			})
		})
	}))
	return list
}

// sound fails unless the pages, the rows and the indexes are well.
func sound(t testing.TB, o Options) {
	t.Helper()
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		checkStructure(tx, func(err error) { t.Error(err) })
		for _, table := range tables() {
			table.check(tx, func(err error) { t.Error(err) })
		}
		return nil
	}))
}

func TestWhatIsLoadedIsWhatATransactionWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		list := anyRows(r)
		o := loadOptions(t, 0)
		must(t, Init(t.Context(), o, aWorkspace(), func(tx store.Tx) error { return putAll(list, tx) }))
		want := contents(t, o)
		for _, memory := range []int{0, 1, 64 << 10} { // all in memory, nothing, and some
			o := loadOptions(t, memory)
			must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error { return putAll(list, l) }))
			got := contents(t, o)
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					r.Fatalf("with %d bytes of memory line %d of the store is %q, want %q", memory, i, got[i:min(i+1, len(got))], want[i:min(i+1, len(want))])
				}
			}
			if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
				r.Errorf("the folder has %q, want %q", got, want)
			}
			sound(t, o)
		}
	})
}

// unmoved fails unless the folder above the store is as empty as it was.
func unmoved(t *testing.T, o Options) {
	t.Helper()
	if got := files(t, filepath.Dir(o.Dir)); got != "" {
		t.Errorf("%q was left behind", got)
	}
}

func TestLoadRefusesRowsThatClaimTheSameKey(t *testing.T) {
	for name, c := range map[string]struct {
		put    func(*Loader) error
		bucket string
	}{
		"one number twice": {func(l *Loader) error {
			return errors.Join(l.PutPerson(&store.Person{ID: 7, Name: "Ann"}), l.PutPerson(&store.Person{ID: 7, Name: "Ben"}))
		}, "people"},
		"the same row twice": {func(l *Loader) error {
			return errors.Join(l.PutEntry(store.Entry{Person: 1}), l.PutEntry(store.Entry{Person: 1}))
		}, "inbox"},
		"one code of two homes": {func(l *Loader) error {
			return errors.Join(l.PutProperty(&store.Property{Code: "MR-001"}), l.PutProperty(&store.Property{Code: "mr-002", Aliases: []string{"mr-001"}}))
		}, "properties.by_code"},
		"one number of two messages": {func(l *Loader) error {
			return errors.Join(l.PutMessage(&store.Message{ID: 3, Conversation: 1, Seq: 1}), l.PutMessage(&store.Message{ID: 3, Conversation: 1, Seq: 2}))
		}, "messages.by_id"},
	} {
		for _, memory := range []int{0, 1} {
			t.Run(fmt.Sprint(name, " ", memory), func(t *testing.T) {
				o := loadOptions(t, memory)
				e := wantError(t, Load(t.Context(), o, aWorkspace(), c.put), operator.Conflict, "not_unique")
				if e.Details["bucket"] != c.bucket {
					t.Errorf("it names %v", e.Details)
				}
				unmoved(t, o)
			})
		}
	}
}

func TestAHomeMayNameItsOwnCodeTwice(t *testing.T) {
	o := loadOptions(t, 0)
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error {
		return l.PutProperty(&store.Property{Code: "MR-001", Aliases: []string{"mr-001"}})
	}))
	sound(t, o)
}

func TestALoadThatFailsLeavesNothingBehind(t *testing.T) {
	own := errors.New("no more rows")
	o := loadOptions(t, 1)
	if err := Load(t.Context(), o, aWorkspace(), func(l *Loader) error { return errors.Join(sayTo(l, 100), own) }); !errors.Is(err, own) || operator.CodeOf(err) != operator.Internal {
		t.Errorf("the error became %v", err)
	}
	unmoved(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	err := Load(ctx, o, aWorkspace(), func(l *Loader) error {
		cancel()
		return sayTo(l, 1)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	unmoved(t, o)
	func() {
		defer func() {
			if p := recover(); p != "a bug" {
				t.Errorf("the panic became %v", p)
			}
		}()
		_ = Load(t.Context(), o, aWorkspace(), func(l *Loader) error { _ = sayTo(l, 100); panic("a bug") })
	}()
	unmoved(t, o)
}

func TestLoadReplacesNothing(t *testing.T) {
	o := loadOptions(t, 0)
	must(t, Init(t.Context(), o, aWorkspace(), nil))
	want := contents(t, o)
	err := Load(t.Context(), o, aWorkspace(), func(*Loader) error { t.Error("filled"); return nil })
	wantError(t, err, operator.Conflict, "store_exists")
	if !slices.Equal(contents(t, o), want) {
		t.Error("the store has changed")
	}
}

// sayTo puts the first messages of a busy store.
func sayTo(l *Loader, messages int) error {
	for n := range messages {
		if err := sayNth(l, n); err != nil {
			return err
		}
	}
	return nil
}

// loadUntilKilled stops in the middle of a load that has written rows aside.
func loadUntilKilled(o Options) error {
	o.Memory = 1 << 20
	return Load(context.Background(), o, aWorkspace(), func(l *Loader) error {
		if err := sayTo(l, 10_000); err != nil {
			return err
		}
		return sayAndWait()
	})
}

func TestAKilledLoadLeavesNoStoreAndTheNextOneSucceeds(t *testing.T) {
	o := loadOptions(t, 0)
	kill(t, o, "load")
	_, err := counted(o)
	wantError(t, err, operator.NoInput, "db_missing")
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error { return sayTo(l, 10) }))
	if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
		t.Errorf("the folder has %q, want %q", got, want)
	}
	sound(t, o)
}

// A store that was loaded goes on as any other: numbers follow the last, and the
// file has no room that nothing needs.
func TestALoadedStoreGoesOn(t *testing.T) {
	o := loadOptions(t, 4<<20)
	const messages = 20_000
	var group sync.WaitGroup
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error {
		for part := range 4 { // from several goroutines
			group.Go(func() {
				for n := part; n < messages; n += 4 {
					if err := sayNth(l, n); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		group.Wait()
		return nil
	}))
	sound(t, o)
	must(t, Open(o).Update(t.Context(), func(tx store.Tx) error {
		m := store.Message{Conversation: 1, Seq: 13}
		if err := tx.PutMessage(&m); err != nil {
			return err
		}
		if m.ID != messages+1 {
			t.Errorf("the next message is %s", m.ID)
		}
		last, err := tx.LastEvent()
		if last != messages {
			t.Errorf("the last event is %d", last)
		}
		return err
	}))
	sound(t, o)
}
