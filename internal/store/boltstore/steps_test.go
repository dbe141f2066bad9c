package boltstore

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// madeUp has the steps begin with one from an earlier schema, for one test, which must
// not be parallel. The others do nothing: the store has no tables. It gives how often
// that was run.
func madeUp(t *testing.T, reads bool, run func(*bolt.Tx) error) *int {
	t.Helper()
	real, ran := schemaSteps, 0
	t.Cleanup(func() { schemaSteps = real })
	schemaSteps = []schemaStep{{from: real[0].from - 1, reads: reads, run: func(tx *bolt.Tx) error {
		ran++
		return run(tx)
	}}}
	for _, s := range real {
		schemaSteps = append(schemaSteps, schemaStep{from: s.from, reads: s.reads, run: func(*bolt.Tx) error { return nil }})
	}
	return &ran
}

// earlier is a store of the schema before the first that there are steps from, with the
// number 1 in it.
func earlier(t *testing.T) Options {
	t.Helper()
	o := newStore(t)
	must(t, addOne(o))
	schema(t, o.db(), "3")
	return o
}

// addBucket is what a made-up step does.
func addBucket(tx *bolt.Tx) error {
	_, err := tx.CreateBucket([]byte("made_up"))
	return err
}

func schemaIs(t *testing.T, o Options, want uint64) {
	t.Helper()
	if have, _, err := SchemaOf(o); have != want || err != nil {
		t.Errorf("the store has schema %d, %v; want %d", have, err, want)
	}
}

func TestAStepRunsOnceAndACopyIsKept(t *testing.T) {
	o := earlier(t)
	_, err := counted(o)
	wantError(t, err, operator.Protocol, "schema_older") // there is no way from 3
	ran := madeUp(t, false, addBucket)
	_, err = counted(o)
	if e := wantError(t, err, operator.Protocol, "schema_older"); e.Hint == "" || *ran != 0 {
		t.Errorf("who reads is told %q, and ran the step %d times", e.Hint, *ran)
	}
	must(t, addOne(o))
	must(t, addOne(o))
	if n, err := counted(o); n != 3 || err != nil || *ran != 1 {
		t.Errorf("the number is %d, %v, and the step ran %d times", n, err, *ran)
	}
	schemaIs(t, o, schemaVersion)
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		if tx.Bucket([]byte("made_up")) == nil {
			t.Error("what the step made is not there")
		}
		return nil
	}))
	before := Before(o)
	if len(before) != 1 || before[0] != o.before(3) {
		t.Fatalf("the copies are %q", before)
	}
	if about, err := os.Stat(before[0]); err != nil || runtime.GOOS != "windows" && about.Mode().Perm()&0o077 != 0 {
		t.Errorf("the copy is %v, %v", about, err)
	}
	old := Options{Dir: t.TempDir(), NoSync: true}
	must(t, os.Rename(before[0], old.db()))
	schemaIs(t, old, 3)
	withBolt(t, old.db(), func(tx *bolt.Tx) error {
		if tx.Bucket([]byte("made_up")) != nil || tx.Bucket([]byte(numbers)).Sequence() != 1 {
			t.Error("the copy is not what was before")
		}
		return nil
	})
}

func TestWhatCanBeReadIsReadAsItIs(t *testing.T) {
	o := earlier(t)
	ran := madeUp(t, true, addBucket)
	if n, err := counted(o); n != 1 || err != nil || *ran != 0 {
		t.Errorf("the number is %d, %v, and the step ran %d times", n, err, *ran)
	}
	schemaIs(t, o, 3)
}

// A server, and what makes the database anew, bring it to the schema first.
func TestWhoHoldsAStoreAndWhoRenewsItRunTheSteps(t *testing.T) {
	for name, write := range map[string]func(o Options) error{
		"held": func(o Options) error {
			h, err := openHeld(t.Context(), o)
			if err == nil {
				err = errors.Join(h.Update(t.Context(), func(tx *bolt.Tx) error { return nil }), h.Close())
			}
			return err
		},
		"renewed": func(o Options) error {
			_, err := Open(o).Compact(t.Context(), false)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := earlier(t)
			ran := madeUp(t, false, addBucket)
			must(t, write(o))
			if n, err := counted(o); n != 1 || err != nil || *ran != 1 {
				t.Errorf("the number is %d, %v, and the step ran %d times", n, err, *ran)
			}
			schemaIs(t, o, schemaVersion)
		})
	}
}

func TestAStepThatFailsLeavesTheOldSchemaWhole(t *testing.T) {
	o := earlier(t)
	ran := madeUp(t, false, func(tx *bolt.Tx) error { return errors.Join(addBucket(tx), errors.New("a bug")) })
	wantError(t, addOne(o), operator.IO, "io_error")
	wantOld(t, o)
	schemaSteps[0].run = addBucket
	must(t, addOne(o))
	if schemaIs(t, o, schemaVersion); *ran != 1 {
		t.Errorf("the step that failed ran %d times", *ran)
	}
}

func TestAStepThatIsKilledLeavesTheOldSchemaWhole(t *testing.T) {
	o := earlier(t)
	kill(t, o, "raise")
	wantOld(t, o)
	madeUp(t, false, addBucket)
	must(t, addOne(o))
	schemaIs(t, o, schemaVersion)
}

// wantOld fails unless nothing of the step is there.
func wantOld(t *testing.T, o Options) {
	t.Helper()
	withBolt(t, o.db(), func(tx *bolt.Tx) error {
		if tx.Bucket([]byte("made_up")) != nil || tx.Bucket([]byte(numbers)).Sequence() != 1 || string(tx.Bucket([]byte(metaBucket)).Get([]byte(schemaKey))) != "3" {
			t.Error("the store is not what it was")
		}
		return nil
	})
}

// raiseUntilKilled stops in the middle of a step and says so.
func raiseUntilKilled(o Options) error {
	schemaSteps = append([]schemaStep{{from: 3, run: func(tx *bolt.Tx) error { return errors.Join(addBucket(tx), sayAndWait()) }}}, schemaSteps...)
	return newEach(o).Update(context.Background(), nothing)
}
