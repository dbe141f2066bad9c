// Package backup is the form of a backup: a tar file with a snapshot of the store and
// every file that it names, written and read as a stream, and encrypted where its maker
// wants that.
//
//	operator.db      the snapshot, as the store's backend reads it
//	operator.key     the keys of its log, where its maker asked for them
//	blobs/SUM        files, by their SHA-256 in lower-case hexadecimal, in their order
//	manifest.json    sizes and hashes of the rest
//
// The manifest comes last: a backup that was cut short has none. docs/backup.md says
// the same for others who want to read one. An encrypted backup is one file in the
// format of age (age-encryption.org/v1) with the tar file in it.
package backup

import (
	"encoding/hex"
	"hash"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Format and Version are what a manifest begins with. A reader refuses another.
const (
	Format  = "operator backup"
	Version = 1
)

// The members, and the folder of files.
const (
	databaseName = "operator.db"
	keysName     = "operator.key"
	manifestName = "manifest.json"
	blobFolder   = "blobs/"
)

// Manifest says what a backup has.
type Manifest struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	MadeAt    time.Time `json:"made_at"`
	Workspace string    `json:"workspace"` // its name
	Events    uint64    `json:"events"`
	Head      string    `json:"head"` // of the log of events, as `operator audit anchor` gives it
	Database  Database  `json:"database"`
	Files     Files     `json:"files"`
	ChainKey  ChainKey  `json:"chain_key"`
	// Damaged are the files that the snapshot names, and that were missing or not
	// what they had been when the backup was made: by SHA-256.
	Damaged []string `json:"damaged"`
}

// Database is what the snapshot is.
type Database struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// ChainKey says where the key of the log is, and what the member with it is, if there is
// one.
type ChainKey struct {
	Place  operator.ChainKeyPlace `json:"place"`
	SHA256 string                 `json:"sha256,omitempty"`
}

// Files is what the files are together. SHA256 is of a line for each, with its SHA-256,
// a blank and its size.
type Files struct {
	Count  int    `json:"count"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// sumIn is the file that a member is.
func sumIn(name string) (blob.Sum, bool) {
	text, is := strings.CutPrefix(name, blobFolder)
	if !is {
		return blob.Sum{}, false
	}
	sum, err := blob.ParseSum(text)
	return sum, err == nil
}

// damaged says that a backup is not what its maker wrote.
func damaged(format string, args ...any) *operator.Error {
	return operator.Errorf(operator.IO, "the backup is damaged: "+format, args...).
		WithHint("use another backup").Reason("backup_damaged")
}

// cutShort says that the end is missing.
func cutShort() *operator.Error {
	return operator.Errorf(operator.IO, "the backup was cut short: its end is missing").
		WithHint("use another backup").Reason("backup_truncated")
}

// noBackup says that a file is something else.
func noBackup(why string) *operator.Error {
	return operator.Errorf(operator.Invalid, "it is no backup: %s", why).
		WithHint("give a file that operator backup --out FILE has written").Reason("not_a_backup")
}
