package storetest

import (
	"context"
	"errors"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// walksEnd tests that who walks through many rows is stopped soon after their context
// ended, in a transaction of either kind, though nothing is found that they might look at.
func walksEnd(f *fixture) {
	const rows, soon = 1000, 200
	f.update(func(tx store.Tx) error {
		for n := range rows {
			err := tx.PutEvent(store.Event{Seq: uint64(n + 1)})
			if err == nil {
				err = tx.PutPost(&store.Post{Content: store.Content{Body: "so it is"}})
			}
			if err == nil {
				err = tx.PutMessage(&store.Message{ID: operator.MessageID(n + 1), Conversation: 1, Seq: uint64(n + 1), Body: "so it is"})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	walksEndSoon(f, soon)
	_, err := f.store.Reindex(f.Context(), false) // so that words are found in their index
	f.must(err)
	walksEndSoon(f, soon)
}

func walksEndSoon(f *fixture, soon int) {
	for name, walk := range map[string]func(store.Reader) iter.Seq[error]{
		"events":   func(r store.Reader) iter.Seq[error] { return onlyErrors(r.Events(0, 0)) },
		"messages": func(r store.Reader) iter.Seq[error] { return onlyErrors(r.Messages(1, 0)) },
		"words": func(r store.Reader) iter.Seq[error] {
			return onlyErrors(r.MessagesWith([]store.Term{{Word: "so"}}, 0))
		},
		"words of posts": func(r store.Reader) iter.Seq[error] {
			return onlyErrors(r.PostsWith(store.PostStaged, []store.Term{{Word: "so"}}, nil))
		},
		"rows one by one": func(r store.Reader) iter.Seq[error] {
			return func(yield func(error) bool) {
				for {
					if _, _, err := r.Message(1); !yield(err) {
						return
					}
				}
			}
		},
	} {
		f.ends(name, soon, walk, f.store.View)
		f.ends(name+" in an update", soon, walk, func(ctx context.Context, read func(store.Reader) error) error {
			return f.store.Update(ctx, func(tx store.Tx) error { return read(tx) })
		})
	}
}

// ends tests that a walk in a transaction ends soon after who waits for it has left.
func (f *fixture) ends(name string, soon int, walk func(store.Reader) iter.Seq[error], in func(context.Context, func(store.Reader) error) error) {
	f.Helper()
	ctx, leave := context.WithCancel(f.Context())
	defer leave()
	err := in(ctx, func(r store.Reader) error {
		n := 0
		for err := range walk(r) {
			if err != nil {
				return err
			}
			if n++; n == 10 {
				leave()
			}
			if n == soon {
				f.Errorf("%s: the walk goes on", name)
				break
			}
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		f.Errorf("%s: who left is told %v", name, err)
	}
}

// onlyErrors is what a walk yields without its rows.
func onlyErrors[V any](rows iter.Seq2[V, error]) iter.Seq[error] {
	return func(yield func(error) bool) {
		for _, err := range rows {
			if !yield(err) {
				return
			}
		}
	}
}
