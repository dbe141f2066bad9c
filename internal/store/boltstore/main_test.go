package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A test that needs another process runs its own binary again, with the name of a
// part in the environment.
const partVariable = "BOLTSTORE_TEST_PART"

// parts are what other processes do. They get the folder of the store.
var parts = map[string]func(o Options) error{
	"add":    addOne,
	"hold":   holdUntilKilled,
	"create": createUntilKilled,
	"load":   loadUntilKilled,
	"read":   readOne,
	"bulk":   bulkUntilKilled,
	"raise":  raiseUntilKilled,
}

func TestMain(m *testing.M) {
	name, dir, _ := strings.Cut(os.Getenv(partVariable), ":")
	if name == "" {
		os.Exit(m.Run())
	}
	o := Options{Dir: dir, Wait: time.Minute, Command: "test " + name, Now: time.Now, NoSync: true}
	play, ok := parts[name]
	if !ok {
		play = mounted[name]
	}
	if err := play(o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(operator.CodeOf(err).Status())
	}
}

// another is a process that plays the part on the store of o.
func another(t testing.TB, o Options, name string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), partVariable+"="+name+":"+o.Dir)
	cmd.Stderr = os.Stderr
	return cmd
}

const numbers = "numbers"

// addOne adds 1 to the number in the store.
func addOne(o Options) error {
	return newEach(o).Update(context.Background(), func(tx *bolt.Tx) error {
		_, err := tx.Bucket([]byte(numbers)).NextSequence()
		return err
	})
}

func readOne(o Options) error {
	n, err := counted(o)
	if err == nil {
		fmt.Print(n)
	}
	return err
}

func counted(o Options) (n uint64, err error) {
	err = newEach(o).View(context.Background(), func(tx *bolt.Tx) error {
		n = tx.Bucket([]byte(numbers)).Sequence()
		return nil
	})
	return n, err
}

// holdUntilKilled holds the store and says so.
func holdUntilKilled(o Options) error {
	if _, err := openHeld(context.Background(), o); err != nil {
		return err
	}
	return sayAndWait()
}

// createUntilKilled stops in the middle of making a store and says so.
func createUntilKilled(o Options) error {
	return Create(context.Background(), o, [16]byte{}, nil, func(*bolt.Tx) error { return sayAndWait() })
}

func sayAndWait() error {
	fmt.Println("ready")
	var b [1]byte
	_, err := os.Stdin.Read(b[:]) // until it is killed, or the test ends
	return err
}

// newStore makes a store with a bucket for each name, beside numbers.
func newStore(t testing.TB, buckets ...string) Options {
	t.Helper()
	o := Options{Dir: t.TempDir(), Wait: time.Minute, Command: "test", Now: time.Now, NoSync: true}
	nothing := func(*bolt.Tx) error { return nil }
	if err := Create(t.Context(), o, [16]byte{1, 2, 3}, append(buckets, numbers), nothing); err != nil {
		t.Fatal(err)
	}
	return o
}

// wantError fails unless err has the code and the reason.
func wantError(t testing.TB, err error, code operator.Code, reason string) *operator.Error {
	t.Helper()
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Code != code || e.Details["reason"] != reason {
		t.Fatalf("got %v (%v), want %s with reason %s", err, describeError(e), code, reason)
	}
	return e
}

func describeError(e *operator.Error) string {
	if e == nil {
		return "no Error"
	}
	return fmt.Sprint(e.Code, " ", e.Details)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// files are the names in a folder.
func files(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var b bytes.Buffer
	for _, e := range entries {
		fmt.Fprintln(&b, e.Name())
	}
	return b.String()
}
