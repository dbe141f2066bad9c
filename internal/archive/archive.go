// Package archive is the form in which a whole workspace leaves a store and comes
// into another: a tar file, written and read as a stream. It knows nothing of
// stores; rows are whatever structs it is given.
//
//	secret.json           what rows must not show: see Secrets
//	tables/NAME.jsonl     the rows of a table, one a line, in the order of their keys
//	blobs/SUM             files, by their SHA-256 in lower-case hexadecimal
//	manifest.json         what the archive has, with the hash of every member
//
// The workspace's table comes first of the tables, and the manifest last of all: an
// archive that was cut short has none. docs/formats.md says the same for others who
// want to read one.
package archive

import (
	"strings"
	"time"
)

// Format and Version are what a manifest begins with. A reader refuses another
// version.
const (
	Format  = "operator archive"
	Version = 1
)

// The members, and the folders they are in.
const (
	SecretName   = "secret.json"
	ManifestName = "manifest.json"
	tableFolder  = "tables/"
	tableEnding  = ".jsonl"
	blobFolder   = "blobs/"
)

// Manifest says what an archive has.
type Manifest struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	MadeAt    time.Time `json:"made_at"`
	Workspace string    `json:"workspace"` // its name
	LastEvent uint64    `json:"last_event"`
	Head      string    `json:"head"` // of the log of events, as `operator audit anchor` gives it
	Tables    []Table   `json:"tables"`
	// LeftOut are the tables that are not in it: what follows from others, and
	// what must not leave the store.
	LeftOut []string `json:"left_out"`
	// Missing are the files that rows name and that the store had lost.
	Missing []string `json:"missing"`
	Members []Member `json:"members"` // but for the manifest itself
}

// Table is a table of an archive. Last is the last number that was given to a row,
// which may be gone: the next one gets another.
type Table struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
	Last uint64 `json:"last"`
}

// Member is a file in an archive.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Secrets are the fields of rows that are left out where the rows stand: by table,
// by line from 1, the fields as JSON.
type Secrets map[string]map[int]map[string]any

// TableName is the name of the member with the rows of a table.
func TableName(table string) string { return tableFolder + table + tableEnding }

// BlobName is the name of the member with a file.
func BlobName(sum string) string { return blobFolder + sum }

// TableOf is the table that a member has the rows of; false if it is another sort.
func TableOf(member string) (string, bool) {
	name, ok := strings.CutPrefix(member, tableFolder)
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(name, tableEnding)
	return name, ok && name != "" && !strings.Contains(name, "/")
}

// BlobOf is the SHA-256 of the file that a member has; false if it is another sort.
func BlobOf(member string) (string, bool) {
	sum, ok := strings.CutPrefix(member, blobFolder)
	return sum, ok && len(sum) == 64 && strings.Trim(sum, "0123456789abcdef") == ""
}
