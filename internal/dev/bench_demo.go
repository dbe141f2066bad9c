package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// demoSuite makes a workspace with a million messages, beside loading the same
// rows into a store: what is left when nothing has to be thought up. An import has
// to chain its events besides, so the peer is faster than an import can be.
func demoSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	o := demo.Options{Properties: 10_000, Messages: manyMessages, Seed: 1, Now: time.Now()}
	var rows recorded
	if _, err := demo.Generate(ctx, o, &rows); err != nil {
		return nil, err
	}
	n := 0
	folder := func() string { n++; return filepath.Join(b.dir, fmt.Sprintf("made-%d", n)) }
	return []measurement{{
		name: "demo", what: "demo, a million messages, 10,000 homes", beside: "loading the same rows", target: 2, rounds: 3,
		ours: func(ctx context.Context) (time.Duration, error) {
			dir := folder()
			defer os.RemoveAll(dir)
			return b.timed(b.operator, "demo", dir, "-q", "--messages", fmt.Sprint(o.Messages), "--properties", fmt.Sprint(o.Properties))(ctx)
		},
		theirs: func(ctx context.Context) (time.Duration, error) {
			dir := folder()
			defer os.RemoveAll(dir)
			// The recorded rows would make every collection dear, which a program
			// that loads rows does not have: without any, the peer has it easier.
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			from := time.Now()
			err := boltstore.Load(ctx, boltstore.Options{Dir: dir, Now: time.Now}, demo.Workspace(o), rows.replay)
			return time.Since(from), err
		},
	}}, nil
}

// recorded is the rows of a demo, kept to be loaded again.
type recorded struct {
	mu   sync.Mutex // a demo hands its rows over from two goroutines
	puts []func(*boltstore.Loader) error
}

var _ demo.Rows = (*recorded)(nil)

func (r *recorded) keep(put func(*boltstore.Loader) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.puts = append(r.puts, put)
	return nil
}

func (r *recorded) replay(l *boltstore.Loader) error {
	for _, put := range r.puts {
		if err := put(l); err != nil {
			return err
		}
	}
	return nil
}

func (r *recorded) PutPerson(v *store.Person) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutPerson(&row) })
}

func (r *recorded) PutCommunity(v *store.Community) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutCommunity(&row) })
}

func (r *recorded) PutBuilding(v *store.Building) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutBuilding(&row) })
}

func (r *recorded) PutProperty(v *store.Property) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutProperty(&row) })
}

func (r *recorded) PutSale(v *store.Sale) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutSale(&row) })
}

func (r *recorded) PutConversation(v *store.Conversation) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutConversation(&row) })
}

func (r *recorded) PutMessage(v *store.Message) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutMessage(&row) })
}

func (r *recorded) PutAssignment(v store.Assignment) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutAssignment(v) })
}

func (r *recorded) PutVersion(v store.Version) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutVersion(v) })
}

func (r *recorded) PutEntry(v store.Entry) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutEntry(v) })
}

func (r *recorded) PutEvent(v store.Event) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutEvent(v) })
}

func (r *recorded) PutDetails(v store.Details) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutDetails(v) })
}

func (r *recorded) PutChain(v store.Chain) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutChain(v) })
}

func (r *recorded) PutPost(v *store.Post) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutPost(&row) })
}

func (r *recorded) PutUpdate(v *store.Update) error {
	row := *v
	return r.keep(func(l *boltstore.Loader) error { return l.PutUpdate(&row) })
}

func (r *recorded) PutReceipt(v store.Receipt) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutReceipt(v) })
}

func (r *recorded) PutUnseen(v store.Unseen) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutUnseen(v) })
}

func (r *recorded) PutProgress(v store.Progress) error {
	return r.keep(func(l *boltstore.Loader) error { return l.PutProgress(v) })
}
