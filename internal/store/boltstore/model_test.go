package boltstore

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A model is the store as plain maps, with every list made by looking at all.
type model struct {
	entries map[[2]uint64]store.Entry
	homes   map[operator.PropertyID]store.Property
	people  map[operator.PersonID]store.Person
	talks   map[operator.ConversationID]store.Conversation
	texts   map[operator.MessageID]store.Message
}

func newModel() model {
	return model{
		map[[2]uint64]store.Entry{},
		map[operator.PropertyID]store.Property{},
		map[operator.PersonID]store.Person{},
		map[operator.ConversationID]store.Conversation{},
		map[operator.MessageID]store.Message{},
	}
}

func (m model) clone() model {
	return model{maps.Clone(m.entries), maps.Clone(m.homes), maps.Clone(m.people), maps.Clone(m.talks), maps.Clone(m.texts)}
}

// TestStoreIsLikePlainMaps makes changes at random, some of which are taken back,
// and compares every list with one that is made from maps.
func TestStoreIsLikePlainMaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, end := rapidStore(t)
		defer end()
		m := newModel()
		for range rapid.IntRange(1, 12).Draw(t, "transactions") {
			next, keep := m.clone(), rapid.IntRange(0, 4).Draw(t, "keep") > 0
			err := s.Update(t.Context(), func(tx store.Tx) error {
				for range rapid.IntRange(1, 8).Draw(t, "changes") {
					next.change(t, tx)
				}
				if !keep {
					return errRollBack
				}
				return nil
			})
			if keep && err != nil || !keep && !errors.Is(err, errRollBack) {
				t.Fatal(err)
			}
			if keep {
				m = next
			}
			m.compare(t, s)
		}
	})
}

func rapidStore(t *rapid.T) (*Store, func()) {
	dir, err := os.MkdirTemp("", "model")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Dir: dir, Wait: time.Minute, Command: "test", Now: time.Now, NoSync: true}
	if err := Init(t.Context(), o, storetest.TheWorkspace(), nil); err != nil {
		t.Fatal(err)
	}
	s, err := Hold(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s, func() { _ = errors.Join(s.Close(), os.RemoveAll(dir)) }
}

func small[N ~uint64](t *rapid.T, what string) N { return N(rapid.Uint64Range(1, 4).Draw(t, what)) }

func moment(t *rapid.T, what string) time.Time { return day(rapid.IntRange(1, 5).Draw(t, what)) }

func word(t *rapid.T, what string) string {
	return rapid.SampledFrom([]string{"a", "A", "ab", "a b", "b", "é"}).Draw(t, what)
}

// change makes one change in the store and in the model.
func (m model) change(t *rapid.T, tx store.Tx) {
	var err error
	switch rapid.IntRange(0, 6).Draw(t, "change") {
	case 0, 1:
		err = m.putEntry(t, tx)
	case 2:
		who, in := small[operator.PersonID](t, "who"), small[operator.ConversationID](t, "in")
		delete(m.entries, [2]uint64{uint64(who), uint64(in)})
		err = tx.DeleteEntry(who, in)
	case 3:
		err = m.putHome(t, tx)
	case 4:
		p := store.Person{
			ID: small[operator.PersonID](t, "person"), Name: word(t, "name"), Email: rapid.SampledFrom([]string{"", "a@b", "A@b"}).Draw(t, "email"),
			Kind: rapid.SampledFrom([]operator.PersonKind{operator.Team, operator.Buyer}).Draw(t, "kind"),
		}
		m.people[p.ID] = p
		err = tx.PutPerson(&p)
	case 5:
		c := store.Conversation{
			ID: small[operator.ConversationID](t, "conversation"), Property: small[operator.PropertyID](t, "home"),
			LastAt: moment(t, "last"), Closed: rapid.Bool().Draw(t, "closed"), Subject: word(t, "subject"),
		}
		m.talks[c.ID] = c
		err = tx.PutConversation(&c)
	case 6:
		err = m.putMessage(t, tx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (m model) putEntry(t *rapid.T, tx store.Tx) error {
	e := store.Entry{
		Person: small[operator.PersonID](t, "who"), Conversation: small[operator.ConversationID](t, "in"),
		LastAt: moment(t, "last"), Unread: rapid.IntRange(0, 3).Draw(t, "unread"), ReadSeq: rapid.Uint64Range(0, 3).Draw(t, "read"),
		Mentioned: rapid.Uint64Range(0, 3).Draw(t, "mentioned"), Muted: rapid.Bool().Draw(t, "muted"),
		Closed: rapid.Bool().Draw(t, "closed"), Archived: rapid.Bool().Draw(t, "archived"),
	}
	if rapid.Bool().Draw(t, "snoozed") {
		e.SnoozedUntil = moment(t, "until")
	}
	m.entries[[2]uint64{uint64(e.Person), uint64(e.Conversation)}] = e
	return tx.PutEntry(e)
}

func (m model) putHome(t *rapid.T, tx store.Tx) error {
	p := store.Property{
		ID: small[operator.PropertyID](t, "home"), Code: word(t, "code"), Community: small[operator.CommunityID](t, "community"),
		Aliases: rapid.SliceOfN(rapid.SampledFrom([]string{"a", "B", "c"}), 0, 2).Draw(t, "aliases"),
	}
	if len(p.Aliases) == 0 {
		p.Aliases = nil
	}
	free := true
	for _, other := range m.homes {
		if other.ID != p.ID && slices.ContainsFunc(codes(p), func(c string) bool { return slices.Contains(codes(other), c) }) {
			free = false
		}
	}
	err := tx.PutProperty(&p)
	if free {
		m.homes[p.ID] = p
		return err
	}
	if operator.CodeOf(err) != operator.Conflict {
		return fmt.Errorf("a code of another home is taken: %w", err)
	}
	return nil
}

func codes(p store.Property) []string {
	list := []string{operator.Fold(p.Code)}
	for _, a := range p.Aliases {
		list = append(list, operator.Fold(a))
	}
	return list
}

func (m model) putMessage(t *rapid.T, tx store.Tx) error {
	id := small[operator.MessageID](t, "message")
	v := store.Message{ID: id, Conversation: operator.ConversationID(1 + id%2), Seq: uint64(id), Deleted: rapid.Bool().Draw(t, "deleted")}
	for _, f := range rapid.SliceOfN(rapid.ByteRange(1, 3), 0, 3).Draw(t, "files") {
		v.Attachments = append(v.Attachments, store.Attachment{Sum: slices.Repeat([]byte{f}, 32)})
	}
	m.texts[id] = v
	return tx.PutMessage(&v)
}

// compare wants everything that can be listed to be as the model has it.
func (m model) compare(t *rapid.T, s *Store) {
	err := s.View(t.Context(), func(r store.Reader) error {
		for who := range operator.PersonID(5) {
			m.compareInbox(t, r, who)
		}
		people := slices.SortedFunc(maps.Values(m.people), byName)
		equal(t, "people", list(t, r.People("", store.NamePlace{})), people)
		ofKind := slices.DeleteFunc(slices.Clone(people), func(p store.Person) bool { return p.Kind != operator.Buyer })
		equal(t, "buyers", list(t, r.People(operator.Buyer, store.NamePlace{})), ofKind)
		homes := slices.SortedFunc(maps.Values(m.homes), func(a, b store.Property) int {
			return cmp.Compare(operator.Fold(a.Code), operator.Fold(b.Code))
		})
		equal(t, "homes", list(t, r.Properties(0, 0, "")), homes)
		ofOne := slices.DeleteFunc(homes, func(p store.Property) bool { return p.Community != 1 })
		equal(t, "homes of a community", list(t, r.Properties(1, 0, "")), ofOne)
		m.compareTalks(t, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.engine.View(t.Context(), func(tx *bolt.Tx) error {
		for _, table := range tables() {
			table.check(tx, func(err error) { t.Error(err) })
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (m model) compareInbox(t *rapid.T, r store.Reader, who operator.PersonID) {
	sum := store.Totals{Person: who}
	views := map[store.View][]store.Entry{}
	for _, e := range m.entries {
		if e.Person != who {
			continue
		}
		sum = add(sum, share(e), 1)
		views[e.View()] = append(views[e.View()], e)
		views[store.ViewAll] = append(views[store.ViewAll], e)
		if e.Unread > 0 {
			views[store.ViewUnread] = append(views[store.ViewUnread], e)
		}
	}
	got, err := r.Totals(who)
	equal(t, fmt.Sprint("totals of ", who, err), got, sum)
	for _, v := range []store.View{store.ViewOpen, store.ViewClosed, store.ViewSnoozed, store.ViewArchived, store.ViewUnread, store.ViewAll} {
		at := func(e store.Entry) time.Time {
			if v == store.ViewSnoozed {
				return e.SnoozedUntil
			}
			return e.LastAt
		}
		want := views[v]
		slices.SortFunc(want, func(a, b store.Entry) int {
			return cmp.Or(at(b).Compare(at(a)), cmp.Compare(b.Conversation, a.Conversation))
		})
		equal(t, fmt.Sprintf("view %c of %s", v, who), list(t, r.Entries(who, v, nil)), want)
		for i, e := range want {
			rest := list(t, r.Entries(who, v, &store.Place{At: at(e), ID: uint64(e.Conversation)}))
			equal(t, fmt.Sprintf("view %c of %s past %s", v, who, e.Conversation), rest, want[i+1:])
		}
	}
}

func (m model) compareTalks(t *rapid.T, r store.Reader) {
	latest := slices.SortedFunc(maps.Values(m.talks), func(a, b store.Conversation) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(b.ID, a.ID))
	})
	equal(t, "conversations", list(t, r.Conversations(0, nil)), latest)
	for _, c := range latest {
		group, err := r.ConversationsOf(groupOf(c))
		if slices.ContainsFunc(group, func(g store.Conversation) bool { return g.ID == c.ID }) == c.Closed || err != nil {
			t.Fatalf("%s, closed: %t, is among %v, %v", c.ID, c.Closed, group, err)
		}
	}
	sums := map[string]bool{}
	var inOne []store.Message
	for _, v := range m.texts {
		if v.Conversation == 1 {
			inOne = append(inOne, v)
		}
		for _, f := range v.Attachments {
			if !v.Deleted {
				sums[string(f.Sum)] = true
			}
		}
	}
	slices.SortFunc(inOne, func(a, b store.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	equal(t, "messages", list(t, r.Messages(1, 0)), inOne)
	slices.Reverse(inOne)
	equal(t, "messages back", list(t, r.MessagesBack(1)), inOne)
	var files []string
	for _, sum := range list(t, r.Files()) {
		files = append(files, string(sum))
	}
	equal(t, "files", files, slices.Sorted(maps.Keys(sums)))
}

func list[V any](t *rapid.T, rows func(func(V, error) bool)) []V {
	got, err := all(rows)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func equal[V any](t *rapid.T, what string, got, want V) {
	if diff := gocmp.Diff(want, got, gocmp.Comparer(func(a, b time.Time) bool { return a == b }), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}
