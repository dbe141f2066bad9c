package storetest

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func bulkAtOnce(f *fixture) {
	event := func(n uint64) func(store.Tx) error {
		return func(tx store.Tx) error {
			last, err := tx.LastEvent()
			p := store.Person{Kind: operator.Buyer, Name: fmt.Sprint("Buyer ", n), Email: "shared@example.com"}
			err = errors.Join(err, tx.PutPerson(&p), tx.PutEvent(store.Event{Seq: last + 1}))
			if last+1 != n {
				err = errors.Join(err, fmt.Errorf("it sees %d events, not %d", last, n-1))
			}
			return err
		}
	}
	last := func() uint64 { return ask(f, func(r store.Reader) (uint64, error) { return r.LastEvent() }) }
	f.must(f.store.Bulk(f.Context(), func(step func(func(store.Tx) error) error) error {
		err := errors.Join(step(event(1)), step(event(2)), step(event(3)))
		same(f, "events before the end", last(), 0)
		return err
	}))
	same(f, "events at the end", last(), 3)
	people := ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByEmail("shared@example.com") })
	same(f, "names", each(people, func(p store.Person) string { return p.Name }), []string{"Buyer 1", "Buyer 2", "Buyer 3"})

	stop := errors.New("stop")
	err := f.store.Bulk(f.Context(), func(step func(func(store.Tx) error) error) error { return errors.Join(step(event(4)), stop) })
	if !errors.Is(err, stop) {
		f.Fatalf("the error of the work is lost: %v", err)
	}
	same(f, "events after work that failed", last(), 3)
	f.update(event(4))
	same(f, "events after another update", last(), 4)
	f.must(f.store.Bulk(f.Context(), func(func(func(store.Tx) error) error) error { return nil }))
	same(f, "events after nothing", last(), 4)
}

func snapshotWhole(f *fixture) {
	f.update(func(tx store.Tx) error { return tx.PutEvent(store.Event{Seq: 1}) })
	var out bytes.Buffer
	size, calls := int64(0), 0
	f.must(f.store.Snapshot(f.Context(), &out, func(r store.Reader, n int64) error {
		size, calls = n, calls+1
		if out.Len() > 0 {
			f.Error("something was written before")
		}
		last, err := r.LastEvent()
		same(f, "events of the snapshot", last, 1)
		return err
	}))
	if int64(out.Len()) != size || size == 0 || calls != 1 {
		f.Errorf("%d bytes, %d calls; said to be %d bytes", out.Len(), calls, size)
	}
	// While one that nobody reads waits, others write.
	slow := writeFunc(func(p []byte) (int, error) {
		f.update(func(tx store.Tx) error {
			last, err := tx.LastEvent()
			return errors.Join(err, tx.PutEvent(store.Event{Seq: last + 1}))
		})
		return len(p), nil
	})
	f.must(f.store.Snapshot(f.Context(), slow, func(store.Reader, int64) error { return nil }))
	stop := errors.New("stop")
	for _, err := range []error{
		f.store.Snapshot(f.Context(), &out, func(store.Reader, int64) error { return stop }),
		f.store.Snapshot(f.Context(), writeFunc(func([]byte) (int, error) { return 0, stop }), func(store.Reader, int64) error { return nil }),
	} {
		if !errors.Is(err, stop) {
			f.Errorf("got %v", err)
		}
	}
}

// writeFunc is a function as a writer.
type writeFunc func(p []byte) (int, error)

func (w writeFunc) Write(p []byte) (int, error) { return w(p) }
