package boltstore

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAStoreIsMadeOfASnapshot(t *testing.T) {
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Update(t.Context(), func(tx store.Tx) error { return addPeople(tx, 0, 200) }))
		var out bytes.Buffer
		must(t, s.Snapshot(t.Context(), &out, func(store.Reader, int64) error { return nil }))
		must(t, s.Update(t.Context(), some))
		to := o
		to.Dir = filepath.Join(t.TempDir(), "restored")
		must(t, Restore(t.Context(), to, func(db io.Writer) error {
			_, err := db.Write(out.Bytes())
			return err
		}, nil))
		restored := Open(to)
		if last := lastEvent(t, restored); last != 200 {
			t.Errorf("it has %d events", last)
		}
		must(t, restored.Update(t.Context(), some))
		soundAfterBulk(t, restored, to)
		soundAfterBulk(t, s, o)

		err := Restore(t.Context(), to, func(io.Writer) error { t.Error("it was read"); return nil }, nil)
		wantError(t, err, operator.Conflict, "store_exists")
	})
}

func TestARestoreThatFailsLeavesNothing(t *testing.T) {
	o := newWorkspace(t, nil)
	raw, err := os.ReadFile(o.db())
	must(t, err)
	for name, fill := range map[string]func(io.Writer) error{
		"its own error": func(io.Writer) error { return errRollBack },
		"nothing":       func(io.Writer) error { return nil },
		"a part":        func(w io.Writer) error { _, err := w.Write(raw[:3*os.Getpagesize()]); return err },
		"something":     func(w io.Writer) error { _, err := io.WriteString(w, "something else"); return err },
	} {
		parent := t.TempDir()
		to := Options{Dir: filepath.Join(parent, "a", "store"), NoSync: true}
		if err := Restore(t.Context(), to, fill, nil); err == nil || name == "its own error" && err != errRollBack {
			t.Errorf("%s: got %v", name, err)
		}
		if left := files(t, parent); left != "" {
			t.Errorf("%s: %q is left", name, left)
		}
	}
}

func TestAStoreIsSettledBeforeAnybodySeesIt(t *testing.T) {
	from := newWorkspace(t, nil)
	raw, err := os.ReadFile(from.db())
	must(t, err)
	fill := func(w io.Writer) error { _, err := w.Write(raw); return err }
	parent := t.TempDir()
	to := Options{Dir: filepath.Join(parent, "a", "store"), NoSync: true}
	failing := func(tx store.Tx) error { return errors.Join(addPeople(tx, 0, 3), errRollBack) }
	if err := Restore(t.Context(), to, fill, failing); !errors.Is(err, errRollBack) {
		t.Errorf("one that is not settled gives %v", err)
	}
	if left := files(t, parent); left != "" {
		t.Errorf("of one that is not settled %q is left", left)
	}
	must(t, Restore(t.Context(), to, fill, func(tx store.Tx) error {
		if err := Vacant(to); err != nil {
			t.Errorf("it is there already: %v", err)
		}
		return addPeople(tx, 0, 3)
	}))
	must(t, Open(to).View(t.Context(), func(r store.Reader) error {
		if _, ok, err := r.Person(3); err != nil || !ok {
			t.Errorf("what settling wrote is not there: %v", err)
		}
		return nil
	}))
}

// TestWhatWasThereBeforeIsGoneOnceCompacted has a database that was loaded, with its pages
// full to the brim, so that it gets no smaller: what was replaced goes all the same.
func TestWhatWasThereBeforeIsGoneOnceCompacted(t *testing.T) {
	o := loadOptions(t, 0)
	p := store.Person{ID: 70_000, Kind: operator.Buyer, Name: "Quillonvex"}
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error {
		return errors.Join(l.PutPerson(&p), sayTo(l, 20_000))
	}))
	s := Open(o)
	p.Name = "Somebody"
	must(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.PutPerson(&p) }))
	is := func() bool { return strings.Contains(strings.ToLower(content(t, o.db())), "quillonvex") }
	if !is() {
		t.Fatal("the old name was gone before")
	}
	done, err := s.Compact(t.Context(), false)
	must(t, err)
	if done.After < done.Before || is() {
		t.Errorf("%+v; the old name is there: %t", done, is())
	}
}

func TestACompactedStoreHasTheSameRowsInLessRoom(t *testing.T) {
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Update(t.Context(), func(tx store.Tx) error { return addPeople(tx, 0, 3000) }))
		must(t, s.Update(t.Context(), func(tx store.Tx) error {
			var err error
			for i := range 2900 {
				err = errors.Join(err, tx.DeletePerson(operator.PersonID(i+1)))
			}
			return err
		}))
		before := content(t, o.db())
		dry, err := s.Compact(t.Context(), true)
		must(t, err)
		if content(t, o.db()) != before {
			t.Error("a dry run has changed it")
		}
		done, err := s.Compact(t.Context(), false)
		must(t, err)
		about, err := os.Stat(o.db())
		must(t, err)
		if done != dry || done.After != about.Size() || done.After > done.Before*3/4 {
			t.Errorf("%+v, dry %+v, %d bytes are there", done, dry, about.Size())
		}
		var p store.Person
		must(t, s.Update(t.Context(), func(tx store.Tx) error {
			p = store.Person{Kind: operator.Buyer, Name: "Next"}
			return tx.PutPerson(&p)
		}))
		if p.ID != 3001 {
			t.Errorf("the next number is %d", p.ID)
		}
		soundAfterBulk(t, s, o)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Compact(ctx, false); err != context.Canceled {
			t.Errorf("got %v", err)
		}
	})
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestARestoreThatCannotWriteSaysWhy(t *testing.T) {
	_, err := telling{wanted{t.Context(), full{}}, "operator.db"}.Write([]byte("x"))
	wantError(t, err, operator.IO, "disk_full")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (telling{wanted{ended, full{}}, "operator.db"}).Write([]byte("x")); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestACopyThatCannotBeReadIsToldAsWhatItIs(t *testing.T) {
	file, err := os.Open(t.TempDir()) // a folder opens, and cannot be read as a file
	must(t, err)
	t.Cleanup(func() { _ = file.Close() })
	_, err = reads{t.Context(), file}.Read(make([]byte, 1))
	wantError(t, err, operator.IO, "io_error")
	if got := err.Error(); !strings.HasPrefix(got, "the copy of the database cannot be read") {
		t.Errorf("it says %s", got)
	}
}
