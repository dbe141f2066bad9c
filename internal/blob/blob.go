// Package blob keeps the bytes of photos, videos and documents, by their
// SHA-256. What a file is called, who may see it and whether anything still
// needs it is known elsewhere: a blob is only bytes.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Sum is the SHA-256 of a blob, and its name.
type Sum [sha256.Size]byte

// String is the sum as 64 lower-case hexadecimal digits.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// ParseSum reads what String writes, and nothing else: one blob has one name.
// Anything else is Invalid, reason "bad_sum".
func ParseSum(text string) (Sum, error) {
	var s Sum
	if len(text) == hex.EncodedLen(len(s)) {
		if _, err := hex.Decode(s[:], []byte(text)); err == nil && s.String() == text {
			return s, nil
		}
	}
	return Sum{}, operator.Errorf(operator.Invalid, "%q is not a SHA-256 in lower-case hexadecimal", text).Reason("bad_sum")
}

// Info describes a blob.
type Info struct {
	Sum  Sum
	Size int64 // bytes
	// ModTime is when the blob was last put, in UTC and microseconds.
	ModTime time.Time
}

// Store keeps blobs. A blob never changes once it is there, and the same bytes
// put twice are one blob.
//
// The order that loses nothing: Put first, then commit the row that names the
// blob; to delete, commit the row away first, then Expire the blob, which spares
// whatever was put within operator.BlobGrace and may be about to get its row.
//
// What goes wrong with the disk is IO, reasons "disk_full", "read_only_fs",
// "read_failed" and "write_failed", or Denied, reason "permission".
type Store interface {
	// Put reads r to the end and keeps what it read, or keeps nothing. When it
	// returns without an error the blob is on disk. More than limit bytes is
	// Invalid, reason "too_long". An error of r that has no code is IO, reason
	// "read_failed"; the end of ctx comes back as it is, and is looked for
	// before every read.
	Put(ctx context.Context, r io.Reader, limit int64) (Info, error)
	// Open gives the bytes of a blob. One that is not there is NotFound, reason
	// "blob_missing". The bytes are not compared with the sum: Verify does that.
	Open(ctx context.Context, s Sum) (io.ReadSeekCloser, error)
	// Verify reads a blob and compares it with its sum. One that is not there is
	// NotFound, reason "blob_missing"; one that differs is IO, reason
	// "blob_damaged".
	Verify(ctx context.Context, s Sum) error
	// Delete removes a blob, used or not. One that is not there is no error.
	Delete(ctx context.Context, s Sum) error
	// Expire removes a blob unless it was put, for the first time or again,
	// within operator.BlobGrace before now, and says whether it did. No Put of
	// the same bytes can come in between.
	Expire(ctx context.Context, s Sum, now time.Time) (bool, error)
	// All gives every blob in the order of sums. After an error it stops. Blobs
	// put or removed meanwhile may or may not be among them.
	All(ctx context.Context) iter.Seq2[Info, error]
	// Clean removes what was left behind by a Put that died more than
	// operator.BlobGrace before now, and says how many it removed.
	Clean(ctx context.Context, now time.Time) (int, error)
}
