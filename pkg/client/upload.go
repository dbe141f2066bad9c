package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PutFile uploads a file. It can be sent again after a broken connection where its
// Content is an io.Seeker.
func (c *Client) PutFile(ctx context.Context, req operator.PutFileRequest) (operator.Upload, error) {
	var up operator.Upload
	q, err := c.question(ctx, api.PutFile.Spec, req)
	if err != nil {
		return up, err
	}
	q.file = newBody(req.Name, req.Content)
	err = c.ask(ctx, q, func(r *http.Response) error { return readJSON(r.Body, &up) })
	return up, err
}

// Import imports a file. Moved is told how much of it is sent, and then Progress how far
// the import is, where the instance tells that.
func (c *Client) Import(ctx context.Context, req operator.ImportRequest) (operator.Import, error) {
	var report operator.Import
	q, err := c.question(ctx, api.Import.Spec, req)
	if err != nil {
		return report, err
	}
	q.file = newBody(req.File, req.Content)
	q.file.moved = req.Moved
	if req.Rejects == nil && req.Progress == nil {
		err = c.ask(ctx, q, func(r *http.Response) error { return readJSON(r.Body, &report) })
		return report, err
	}
	err = c.stream(ctx, q, &receiving{to: req.Rejects, progress: req.Progress}, &report)
	return report, err
}

// body is the content of an upload. It is read by who sends it, until it is released.
type body struct {
	name   string
	from   io.Reader
	seeker io.Seeker // nil where it can be read once only
	start  int64
	length int64                    // -1 where it is not known
	moved  func(bytes, total int64) // nil where nobody wants to know

	mu     sync.Mutex
	begun  bool
	sent   int64
	closed bool
	failed error
}

func newBody(name string, from io.Reader) *body {
	b := &body{name: name, from: from, length: -1}
	if from == nil {
		b.from, b.length = http.NoBody, 0
		return b
	}
	seeker, ok := from.(io.Seeker)
	if !ok {
		return b
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return b // a pipe says that it can, and cannot
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if _, back := seeker.Seek(start, io.SeekStart); err != nil || back != nil {
		b.failed = errors.Join(err, back)
		return b
	}
	b.seeker, b.start, b.length = seeker, start, end-start
	return b
}

func (b *body) repeatable() bool { return b.seeker != nil || !b.begun }

// size is how many bytes there are; -1 is unknown, and 0 nothing.
func (b *body) size() int64 { return b.length }

// rewind begins anew.
func (b *body) rewind() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.begun && b.seeker != nil {
		if _, err := b.seeker.Seek(b.start, io.SeekStart); err != nil {
			b.failed = err
		}
	}
	b.closed, b.sent = false, 0
	return b.wrong()
}

// Read reads on, as long as it is not released.
func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	b.begun = true
	n, err := b.from.Read(p)
	b.tell(n)
	if err != nil && err != io.EOF {
		b.failed = err
	}
	return n, err
}

// tell tells of so many bytes more. When all are sent, it is not known how long the
// server takes, and there is no total any more.
func (b *body) tell(n int) {
	if b.sent += int64(n); b.moved == nil || n == 0 {
		return
	}
	total := max(b.length, 0)
	if b.sent >= total {
		total = 0
	}
	b.moved(b.sent, total)
}

// Close keeps it from being read any further.
func (b *body) Close() error {
	b.release()
	return nil
}

// release keeps it from being read any further, and says what was wrong with reading
// it, if anything was.
func (b *body) release() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return b.wrong()
}

func (b *body) wrong() error {
	if b.failed == nil {
		return nil
	}
	if known, ok := errors.AsType[*operator.Error](b.failed); ok {
		return known
	}
	return operator.Wrap(operator.IO, b.failed, "read %q", b.name).Reason("read_failed")
}
