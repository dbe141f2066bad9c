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

	Out io.Writer `json:"-"`
	// Progress, where it is not nil, is told now and then how many of about how
	// many bytes are written.
	Progress func(done, total int) `json:"-"`
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
}

// Backups copies the whole.
type Backups interface {
	// Backup is for administrators, and an event. It keeps nobody from writing.
	Backup(context.Context, BackupRequest) (Backup, error)
}
