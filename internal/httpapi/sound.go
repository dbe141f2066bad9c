package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"log/slog"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sound is a file that is compared with its SHA-256 while it is read: where that is not
// the file's, the last bytes fail. One of another length is refused at once.
func (h *handler) sound(ctx context.Context, of operator.OpenedFile) (io.ReadSeeker, error) {
	size, err := of.Content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = of.Content.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, operator.Wrap(operator.IO, err, "read a file").Reason("read_failed")
	}
	s := &sound{ReadSeeker: of.Content, name: of.Attachment.Name, want: of.Attachment.SHA256, size: size, sum: sha256.New(), found: func() {
		h.damaged.Store(of.Attachment.SHA256, true)
		h.Log.ErrorContext(ctx, "a file in the store is damaged", slog.String("sha256", of.Attachment.SHA256))
	}}
	if size != of.Attachment.Size {
		return nil, s.damaged()
	}
	if _, known := h.damaged.Load(s.want); !known {
		return s, nil
	}
	if _, err := io.Copy(io.Discard, s); err != nil {
		return nil, err
	}
	h.damaged.Delete(s.want) // somebody has mended it
	_, err = s.Seek(0, io.SeekStart)
	return s, err
}

type sound struct {
	io.ReadSeeker
	name  string
	want  string
	size  int64
	at    int64
	sum   hash.Hash
	upTo  int64  // how much of the file sum has
	found func() // is told of damage
}

// Read reads on. What a reader jumped over cannot be compared.
func (s *sound) Read(p []byte) (int, error) {
	n, err := s.ReadSeeker.Read(p)
	if s.at == s.upTo {
		s.sum.Write(p[:n])
		s.upTo += int64(n)
	}
	s.at += int64(n)
	if n > 0 && s.upTo == s.size && hex.EncodeToString(s.sum.Sum(nil)) != s.want {
		s.found()
		return 0, s.damaged()
	}
	return n, err
}

// Seek goes to another place; at the beginning all begins anew.
func (s *sound) Seek(offset int64, whence int) (int64, error) {
	at, err := s.ReadSeeker.Seek(offset, whence)
	if s.at = at; at == 0 {
		s.sum.Reset()
		s.upTo = 0
	}
	return at, err
}

func (s *sound) damaged() error {
	return operator.Errorf(operator.IO, "%s is damaged in the store: its bytes are not those that were sent", s.name).
		WithHint("operator check --read-data").Reason(damagedFile).With("sha256", s.want)
}
