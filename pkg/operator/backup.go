package operator

import (
	"context"
	"io"
	"time"
)

// BackupRequest writes a backup to Out: a snapshot of the store with every file,
// and a manifest. Recipients are age recipients that it is encrypted for.
type BackupRequest struct {
	Recipients []string `json:"recipients,omitempty"`
	// WithChainKey puts the keys of the chains of events into it that are in a file
	// beside the store. Nobody over a network is given them.
	WithChainKey bool `json:"with_chain_key,omitempty"`

	Out io.Writer `json:"-"`
	// Progress, where it is not nil, is told now and then how many of about how
	// many bytes are written.
	Progress func(done, total int) `json:"-"`
	// Moved, where it is not nil, is told instead, over a network, how many bytes have
	// gone over it, and of how many; 0 where that is not known.
	Moved func(bytes, total int64) `json:"-"`
}

// Backup says what a backup holds.
type Backup struct {
	At        time.Time `json:"at"`
	Bytes     int64     `json:"bytes"`
	SHA256    string    `json:"sha256"` // of what was written
	Files     int       `json:"files"`
	Events    uint64    `json:"events"`
	Head      string    `json:"head"` // of the log; as AuditAnchor gives it
	Encrypted bool      `json:"encrypted"`
	Workspace string    `json:"workspace"`
	// Damaged are the files that are named somewhere, and that were missing or not
	// what they had been: by SHA-256. The backup is whole but for them.
	Damaged []string `json:"damaged"`
	// ChainKey says where the key of the chains of events is.
	ChainKey ChainKeyPlace `json:"chain_key"`
	// Path is the file that it was written to, for who wrote one.
	Path string `json:"path,omitempty"`
}

// ChainKeyPlace says where the key of the chains of events is, as a copy of a store sees
// it.
type ChainKeyPlace string

// The places.
const (
	ChainKeyInStore  ChainKeyPlace = "in_store" // so that the copy has it
	ChainKeyIncluded ChainKeyPlace = "included" // a file of its own, which the copy has too
	ChainKeyLeftOut  ChainKeyPlace = "left_out" // a file of its own, which the copy has not
)

// ReadBackupRequest names a backup to verify or restore. It is read from the machine
// that asks: there is no such request to a server.
type ReadBackupRequest struct {
	Content io.Reader `json:"-"`
	// Identities is the text of a file of age identities; empty for a backup that is
	// not encrypted.
	Identities []byte `json:"-"`
	// KeepWebhooks has a store that is restored tell the webhooks of the one that was
	// backed up, as a workspace that moves to another machine does.
	KeepWebhooks bool `json:"-"`
	// Progress, where it is not nil, is told now and then how many bytes are read.
	Progress func(done int) `json:"-"`
}

// BackupReport says what is in a backup, and what a check of it found.
type BackupReport struct {
	Backup
	Rows    int `json:"rows"`
	Entries int `json:"index_entries"`
	// Unverified is how many of the events were not compared with their hash, for want
	// of the key that made it.
	Unverified int      `json:"unverified"`
	Findings   []string `json:"findings"`
}

// Restored says what was made of a backup.
type Restored struct {
	Backup
	Store string `json:"store"`
	// DisabledWebhooks are those that were active, and are told of nothing until they
	// are replayed.
	DisabledWebhooks []WebhookID `json:"disabled_webhooks"`
	// Planned is how many messages and updates wait to be sent.
	Planned int `json:"planned"`
}

// Compacted says how many bytes the database of a store took before and after.
type Compacted struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// Backups copies the whole.
type Backups interface {
	// Backup is for administrators, and an event. It keeps nobody from writing.
	Backup(context.Context, BackupRequest) (Backup, error)
}
