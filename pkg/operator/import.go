package operator

import (
	"context"
	"io"
	"time"
)

// ImportKind says what the rows of an imported file are.
type ImportKind string

// The kinds. ImportHomes is the usual flat file of an office: a home, its buyers
// and its sale in one row.
const (
	ImportProperties   ImportKind = "properties"
	ImportBuyers       ImportKind = "buyers"
	ImportTeam         ImportKind = "team"
	ImportContacts     ImportKind = "contacts"
	ImportCommunities  ImportKind = "communities"
	ImportBuildings    ImportKind = "buildings"
	ImportTransactions ImportKind = "transactions"
	ImportHomes        ImportKind = "homes"
	ImportMessages     ImportKind = "messages"
	ImportUpdates      ImportKind = "updates"
)

// ImportKinds lists every kind.
func ImportKinds() []ImportKind {
	return []ImportKind{
		ImportProperties, ImportBuyers, ImportTeam, ImportContacts, ImportCommunities,
		ImportBuildings, ImportTransactions, ImportHomes, ImportMessages, ImportUpdates,
	}
}

// ImportState says what became of an import.
type ImportState string

// The states of an import.
const (
	ImportPlanned ImportState = "planned" // a dry run: this is what would happen
	ImportRefused ImportState = "refused" // rows were rejected, so nothing was done
	ImportApplied ImportState = "applied"
	ImportPartly  ImportState = "partial" // applied but for the rejected rows
	ImportUndone  ImportState = "undone"
)

// ImportRequest imports a file. All of its rows are looked at before the first is
// applied; readers see none or all of what is applied. With a key in the call, or
// without, the same file again changes nothing.
type ImportRequest struct {
	Kind   ImportKind `json:"kind"`
	File   string     `json:"file,omitempty"`   // its name, for the report
	Format string     `json:"format,omitempty"` // csv, xlsx or jsonl; auto if empty
	Sheet  string     `json:"sheet,omitempty"`  // of an XLSX file; the first if empty
	// Map holds "Header=field" each, and goes before the dictionary of headers;
	// "Header=" leaves a column out. Mapping is the name of saved ones, which Map
	// goes before; SaveMapping keeps what was used under a name.
	Map         []string `json:"map,omitempty"`
	Mapping     string   `json:"mapping,omitempty"`
	SaveMapping string   `json:"save_mapping,omitempty"`
	// OnConflict says what to do with a field that is there and differs: "update"
	// (unless given), "fill" only what is empty, "skip" the row, "error"; or
	// "FIELD=…" for one field.
	OnConflict []string `json:"on_conflict,omitempty"`
	// Partial applies the good rows though others are rejected. MaxErrors, where it
	// is not nil, does so up to as many rejected rows.
	Partial              bool `json:"partial,omitempty"`
	MaxErrors            *int `json:"max_errors,omitempty"`
	AllowIdentityChanges bool `json:"allow_identity_changes,omitempty"` // e-mail and phones of people may change
	Invite               bool `json:"invite,omitempty"`                 // invite the buyers that are new

	Content io.Reader `json:"-"`
	// Rejects, where it is not nil, gets the rejected rows in the file's own
	// columns, with the reason in one more.
	Rejects io.Writer `json:"-"`
	// Progress, where it is not nil, is told now and then how many of about how
	// many steps are done.
	Progress func(done, total int) `json:"-"`
	// Moved, where it is not nil, is told before that, over a network, how many bytes have
	// gone over it, and of how many; 0 where that is not known.
	Moved func(bytes, total int64) `json:"-"`
}

// ImportProblem is one thing that is wrong or doubtful with a row.
type ImportProblem struct {
	Row     int    `json:"row"`    // from 1, without the header
	Line    int    `json:"line"`   // of the file, from 1
	Column  string `json:"column"` // the header; empty for the row as a whole
	Value   string `json:"value"`
	Code    string `json:"code"` // a stable word
	Message string `json:"message"`
}

// ImportChange is what an import does, or did, to one thing.
type ImportChange struct {
	Row    int           `json:"row"`
	Object string        `json:"object"` // a reference; empty before it has one
	Name   string        `json:"name"`   // what people call it
	Action string        `json:"action"` // created, updated or undone
	Fields []FieldChange `json:"fields"`
	Why    *string       `json:"why"` // an undo kept it, in words
}

// FieldChange is a field as it was and as it is.
type FieldChange struct {
	Field string `json:"field"`
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// ImportColumn is a header with the field it fills; an empty field is not read.
type ImportColumn struct {
	Header string `json:"header"`
	Field  string `json:"field"`
}

// MaxProblems is how many problems and changes of each sort a report holds;
// Import.Truncated says that there were more. The counts are always of all.
const MaxProblems = 1000

// Import is the report of an import. Created, Updated, Unchanged and Rejected add
// up to Rows; a row that makes anything is created, also where it updates another
// thing. The reference of a planned or refused one is zero: it is not kept.
type Import struct {
	Ref         ImportID        `json:"ref"`
	Kind        ImportKind      `json:"kind"`
	File        string          `json:"file"`
	Format      string          `json:"format"`
	State       ImportState     `json:"state"`
	DryRun      bool            `json:"dry_run"`
	Rows        int             `json:"rows"`
	Created     int             `json:"created"`
	Updated     int             `json:"updated"`
	Unchanged   int             `json:"unchanged"`
	Rejected    int             `json:"rejected"`
	Columns     []ImportColumn  `json:"columns"`
	Changes     []ImportChange  `json:"changes"`
	Conflicts   []ImportProblem `json:"conflicts"` // to decide by a person; their rows are rejected
	Warnings    []ImportProblem `json:"warnings"`
	Errors      []ImportProblem `json:"errors"`
	Truncated   bool            `json:"truncated"`
	Invitations []Invite        `json:"invitations"` // given once
	Duration    float64         `json:"duration"`    // seconds
	RejectsFile *string         `json:"rejects_file"`
	By          PersonSummary   `json:"by"`
	CreatedAt   time.Time       `json:"created_at"`
	UndoneAt    *time.Time      `json:"undone_at"`
	// Kept are the changes that an undo left, each with why: who has changed the thing
	// since, or what hangs on it.
	Kept []ImportChange `json:"kept"`
}

// ListImportsRequest lists imports, the newest first.
type ListImportsRequest struct {
	Kind ImportKind `json:"kind,omitempty"`
	Paging
}

// ShowImportRequest names an import.
type ShowImportRequest struct {
	Import Ref `json:"import"`
}

// UndoImportRequest takes back what an import did and nobody has changed since.
type UndoImportRequest struct {
	Import    Ref  `json:"import"`
	Confirmed bool `json:"confirmed,omitempty"`
}

// ImportTemplateRequest asks for a file to fill in.
type ImportTemplateRequest struct {
	Kind   ImportKind `json:"kind"`
	Format string     `json:"format,omitempty"` // csv or xlsx
}

// ImportTemplate is a file with the headers of a kind and rows as examples.
type ImportTemplate struct {
	Kind    ImportKind `json:"kind"`
	Name    string     `json:"name"` // of the file
	Content []byte     `json:"content"`
}

// Imports brings in files of other systems. They are for administrators.
type Imports interface {
	// Import fails only where the file as a whole cannot be read, or the request is
	// wrong. Rows that are wrong are in the report.
	Import(context.Context, ImportRequest) (Import, error)
	ListImports(context.Context, ListImportsRequest) (Page[Import], error)
	ShowImport(context.Context, ShowImportRequest) (Import, error)
	UndoImport(context.Context, UndoImportRequest) (Import, error)
	ImportTemplate(context.Context, ImportTemplateRequest) (ImportTemplate, error)
}
