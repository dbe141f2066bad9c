package boltstore

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// TestWhatAPowerCutLeftIsRemovedByTheNextThatWrites: a second name of the database from
// when it was made would keep what is erased from it.
func TestWhatAPowerCutLeftIsRemovedByTheNextThatWrites(t *testing.T) {
	o := newStore(t)
	must(t, os.Link(o.db(), filepath.Join(o.Dir, newName)))
	others := []string{"operator.db.old", "operator.db.copy-", "operator.db.copy-of-mine", "operator.spool-7.txt"}
	left := []string{runsName, renewName, renewName + runsEnd, "operator.db.copy-123", "operator.spool-4087"}
	for _, name := range append(left, others...) {
		must(t, os.WriteFile(filepath.Join(o.Dir, name), []byte("left"), 0o600))
	}
	must(t, newEach(o).View(t.Context(), func(*bolt.Tx) error { return nil }))
	if _, err := os.Lstat(filepath.Join(o.Dir, newName)); err != nil {
		t.Errorf("who reads removed something: %v", err)
	}
	must(t, addOne(o))
	got := files(t, o.Dir)
	for _, name := range append(left, newName) {
		if strings.Contains(got, name+"\n") {
			t.Errorf("%s is there still", name)
		}
	}
	for _, name := range others {
		if !strings.Contains(got, name+"\n") {
			t.Errorf("%s of somebody else is gone", name)
		}
	}
	if n, err := counted(o); n != 1 || err != nil {
		t.Errorf("%d changes are there, %v", n, err)
	}
}

// TestWhatIsPutAsideIsNotForOthersToLose has somebody write while a snapshot is read.
func TestWhatIsPutAsideIsNotForOthersToLose(t *testing.T) {
	o := newStore(t)
	aside, err := Aside(o.Dir, SpoolNames)
	must(t, err)
	defer func() { _ = aside.Close(); _ = os.Remove(aside.Name()) }()
	_, err = aside.WriteString("kept")
	must(t, err)
	must(t, newEach(o).Update(context.Background(), nothing))
	raw := make([]byte, 4)
	if _, err := aside.ReadAt(raw, 0); err != nil || string(raw) != "kept" {
		t.Errorf("there is %q, %v", raw, err)
	}
}
