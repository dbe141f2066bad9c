package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The most bytes of what is read into memory at once: a line, and a small member.
const (
	maxLine  = 64 << 20
	maxSmall = 256 << 20
	maxHead  = 16 << 20 // what a manifest has beside its members: files that were lost
	maxEntry = 1 << 10  // and what it has of each
)

// Reader reads an archive, member by member, and compares it in the end with its
// manifest. Until Next has given io.EOF nothing that was read is proven.
type Reader struct {
	tar   *tar.Reader
	seen  []Member
	names map[string]bool
	sum   hash.Hash // of the member that is being read
	body  io.Reader
	size  int64 // of the member, as it is announced

	// Manifest is what the archive says it has, once Next has given io.EOF.
	Manifest Manifest
}

// NewReader begins to read an archive.
func NewReader(r io.Reader) *Reader { return &Reader{tar: tar.NewReader(r), names: map[string]bool{}} }

// Next goes to the next member and gives its name, or io.EOF after the manifest,
// where everything was as it says.
func (r *Reader) Next() (string, error) {
	if err := r.finish(); err != nil {
		return "", err
	}
	h, err := r.tar.Next()
	if err != nil {
		if errors.Is(err, io.EOF) && len(r.seen) > 0 {
			err = damaged("it has no %s, and was cut short", ManifestName)
		}
		return "", r.failed(err)
	}
	if !IsPlain(h) {
		return "", damaged("%q is no plain file", h.Name)
	}
	if r.names[h.Name] {
		return "", damaged("it has %s twice", h.Name)
	}
	r.names[h.Name] = true
	r.size = h.Size
	r.sum = sha256.New()
	r.body = io.TeeReader(r.tar, r.sum)
	if h.Name == ManifestName {
		return "", r.compare()
	}
	r.seen = append(r.seen, Member{Name: h.Name, Size: h.Size})
	return h.Name, nil
}

// IsPlain says whether what a header announces is a file with all of its bytes behind it:
// of a sparse one a few bytes can stand for any number of zeros, which no disk has room for.
func IsPlain(h *tar.Header) bool {
	if h.Typeflag != tar.TypeReg {
		return false
	}
	for record := range h.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return false
		}
	}
	return true
}

// Read reads the member that Next went to.
func (r *Reader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = r.failed(err)
	}
	return n, err
}

// Small reads all of a member that fits into memory.
func (r *Reader) Small() ([]byte, error) { return r.upTo(maxSmall) }

// upTo reads all of a member, unless it announces more than that.
func (r *Reader) upTo(most int64) ([]byte, error) {
	if r.size > most {
		return nil, damaged("a member is too large: %d bytes, of at most %d", r.size, most)
	}
	return io.ReadAll(r)
}

// Lines calls fn with each line of the member, without its end, and its number
// from 1. What fn gets is good until it returns.
func (r *Reader) Lines(fn func(n int, line []byte) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for s.Scan() && s.Err() == nil { // the last line of what was cut short is no line
		n++
		if err := fn(n, s.Bytes()); err != nil {
			return err
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return damaged("line %d is too long: more than %d bytes", n+1, maxLine)
	}
	return s.Err()
}

// finish reads what is left of a member, so that its hash is whole.
func (r *Reader) finish() error {
	if r.body == nil {
		return nil
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	r.seen[len(r.seen)-1].SHA256 = hexOf(r.sum)
	r.body = nil
	return nil
}

// compare reads the manifest and compares it with what was there.
func (r *Reader) compare() error {
	raw, err := r.upTo(maxHead + maxEntry*int64(len(r.seen)))
	if err != nil {
		return err
	}
	r.body = nil
	var head struct {
		Format  string
		Version int
	}
	if err := json.Unmarshal(raw, &head); err != nil || head.Format != Format {
		return damaged("its %s is not one of an archive", ManifestName)
	}
	if head.Version != Version {
		return operator.Errorf(operator.Protocol, "the archive is of version %d, and this program reads version %d", head.Version, Version).
			WithHint("use a newer operator").Reason("archive_version")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&r.Manifest); err != nil {
		return damaged("its %s cannot be read: %v", ManifestName, err)
	}
	for i, m := range r.seen {
		if i >= len(r.Manifest.Members) || r.Manifest.Members[i] != m {
			return damaged("%s is not as the manifest says", m.Name)
		}
	}
	if n := len(r.seen); n < len(r.Manifest.Members) {
		return damaged("it has no %s", r.Manifest.Members[n].Name)
	}
	if h, err := r.tar.Next(); err == nil {
		return damaged("%q follows its manifest", h.Name)
	}
	return io.EOF
}

// failed makes an error of reading one that says what is wrong with the file.
func (r *Reader) failed(err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok {
		return err
	}
	odd := errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)
	switch {
	case len(r.seen) == 0 && (odd || errors.Is(err, io.EOF)):
		return operator.Errorf(operator.Invalid, "this is no archive of a workspace").
			WithHint("operator export all --out FILE makes one; unpack one that was compressed first").Reason("no_archive")
	case odd:
		return damaged("it is not whole")
	}
	return operator.Wrap(operator.IO, err, "read the archive").Reason("read_failed")
}

func damaged(format string, args ...any) *operator.Error {
	e := operator.Errorf(operator.Invalid, format, args...)
	e.Message = "the archive is damaged: " + e.Message
	return e.WithHint("take another copy of it: operator import all FILE").Reason("archive_damaged")
}
