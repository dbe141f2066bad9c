package client

import (
	"context"
	"errors"
	"io"
	"time"
)

// breath ends a request whose server says nothing for too long.
type breath struct {
	io.ReadCloser
	ctx    context.Context // of one request, which it ends
	limit  time.Duration   // none if 0
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func breathe(ctx context.Context, limit time.Duration) (context.Context, *breath) {
	ctx, cancel := context.WithCancelCause(ctx)
	b := &breath{ctx: ctx, limit: limit, cancel: cancel}
	if limit > 0 {
		b.timer = time.AfterFunc(limit, func() { cancel(errSilent) })
	}
	return ctx, b
}

// of goes on with an answer.
func (b *breath) of(body io.ReadCloser) io.ReadCloser {
	b.ReadCloser = body
	b.again()
	return b
}

func (b *breath) again() {
	if b.timer != nil {
		b.timer.Reset(b.limit)
	}
}

// Read reads, and has the time begin anew.
func (b *breath) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.again()
	if err != nil && err != io.EOF && errors.Is(context.Cause(b.ctx), errSilent) {
		err = errSilent
	}
	return n, err
}

// Close ends the request.
func (b *breath) Close() error {
	err := b.ReadCloser.Close()
	b.stop()
	return err
}

func (b *breath) stop() {
	if b.timer != nil {
		b.timer.Stop()
	}
	b.cancel(context.Canceled)
}
