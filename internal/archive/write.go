package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"
)

// Writer writes an archive, member by member.
type Writer struct {
	out     *counter
	tar     *tar.Writer
	at      time.Time
	members []Member
}

// NewWriter begins an archive that is made at a time.
func NewWriter(w io.Writer, at time.Time) *Writer {
	out := &counter{w: w}
	return &Writer{out: out, tar: tar.NewWriter(out), at: at.UTC().Truncate(time.Second)}
}

// Add adds a member of a size that is known before. It fails where r has less.
func (w *Writer) Add(name string, size int64, r io.Reader) error {
	err := w.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: w.at, Format: tar.FormatPAX})
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w.tar, sum), io.LimitReader(r, size))
	if err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("%s has %d bytes and not %d: %w", name, n, size, io.ErrUnexpectedEOF)
	}
	w.members = append(w.members, Member{Name: name, Size: size, SHA256: hexOf(sum)})
	return nil
}

// Close ends the archive with its manifest, whose Members it fills in.
func (w *Writer) Close(m Manifest) error {
	m.Format, m.Version, m.MadeAt, m.Members = Format, Version, w.at, w.members
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if err := w.Add(ManifestName, int64(len(raw)), bytes.NewReader(raw)); err != nil {
		return err
	}
	return w.tar.Close()
}

// Written is how many bytes have been written.
func (w *Writer) Written() int64 { return w.out.n }

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
