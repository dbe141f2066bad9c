package boltstore

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Bulk runs the steps on a copy of the database, which takes its place at the end (see
// renew.go). The copy is made before the first step, and shares its bytes with the
// original where the file system can do that.
func (s *Store) Bulk(ctx context.Context, work func(step func(func(store.Tx) error) error) error) error {
	var own error // of work
	err := s.engine.renew(ctx, func(tx *bolt.Tx, _ string) error {
		b := &bulkSteps{ctx: ctx, o: s.o, from: tx}
		defer b.close()
		if own = work(b.step); own != nil {
			return own
		}
		return b.done()
	})
	switch {
	case own != nil:
		return own
	case errors.Is(err, errUnchanged):
		return nil
	}
	return err
}

// bulkSteps are transactions on the copy. A commit that failed ends all.
type bulkSteps struct {
	ctx    context.Context // the steps live no longer than the call of Bulk
	o      Options
	from   *bolt.Tx
	db     *bolt.DB
	later  *later
	kept   int
	failed error
}

func (b *bulkSteps) step(fn func(store.Tx) error) error {
	if err := b.ready(); err != nil {
		return err
	}
	committing := false
	err := guard(b.o.renewed(), func() error {
		return b.db.Update(func(tx *bolt.Tx) error {
			if err := fn(writer{reader{tx: tx, later: b.later}}); err != nil {
				return err
			}
			if err := b.ctx.Err(); err != nil {
				return err
			}
			committing = true
			return nil
		})
	})
	if err != nil && committing {
		b.failed = failure(err, "the change could not be written to %s", b.o.renewed())
		return b.failed
	}
	if err != nil {
		b.later.forget()
		if b.later.early {
			b.failed = err
		}
		return err
	}
	b.kept++
	return b.keepKeys()
}

// keepKeys takes over the index keys of a step. Where too many wait, they are written.
func (b *bulkSteps) keepKeys() error {
	err := b.later.kept()
	if err == nil && b.later.found.n > b.later.most {
		err = b.writeKeys()
	}
	if err != nil {
		b.failed = failure(err, "the change could not be written to %s", b.o.renewed())
	}
	return b.failed
}

func (b *bulkSteps) writeKeys() error {
	return guard(b.o.renewed(), func() error { return b.later.write(b.db, b.ctx.Err) })
}

func (b *bulkSteps) ready() error {
	if b.failed != nil {
		return b.failed
	}
	if err := b.ctx.Err(); err != nil || b.db != nil {
		return err
	}
	err := copyFile(b.ctx, b.o, b.from)
	if err == nil {
		b.db, err = openRenewed(b.o)
	}
	if err == nil {
		b.later = newLater(b.o)
	}
	if err != nil && b.ctx.Err() == nil {
		b.failed = failure(err, "the database cannot be copied to %s", b.o.renewed())
		return b.failed
	}
	return err
}

// done waits until the copy is on disk.
func (b *bulkSteps) done() error {
	if b.failed != nil {
		return b.failed
	}
	if b.kept == 0 {
		return errUnchanged
	}
	if err := b.writeKeys(); err != nil {
		if b.ctx.Err() != nil {
			return b.ctx.Err()
		}
		return failure(err, "the change could not be written to %s", b.o.renewed())
	}
	db := b.db
	b.db = nil
	if err := guard(b.o.renewed(), func() error { return finish(b.o, db) }); err != nil {
		return failure(err, "the change could not be written to %s", b.o.renewed())
	}
	return nil
}

// close lets go of a copy that is not wanted.
func (b *bulkSteps) close() {
	if b.later != nil {
		b.later.close(b.o)
	}
	if b.db != nil {
		_ = guard(b.o.renewed(), b.db.Close)
	}
}

// copyFile copies the database, which nobody writes meanwhile.
func copyFile(ctx context.Context, o Options, tx *bolt.Tx) error {
	discard(o)
	_ = os.Remove(o.lateRuns()) // left behind by a process that died
	to, err := makeFile(o.renewed())
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }()
	if clone(to, o.db()) == nil {
		return nil
	}
	_, err = tx.WriteTo(wanted{ctx, to})
	return errors.Join(err, to.Close())
}

// wanted writes until what is written is no longer wanted.
type wanted struct {
	ctx context.Context
	to  io.Writer
}

func (w wanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}

// tooBusy says that others kept somebody from writing.
func tooBusy(o Options, waited time.Duration) error {
	return operator.Errorf(operator.Busy, "others are writing to the store %s (waited %s)", o.Dir, waited).
		WithHint("try again when it is done, or wait longer with --timeout").Reason("lock_timeout")
}
