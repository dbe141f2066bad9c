package boltstore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Holder is who writes to a store.
type Holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
	Socket  string    `json:"socket,omitempty"` // where it answers; empty if nowhere
}

// Answers says whether the holder is a server that can be asked. One that stops takes
// its socket away first, and lets go of the store when it has ended what was begun.
func (h Holder) Answers() bool {
	if h.Socket == "" {
		return false
	}
	_, err := os.Lstat(h.Socket)
	return err == nil
}

// maxNote limits what is read of a lock file.
const maxNote = 4 << 10

// note writes who writes to the store, for others to tell. It is only a courtesy, so
// a disk that is full does not matter.
func note(lock *os.File, o Options) {
	host, _ := os.Hostname()
	h := Holder{PID: os.Getpid(), Host: host, Command: o.Command, Since: o.now(), Socket: o.Socket}
	raw, err := json.Marshal(h)
	if err != nil {
		return
	}
	// Spaces cover a longer note that was there before: cheaper than truncating.
	if pad := noteSize - len(raw); pad > 0 {
		raw = append(raw, bytes.Repeat([]byte{' '}, pad)...)
	} else if lock.Truncate(int64(len(raw))) != nil {
		return
	}
	_, _ = lock.WriteAt(raw, 0)
}

// noteSize is what a note is filled up to.
const noteSize = 512

// HolderOf says who writes to the store in the folder, or is next; false if nobody
// does, or if there is no store. It does not wait.
func HolderOf(dir string) (Holder, bool) {
	writer, err := os.OpenFile(filepath.Join(dir, writerName), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return Holder{}, taken(filepath.Join(dir, lockName))
	}
	defer func() { _ = writer.Close() }()
	// If the lock can be shared, nobody writes, and the note is an old one.
	if free, err := tryLock(writer, false); free || err != nil {
		return Holder{}, taken(filepath.Join(dir, lockName))
	}
	raw, err := io.ReadAll(io.NewSectionReader(writer, 0, maxNote))
	var h Holder
	// A note that cannot be read is about to be written: someone has the lock.
	if err != nil || json.Unmarshal(raw, &h) != nil {
		return Holder{}, true
	}
	return h, true
}

// taken says that somebody keeps all others out by the lock, who is no operator.
func taken(path string) bool {
	lock, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return false
	}
	defer func() { _ = lock.Close() }()
	free, err := tryLock(lock, false)
	return !free && err == nil
}

// String names the holder, as in `"operator import" (process 4711 on anvil, since 10:02:13)`.
func (h Holder) String() string {
	if h.PID == 0 {
		return "another program"
	}
	command := h.Command
	if command == "" {
		command = "operator"
	}
	s := fmt.Sprintf("%q (process %d on %s", command, h.PID, strings.ToValidUTF8(h.Host, "?"))
	if !h.Since.IsZero() {
		s += ", since " + h.Since.UTC().Format("2006-01-02 15:04:05 MST")
	}
	return s + ")"
}

// busy says who had the store when the time was up.
func busy(o Options, began time.Time) error {
	waited := o.now().Sub(began)
	if o.Now == nil {
		waited = o.wait()
	}
	waited = waited.Round(100 * time.Millisecond)
	e := operator.Errorf(operator.Busy, "the store %s is in use (waited %s)", o.Dir, waited)
	if h, ok := HolderOf(o.Dir); ok {
		e = operator.Errorf(operator.Busy, "the store %s is held by %s (waited %s)", o.Dir, h, waited).
			With("holder", h)
	}
	return e.WithHint("try again when it is done, or wait longer with --timeout").
		Reason("lock_timeout").With("waited", waited.String())
}
