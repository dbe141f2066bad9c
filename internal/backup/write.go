package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A Writer writes a backup: first the database, then the keys of the log where they are
// to be in it, then files in the order of their sums, then Close.
type Writer struct {
	out      *counted // what leaves
	inner    io.Closer
	tar      *tar.Writer
	manifest Manifest
	database hash.Hash
	files    hash.Hash
}

// counted counts and hashes what is written.
type counted struct {
	to  io.Writer
	sum hash.Hash
	n   int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.sum.Write(p[:n])
	c.n += int64(n)
	return n, err
}

// NewWriter writes a backup to out, encrypted for the recipients where there are any.
func NewWriter(out io.Writer, at time.Time, to Recipients) (*Writer, error) {
	w := &Writer{
		out: &counted{to: out, sum: sha256.New()}, database: sha256.New(), files: sha256.New(),
		manifest: Manifest{Format: Format, Version: Version, MadeAt: at, Damaged: []string{}},
	}
	inner, err := to.encrypt(w.out)
	if err != nil {
		return nil, failed(err)
	}
	w.inner, w.tar = inner, tar.NewWriter(inner)
	return w, nil
}

// Database begins the member with the snapshot, which has that many bytes, and is
// written to what it gives.
func (w *Writer) Database(size int64) (io.Writer, error) {
	w.manifest.Database.Size = size
	return io.MultiWriter(w.database, w.tar), w.begin(databaseName, size)
}

// ChainKey says where the key of the log is, and writes the keys that are to be included.
func (w *Writer) ChainKey(place operator.ChainKeyPlace, keys string) error {
	w.manifest.ChainKey.Place = place
	if place != operator.ChainKeyIncluded {
		return nil
	}
	sum := sha256.Sum256([]byte(keys))
	w.manifest.ChainKey.SHA256 = hex.EncodeToString(sum[:])
	err := w.begin(keysName, int64(len(keys)))
	if err == nil {
		if _, err = io.WriteString(w.tar, keys); err != nil {
			return failed(err)
		}
	}
	return err
}

// File writes a file, and says whether its bytes were those that its sum stands for.
func (w *Writer) File(sum blob.Sum, size int64, content io.Reader) (bool, error) {
	if err := w.begin(blobFolder+sum.String(), size); err != nil {
		return false, err
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(h, w.tar), content, size); err != nil {
		return false, failed(err)
	}
	w.manifest.Files.Count++
	w.manifest.Files.Size += size
	_, _ = fmt.Fprintf(w.files, "%s %d\n", sum, size)
	whole := blob.Sum(h.Sum(nil)) == sum
	if !whole {
		w.Damaged(sum)
	}
	return whole, nil
}

// Damaged notes a file that cannot be in the backup as it was.
func (w *Writer) Damaged(sum blob.Sum) {
	w.manifest.Damaged = append(w.manifest.Damaged, sum.String())
}

// Written is how many bytes have left.
func (w *Writer) Written() int64 { return w.out.n }

// Close writes the manifest and the end. about fills in what a writer does not know:
// the workspace, its events and its head.
func (w *Writer) Close(about func(*Manifest)) (m Manifest, sha string, err error) {
	w.manifest.Database.SHA256, w.manifest.Files.SHA256 = hexOf(w.database), hexOf(w.files)
	about(&w.manifest)
	raw, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return m, "", operator.Wrap(operator.Internal, err, "write the manifest of a backup")
	}
	raw = append(raw, '\n')
	if err := w.begin(manifestName, int64(len(raw))); err != nil {
		return m, "", err
	}
	_, err = w.tar.Write(raw)
	if err = errors.Join(err, w.tar.Close(), w.inner.Close()); err != nil {
		return m, "", failed(err)
	}
	return w.manifest, hexOf(w.out.sum), nil
}

func (w *Writer) begin(name string, size int64) error {
	err := w.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.manifest.MadeAt.Truncate(time.Second),
	})
	if err != nil {
		return failed(err)
	}
	return nil
}

// failed keeps an error that says what to do.
func failed(err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok {
		return err
	}
	return operator.Wrap(operator.IO, err, "the backup cannot be written").Reason("write_failed")
}
