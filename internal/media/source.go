package media

import (
	"bytes"
	"compress/zlib"
	"io"
)

const (
	maxBytes = 8 << 20 // of a file that are read in all
	maxSteps = 20_000  // reads of a file in all
	maxBlock = 1 << 20 // bytes that are read, or unpacked, at once
)

// source reads a file here and there, until it has read enough. Whoever walks a
// file, or a block of it, reads at every step, and what is read twice counts
// twice, so that no walk goes on for ever.
type source struct {
	r     io.ReadSeeker
	size  int64
	bytes int   // that may still be read
	steps int   // that may still be taken
	err   error // why r cannot be read; its end is no error
}

// at gives n bytes at off; fewer where the file or the allowance ends.
func (s *source) at(off int64, n int) []byte {
	n = min(n, maxBlock)
	if off < 0 || off >= s.size || s.steps <= 0 {
		return nil
	}
	p := make([]byte, max(0, min(int64(n), s.size-off, int64(s.bytes))))
	return p[:s.read(off, p)]
}

// within is at for a block that was read before.
func (s *source) within(block []byte, off int64, n int) []byte {
	if off < 0 || off >= int64(len(block)) || s.steps <= 0 {
		return nil
	}
	n = max(0, min(n, len(block)-int(off), s.bytes))
	s.steps--
	s.bytes -= n
	return block[off : int(off)+n]
}

// unpack gives the beginning of what was compressed.
func (s *source) unpack(packed []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	defer z.Close()
	text, _ := io.ReadAll(io.LimitReader(z, int64(max(0, min(maxBlock, s.bytes))))) // what came before an error will do
	s.bytes -= len(text)
	return text
}

// read fills p from off, and says how far it came.
func (s *source) read(off int64, p []byte) int {
	if s.err != nil || s.steps <= 0 || len(p) == 0 {
		return 0
	}
	s.steps--
	if _, err := s.r.Seek(off, io.SeekStart); err != nil {
		s.err = err
		return 0
	}
	n, err := io.ReadFull(s.r, p)
	s.bytes -= n
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.err = err
	}
	return n
}

// stream reads a source from its beginning, for the decoders.
type stream struct {
	s   *source
	off int64
}

func (r *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	rest := min(r.s.size-r.off, int64(r.s.bytes), int64(len(p)))
	n := r.s.read(r.off, p[:max(0, rest)])
	r.off += int64(n)
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
