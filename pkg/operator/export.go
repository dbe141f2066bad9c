package operator

import (
	"context"
	"io"
	"time"
)

// ExportRequest writes what the actor may see to Out. Kind is "all", an archive of
// the whole workspace that an empty store takes back; or an ImportKind, one file
// that the import of that kind takes back.
type ExportRequest struct {
	Kind   string `json:"kind"`
	Format string `json:"format,omitempty"` // csv, xlsx or jsonl; of "all": archive
	// Since is the cursor of an earlier export of the kind: only what changed since,
	// and what was deleted.
	// An archive of everything has none.
	Since Cursor `json:"since,omitempty"`

	Out io.Writer `json:"-"`
	// Progress, where it is not nil, is told now and then how many of about how
	// many rows are written.
	Progress func(done, total int) `json:"-"`
	// Moved, where it is not nil, is told instead, over a network, how many bytes have
	// gone over it, and of how many; 0 where that is not known.
	Moved func(bytes, total int64) `json:"-"`
}

// Export says what was written.
type Export struct {
	Kind   string `json:"kind"`
	Format string `json:"format"`
	Rows   int    `json:"rows"`
	// Deleted is how many of the rows tell that something is there no more. Only an export
	// with Since has such rows: of what the actor saw and was deleted, merged into another
	// or erased, the reference and the time.
	Deleted int `json:"deleted"`
	Files   int `json:"files"`
	// Missing are the files that rows name and that the store has lost.
	Missing int   `json:"missing"`
	Bytes   int64 `json:"bytes"`
	// Cursor is for the Since of the next export of the kind; empty for "all",
	// which is always whole.
	Cursor Cursor `json:"cursor,omitempty"`
	// Head is the head of the log of events then, as AuditAnchor gives it, for who
	// may verify it.
	Head string `json:"head,omitempty"`
}

// ImportArchiveRequest puts an archive of everything into a store that is not there
// yet, or has only what init makes. Backends that keep a store on this machine do it;
// it is no part of Service.
type ImportArchiveRequest struct {
	Content io.Reader
	// Progress, where it is not nil, is told now and then how many of about how
	// many rows are done.
	Progress func(done, total int)
}

// ImportedArchive says what an archive had.
type ImportedArchive struct {
	Store     string    `json:"store"` // its folder
	Workspace string    `json:"workspace"`
	MadeAt    time.Time `json:"made_at"`
	Rows      int       `json:"rows"`
	Files     int       `json:"files"`
	Missing   int       `json:"missing"` // files that the store it came from had lost
	Events    int       `json:"events"`
	Head      string    `json:"head"` // of the log of events; as AuditAnchor gives it
	// ChainKey says where the key of the chains of events is: an archive has no file of
	// keys.
	ChainKey ChainKeyPlace `json:"chain_key"`
}

// TranscriptRequest asks for the complete history of a home, by its code, or of
// one sale, T3.
type TranscriptRequest struct {
	Of Ref `json:"of"`
}

// Exports takes things out. Every export is an event.
type Exports interface {
	// Export is for administrators and auditors; others get what is their own, and
	// nothing of "all". Only an administrator's archive has the secrets that an
	// import of it needs.
	Export(context.Context, ExportRequest) (Export, error)
	// Transcript is for who may read the history of the home, as far as they see it:
	// buyers of their own sale, the team of the conversations that they are in. What
	// administrators and auditors read of what they are no part of is recorded.
	Transcript(context.Context, TranscriptRequest) (Transcript, error)
}
