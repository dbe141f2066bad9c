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

// pieces is an answer that is written piece by piece.
type pieces interface {
	WriteJSON(w io.Writer, indent string) error
}

// large answers JSON with JSON that may be long.
func (h *handler) large(e api.Any) answers {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		leave := func() {}
		defer func() { leave() }()
		made := &long{aside: h.Large.aside}
		defer made.close()
		err := h.make(ctx, made, e, func(req any) (err error) {
			if err = readRequest(w, r, req); err != nil { // which who asks may be slow to send
				return err
			}
			free, err := h.Large.enter(ctx)
			if err == nil {
				leave = free
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case made.room != nil:
			debug.FreeOSMemory() // or the next is made while this one is waste that nobody collects
			leave()
			send(w, made.room, int(made.size))
			return nil
		case !made.full:
			leave()
		} // or the disk is full, and the room to make another is kept instead
		write(w, http.StatusOK, "application/json", made.raw)
		return nil
	}
}

// make writes an answer. What it is made of is let go of.
func (h *handler) make(ctx context.Context, made *long, e api.Any, read func(any) error) error {
	res, err := e.Do(ctx, h.service, read)
	if err != nil {
		return err
	}
	if p, ok := res.(pieces); ok {
		return p.WriteJSON(made, "")
	}
	raw, err := encode(res)
	if err == nil {
		_, err = made.Write(raw)
	}
	return err
}

// long is an answer as it is written: in memory while it is short, aside when it is not, and
// in memory again where there is no room aside.
type long struct {
	aside func() (Aside, error)
	raw   []byte
	room  Aside // nil while all is in raw
	size  int64 // of what is in the room
	full  bool  // there is no room
}

func (l *long) Write(p []byte) (int, error) {
	if l.room != nil {
		if n, err := l.room.Write(p); err == nil {
			l.size += int64(n)
			return n, nil
		}
		if err := l.back(); err != nil {
			return 0, err
		}
	}
	l.raw = append(l.raw, p...)
	if len(l.raw) > keptInMemory && !l.full {
		l.put()
	}
	return len(p), nil
}

// put writes aside what is in memory.
func (l *long) put() {
	room, err := l.aside()
	if err == nil {
		if _, err = room.Write(l.raw); err != nil {
			_ = room.Close()
		}
	}
	if l.full = err != nil; !l.full {
		l.room, l.size, l.raw = room, int64(len(l.raw)), nil
	}
}

// back takes what was written aside into memory again.
func (l *long) back() error {
	l.raw, l.full = make([]byte, l.size), true
	_, err := l.room.ReadAt(l.raw, 0)
	l.close()
	return err
}

func (l *long) close() {
	if l.room != nil {
		_ = l.room.Close()
		l.room = nil
	}
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
