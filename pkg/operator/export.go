package operator

import (
	"context"
	"io"
)

// ExportRequest writes what the actor may see to Out. Kind is "all", an archive of
// the whole workspace that an empty store takes back; or an ImportKind, one file
// that the import of that kind takes back.
type ExportRequest struct {
	Kind   string `json:"kind"`
	Format string `json:"format,omitempty"` // csv, xlsx or jsonl; of all: the archive's own
	// Since is the cursor of an earlier export of the kind: only what changed since.
	Since Cursor `json:"since,omitempty"`

	Out io.Writer `json:"-"`
	// Progress, where it is not nil, is told now and then how many of about how
	// many rows are written.
	Progress func(done, total int) `json:"-"`
}

// Export says what was written.
type Export struct {
	Kind   string `json:"kind"`
	Format string `json:"format"`
	Rows   int    `json:"rows"`
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
	Cursor Cursor `json:"cursor"` // for the Since of the next
	Head   string `json:"head"`   // of the log of events then; as AuditAnchor gives it
}

// TranscriptRequest asks for the complete history of a home, by its code, or of
// one sale, T3.
type TranscriptRequest struct {
	Of Ref `json:"of"`
}

// Exports takes things out. Every export is an event.
type Exports interface {
	// Export is for administrators and auditors; others get what is their own.
	Export(context.Context, ExportRequest) (Export, error)
	Transcript(context.Context, TranscriptRequest) (Transcript, error)
}
