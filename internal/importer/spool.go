package importer

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// source is the content of a file, that can be read any number of times.
type source struct {
	at   io.ReaderAt
	size int64
	sum  []byte
	text census

	temp  *os.File // where it was kept, nil if it can be read where it is
	given *os.File // the regular file that it is, with its time then
	mtime time.Time
}

// newSource takes the content, and looks at every byte of it once. What cannot be read
// twice goes into a temporary file, that loses its name at once.
func newSource(ctx context.Context, content io.Reader) (*source, error) {
	s := &source{}
	if err := s.take(ctx, content); err != nil {
		_ = s.close() // the first error counts
		return nil, err
	}
	return s, nil
}

func (s *source) take(ctx context.Context, content io.Reader) error {
	hash := sha256.New()
	into := []io.Writer{hash, &s.text}
	if !s.twice(content) {
		temp, err := os.CreateTemp("", "operator-import-*")
		if err != nil {
			return operator.Wrap(operator.CannotCreate, err, "cannot keep the file while it is read")
		}
		s.temp, s.at = temp, temp
		_ = os.Remove(temp.Name()) // where an open file cannot be removed, close does it
		into = append(into, temp)
	} else if s.size > operator.MaxImport {
		return tooLarge()
	} else {
		content = io.NewSectionReader(s.at, 0, s.size)
	}
	n, err := io.CopyBuffer(io.MultiWriter(into...), &patient{ctx, io.LimitReader(content, operator.MaxImport+1)}, make([]byte, 256<<10))
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return operator.Wrap(operator.IO, err, "cannot read the file")
	case n > operator.MaxImport:
		return tooLarge()
	}
	s.size, s.sum = n, hash.Sum(nil)
	s.text.end()
	return nil
}

func tooLarge() error {
	return operator.Errorf(operator.Invalid, "the file is larger than %d MiB", operator.MaxImport>>20).
		WithHint("split it into smaller ones").Reason("file_too_large")
}

// twice says whether content can be read more than once where it is, and sets that up.
func (s *source) twice(content io.Reader) bool {
	switch c := content.(type) {
	case *os.File:
		stat, err := c.Stat()
		if err != nil || !stat.Mode().IsRegular() {
			return false
		}
		begin, err := c.Seek(0, io.SeekCurrent)
		if err != nil {
			return false
		}
		s.at, s.size = io.NewSectionReader(c, begin, stat.Size()-begin), stat.Size()-begin
		s.given, s.mtime = c, stat.ModTime()
		return true
	case interface {
		io.ReaderAt
		io.Seeker
		Size() int64
	}: // bytes.Reader and its like
		begin, err := c.Seek(0, io.SeekCurrent)
		if err != nil {
			return false
		}
		s.at, s.size = io.NewSectionReader(c, begin, c.Size()-begin), c.Size()-begin
		return true
	}
	return false
}

// same fails if the file is not what it was any more.
func (s *source) same() error {
	if s.given == nil {
		return nil
	}
	stat, err := s.given.Stat()
	if err != nil {
		return operator.Wrap(operator.IO, err, "cannot read the file")
	}
	if !stat.ModTime().Equal(s.mtime) {
		return operator.Errorf(operator.Conflict, "the file was changed while it was read").
			WithHint("import it again when nothing writes to it").Reason("file_changed")
	}
	return nil
}

func (s *source) close() error {
	if s.temp == nil {
		return nil
	}
	err := s.temp.Close()
	_ = os.Remove(s.temp.Name()) // mostly it has no name since long
	s.temp = nil
	return err
}

// patient reads until somebody gives up waiting.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
