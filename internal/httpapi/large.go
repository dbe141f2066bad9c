package httpapi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

const (
	// mostLarge is how many large answers are made at a time, for all people together: one
	// of a home with very much in it takes more than a gigabyte while it is made.
	mostLarge = 2
	// keptInMemory is how long an answer may be that waits in memory for whoever takes it.
	keptInMemory = 1 << 20
)

// Aside is room outside of memory, gone when it is closed.
type Aside interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Large is what all handlers of a process share that make answers which are in memory as a
// whole: whoever asks for one waits until there is room to make it. Once made, it is written
// aside, so that those who take theirs slowly keep neither memory nor the room.
type Large struct {
	making chan struct{}
	aside  func() (Aside, error)
}

// NewLarge makes what handlers share; aside gives room outside of memory.
func NewLarge(aside func() (Aside, error)) *Large {
	return &Large{making: make(chan struct{}, mostLarge), aside: aside}
}

// enter waits for room to make an answer, or until ctx is done. The room is free again with
// the first call of leave.
func (l *Large) enter(ctx context.Context) (leave func(), err error) {
	select {
	case l.making <- struct{}{}:
		return sync.OnceFunc(func() { <-l.making }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// large answers JSON with JSON that may be long.
func (h *handler) large(e api.Any) answers {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		leave := func() {}
		defer func() { leave() }()
		raw, err := h.made(ctx, e, func(req any) (err error) {
			if err = readRequest(w, r, req); err != nil { // which who asks may be slow to send
				return err
			}
			free, err := h.Large.enter(ctx)
			if err == nil {
				leave = free
			}
			return err
		})
		if err != nil {
			return err
		}
		if len(raw) <= keptInMemory {
			leave()
			write(w, http.StatusOK, "application/json", raw)
			return nil
		}
		room, size, err := h.Large.put(raw)
		if err != nil { // the disk is full: the room to make another is kept instead
			write(w, http.StatusOK, "application/json", raw)
			return nil
		}
		defer room.Close()
		raw = nil
		debug.FreeOSMemory() // or the next is made while this one is waste that nobody collects
		leave()
		send(w, room, size)
		return nil
	}
}

// put writes an answer aside.
func (l *Large) put(raw []byte) (Aside, int, error) {
	room, err := l.aside()
	if err != nil {
		return nil, 0, err
	}
	size, err := room.Write(raw)
	if err != nil {
		_ = room.Close()
		return nil, 0, err
	}
	return room, size, nil
}

// made is an answer as it is written. What it is made of is let go of.
func (h *handler) made(ctx context.Context, e api.Any, read func(any) error) ([]byte, error) {
	res, err := e.Do(ctx, h.service, read)
	if err != nil {
		return nil, err
	}
	return encode(res)
}

// send answers with what was written aside.
func send(w http.ResponseWriter, room io.ReaderAt, size int) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(size))
	w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(w, io.NewSectionReader(room, 0, int64(size))) // who asked has gone, or the disk failed: it is cut
}

// memory is Aside where there is no other.
type memory struct{ bytes.Buffer }

// ReadAt reads what was written.
func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	return bytes.NewReader(m.Bytes()).ReadAt(p, at)
}

// Close lets go of the memory.
func (m *memory) Close() error {
	m.Reset()
	return nil
}
