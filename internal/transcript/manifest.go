package transcript

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The lists of what is in a folder. The second is what sha256sum -c reads.
const (
	manifestName = "manifest.json"
	sumsName     = "MANIFEST.sha256"
)

// manifestFormat is what manifests of this kind say of themselves. A folder that
// older programs would not understand gets another word.
const manifestFormat = "operator-transcript-1"

// File is a file of a folder.
type File struct {
	Path   string `json:"path"` // with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Manifest says what a folder holds, what it is a transcript of, and who made it.
type Manifest struct {
	Format      string                 `json:"format"`
	Of          string                 `json:"of"` // the code of the home, or the sale
	Property    operator.PropertyID    `json:"property"`
	Transaction operator.TransactionID `json:"transaction"`
	Workspace   string                 `json:"workspace"`
	By          operator.PersonID      `json:"by"`
	At          string                 `json:"at"` // RFC 3339, in UTC
	TimeZone    string                 `json:"time_zone"`
	Program     string                 `json:"program"`
	Head        *string                `json:"head"` // of the home's chain of events, for who may verify it
	// Content is the SHA-256 of the transcript as JSON, whether or not that is in the
	// folder: the event of the log that records the transcript has it too.
	Content string `json:"content"`
	Files   []File `json:"files"` // by their paths; all but the two lists
}

func newManifest(t operator.Transcript, program string, files []File) Manifest {
	m := Manifest{
		Format: manifestFormat, Of: t.Name(), Property: t.Property.Ref, Workspace: t.Workspace, By: t.By.Ref,
		At: t.At.UTC().Format(time.RFC3339Nano), TimeZone: t.TimeZone, Program: program, Files: slices.Clone(files),
	}
	if t.Sale != nil {
		m.Transaction = t.Sale.Ref
	}
	if t.Anchor != nil {
		m.Head = &t.Anchor.Head
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return m
}

// encode is the manifest as its file holds it: there is one way to write it.
func (m Manifest) encode() ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "write the list of files")
	}
	return append(raw, '\n'), nil
}

// sums is the other list: of all files, and of the manifest itself, which is raw.
func (m Manifest) sums(raw []byte) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", digest(raw), manifestName)
	for _, f := range m.Files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Path)
	}
	return []byte(b.String())
}
