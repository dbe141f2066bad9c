package boltstore

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// announce writes posts first to last, of which every third has two updates with texts of
// their own, and the others one without.
func announce(to interface {
	PutPost(*store.Post) error
	PutUpdate(*store.Update) error
}, first, last int,
) error {
	put := func(post, home int, own *store.Content) error {
		u := store.Update{ID: operator.UpdateID(2*post + home), Post: store.PostID(post), Property: operator.PropertyID(home + 1), Own: own}
		return to.PutUpdate(&u)
	}
	for n := first; n <= last; n++ {
		p := store.Post{
			ID: store.PostID(n), State: store.PostPublished, Published: time.Unix(int64(n*7919%1000), 0).UTC(),
			Content: store.Content{Title: textNth(n), Body: textNth(n + 1)},
		}
		err := to.PutPost(&p)
		if n%3 == 0 {
			err = errors.Join(err, put(n, 0, &store.Content{Body: textNth(2 * n)}), put(n, 1, &store.Content{Title: textNth(3 * n)}))
		} else {
			err = errors.Join(err, put(n, 1, nil))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// updatesSaying are the posts that say all of some terms themselves, and the updates that do, as
// PostsWith has them in its order.
func updatesSaying(t testing.TB, s *Store, terms ...store.Term) (got, want []uint64) {
	t.Helper()
	const update = 1 << 32 // so that they are told from posts
	must(t, s.View(t.Context(), func(r store.Reader) error {
		got, want = nil, nil
		for found, err := range r.PostsWith(store.PostPublished, terms, nil) {
			if err != nil {
				return err
			}
			if found.Itself && hasAll(found.Post.Content.Text(), terms) {
				got = append(got, uint64(found.Post.ID))
			}
			slices.Sort(found.Updates)
			for _, id := range found.Updates {
				u, _, err := r.Update(id)
				if err != nil {
					return err
				}
				if hasAll(ownText(u), terms) {
					got = append(got, update+uint64(id))
				}
			}
		}
		for p, err := range r.Posts(store.PostPublished, nil) {
			if err != nil {
				return err
			}
			if hasAll(p.Content.Text(), terms) {
				want = append(want, uint64(p.ID))
			}
			own := []uint64{}
			for u, err := range r.UpdatesOfPost(p.ID, 0) {
				if err != nil {
					return err
				}
				if u.Own != nil && hasAll(ownText(u), terms) {
					own = append(own, update+uint64(u.ID))
				}
			}
			want = append(want, slices.SortedFunc(slices.Values(own), cmp.Compare)...)
		}
		return nil
	}))
	return got, want
}

// There are more updates with words of their own than are read at once, and fewer.
func TestTheIndexLeavesNoUpdateOut(t *testing.T) {
	t.Parallel()
	const posts = unindexed + 300
	for name, fill := range map[string]func() *Store{
		"written": func() *Store {
			return hold(t, newWorkspace(t, func(tx store.Tx) error { return announce(tx, 1, posts) }))
		},
		"loaded": func() *Store {
			o := loadOptions(t, 0)
			must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error { return announce(l, 1, posts) }))
			return hold(t, o)
		},
		"of an earlier schema": func() *Store {
			o := newWorkspace(t, func(tx store.Tx) error { return announce(tx, 1, posts) })
			withoutUpdates(t, o)
			return hold(t, o)
		},
	} {
		s := fill()
		look := func() {
			t.Helper()
			for _, terms := range [][]store.Term{
				{term("the")}, {term("w390")}, {term("w1"), term("w0")}, {{Word: "w39", Prefix: true}}, {{Word: "w3", Prefix: true}, term("the")}, {term("none")},
			} {
				if got, want := updatesSaying(t, s, terms...); !slices.Equal(got, want) {
					t.Errorf("%s: %v finds %d, want %d", name, terms, len(got), len(want))
				}
			}
			wellIndexed(t, s)
		}
		look()
		must(t, s.Update(t.Context(), func(tx store.Tx) error { return announce(tx, posts+1, posts+20) }))
		must(t, s.Update(t.Context(), func(tx store.Tx) error { // others of the same words, some without
			u, _, err := tx.Update(6)
			u.Own = &store.Content{Body: "The w390"}
			p, _, err2 := tx.Post(3)
			p.Content = store.Content{}
			return errors.Join(err, err2, tx.PutUpdate(&u), tx.PutPost(&p))
		}))
		look()
		_, err := s.Reindex(t.Context(), false)
		must(t, err)
		look()
	}
}

// withoutUpdates makes of a store one of schema 5, whose index of words has messages alone.
func withoutUpdates(t *testing.T, o Options) {
	t.Helper()
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		for _, name := range []string{searched.name, wordsBucket} {
			b, err := bucket(tx, name, false)
			if err != nil {
				return err
			}
			var gone [][]byte
			for _, of := range []kind{ofPosts, ofUpdates} {
				for k := range forward(b, one(of), nil) {
					gone = append(gone, k)
				}
			}
			for _, k := range gone {
				if err := b.Delete(k); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	schema(t, o.db(), "5")
}

func TestTheStepFromSchemaFiveIndexesWhatUpdatesSay(t *testing.T) {
	t.Parallel()
	const posts = unindexed - 1 // as many as no writer would have put into the index
	o := newWorkspace(t, func(tx store.Tx) error { return announce(tx, 1, posts) })
	withoutUpdates(t, o)
	must(t, Open(o).Update(t.Context(), func(store.Tx) error { return nil }))
	schemaIs(t, o, schemaVersion)
	sound(t, o)
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		n, err := reader{tx: tx}.indexedUpTo(ofPosts)
		if n != posts {
			t.Errorf("the index has posts up to %d", n)
		}
		return err
	}))
}
