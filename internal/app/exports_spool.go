package app

import (
	"bytes"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// spool is room aside: what the app was given, or memory where that is nothing.
func (a *App) spool() (Spool, error) {
	if a.Spool == nil {
		return &memorySpool{}, nil
	}
	room, err := a.Spool()
	if err != nil {
		return nil, operator.Wrap(operator.IO, err, "there is no room to write aside").Reason("write_failed")
	}
	return room, nil
}

// memorySpool is a Spool in memory.
type memorySpool struct{ bytes.Buffer }

var _ Spool = (*memorySpool)(nil)

// ReadAt reads what was written.
func (m *memorySpool) ReadAt(p []byte, at int64) (int, error) {
	if at >= int64(m.Len()) {
		return 0, io.EOF
	}
	n := copy(p, m.Bytes()[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close lets go of the memory.
func (m *memorySpool) Close() error {
	m.Reset()
	return nil
}
