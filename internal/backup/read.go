package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxManifest limits what is read of a manifest.
const maxManifest = 64 << 20

// A Taker takes what is in a backup. It reads each to the end, or fails.
type Taker interface {
	Database(r io.Reader) error
	// Keys takes the text of the keys of the log, where they are in it.
	Keys(text string) error
	File(sum blob.Sum, r io.Reader) error
}

// Read reads a backup to its end and compares everything with the manifest. Only when
// it has succeeded is anything that the Taker got to be trusted. identities is the text
// of a file of age identities, or empty. It says whether the backup was encrypted.
func Read(r io.Reader, identities []byte, to Taker) (m Manifest, encrypted bool, err error) {
	in, encrypted, err := decrypted(r, identities)
	if err != nil {
		return m, encrypted, err
	}
	read := &reading{tar: tar.NewReader(in), to: to, database: sha256.New(), files: sha256.New()}
	m, err = read.all()
	if err == nil {
		// What follows the end would not be seen otherwise; and age knows only now that
		// nothing is missing.
		err = read.end(in)
	}
	return m, encrypted, err
}

// reading is what is known of a backup so far.
type reading struct {
	tar      *tar.Reader
	to       Taker
	size     int64 // of the database
	database hash.Hash
	files    hash.Hash
	keys     string // the SHA-256 of the keys; empty without
	last     blob.Sum
	got      Files
	wrong    []string
}

func (r *reading) all() (m Manifest, err error) {
	head, err := r.tar.Next()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, tar.ErrHeader):
		return m, noBackup("it is no tar file")
	case err != nil:
		return m, unreadable(err)
	case head.Name != databaseName || !archive.IsPlain(head):
		return m, noBackup("it does not begin with " + databaseName)
	}
	r.size = head.Size
	if err := r.to.Database(io.TeeReader(told{r.tar}, r.database)); err != nil {
		return m, err
	}
	for {
		head, err := r.tar.Next()
		if errors.Is(err, io.EOF) {
			return m, cutShort()
		}
		if err != nil {
			return m, unreadable(err)
		}
		sum, isFile := sumIn(head.Name)
		switch {
		case !archive.IsPlain(head):
			return m, damaged("%q is no file", head.Name)
		case head.Name == manifestName:
			return r.manifest(head.Size)
		case head.Name == keysName && r.keys == "" && r.got.Count == 0:
			if err := r.readKeys(head.Size); err != nil {
				return m, err
			}
			continue
		case !isFile || r.got.Count > 0 && bytes.Compare(sum[:], r.last[:]) <= 0:
			return m, damaged("%q is not to be there", head.Name)
		}
		if err := r.file(sum, head.Size); err != nil {
			return m, err
		}
	}
}

// maxKeys limits what is read of the keys.
const maxKeys = 1 << 20

func (r *reading) readKeys(size int64) error {
	if size > maxKeys {
		return damaged("%s is too long", keysName)
	}
	text, err := io.ReadAll(told{r.tar})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	r.keys = hex.EncodeToString(sum[:])
	return r.to.Keys(string(text))
}

func (r *reading) file(sum blob.Sum, size int64) error {
	h := sha256.New()
	if err := r.to.File(sum, io.TeeReader(told{r.tar}, h)); err != nil {
		return err
	}
	if blob.Sum(h.Sum(nil)) != sum {
		r.wrong = append(r.wrong, sum.String())
	}
	r.last = sum
	r.got.Count++
	r.got.Size += size
	_, _ = fmt.Fprintf(r.files, "%s %d\n", sum, size)
	return nil
}

// manifest compares what was read with what was written.
func (r *reading) manifest(size int64) (m Manifest, err error) {
	if size > maxManifest {
		return m, damaged("its manifest is too long")
	}
	raw, err := io.ReadAll(told{r.tar})
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.Format != Format {
		return m, damaged("its manifest cannot be read")
	}
	if m.Version != Version {
		return m, operator.Errorf(operator.Protocol, "the backup has version %d, this program reads %d", m.Version, Version).
			WithHint("use the program that made it, or a newer one").Reason("backup_version")
	}
	r.got.SHA256 = hexOf(r.files)
	for _, sum := range r.wrong {
		if !slices.Contains(m.Damaged, sum) {
			return m, damaged("the file %s has other bytes than its name says", sum)
		}
	}
	switch {
	case m.Database != Database{Size: r.size, SHA256: hexOf(r.database)}:
		return m, damaged("%s is not what the manifest says", databaseName)
	case m.ChainKey.SHA256 != r.keys:
		return m, damaged("%s is not what the manifest says", keysName)
	case m.Files != r.got:
		return m, damaged("its files are not those of the manifest")
	}
	return m, nil
}

// end refuses what follows the manifest.
func (r *reading) end(in io.Reader) error {
	head, err := r.tar.Next()
	if err == nil {
		return damaged("%q follows the manifest", head.Name)
	}
	if !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	rest := make([]byte, 32<<10)
	for {
		n, err := in.Read(rest)
		if len(bytes.Trim(rest[:n], "\x00")) > 0 {
			return damaged("something follows its end")
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
	}
}

// told reads, and says of an error what it means.
type told struct{ from io.Reader }

func (t told) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unreadable(err)
	}
	return n, err
}

// unreadable gives an error of reading its meaning.
func unreadable(err error) error {
	_, ours := errors.AsType[*operator.Error](err)
	switch {
	case ours, errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutShort()
	}
	return damaged("%s", err.Error())
}
