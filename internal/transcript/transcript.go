// Package transcript writes the history of a home or of one sale into a folder: as a
// page to read, a document to print and JSON, with the files that were sent. A list of
// all that is in the folder lets anybody find out whether it was altered. The documents
// are made of what the service gave, which is asked for nothing more but the files.
package transcript

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Format is a form of a transcript.
type Format string

// The formats.
const (
	HTML Format = "html"
	PDF  Format = "pdf"
	JSON Format = "json"
)

// Formats is all of them.
func Formats() []Format { return []Format{HTML, PDF, JSON} }

// file is what a format is called in the folder.
func (f Format) file() string { return "transcript." + string(f) }

// Files is where the files that were sent are asked for: an operator.Service.
type Files interface {
	OpenFile(context.Context, operator.OpenFileRequest) (operator.OpenedFile, error)
	OpenUpdateFile(context.Context, operator.OpenUpdateFileRequest) (operator.OpenedFile, error)
}

// Options say what to make of a transcript, and where.
type Options struct {
	Dir     string // which must not be there
	Formats []Format
	Program string // which made it, as in "operator 1.4.0"
	// Progress, where it is not nil, is told now and then how many files of how many
	// were fetched.
	Progress func(done, total int)
}

// Made says what was written; before it is, what would be.
type Made struct {
	Dir     string   `json:"dir"`
	Of      string   `json:"of"` // the code of the home, or the sale
	Formats []Format `json:"formats"`
	Counts  Counts   `json:"counts"`
	Files   int      `json:"files"` // that the list of the folder names
	Bytes   int64    `json:"bytes"`
	Head    *string  `json:"head"`    // of the home's chain of events, for who may verify it
	SHA256  *string  `json:"sha256"`  // of manifest.json, to be kept elsewhere; null before it is there
	Content string   `json:"content"` // SHA-256 of the transcript as JSON, as the event has it
}

// Counts is how much a transcript tells of.
type Counts struct {
	Updates       int `json:"updates"`
	Conversations int `json:"conversations"`
	Messages      int `json:"messages"`
	Events        int `json:"events"`
	Attachments   int `json:"attachments"` // different files
}

// Write makes the folder. It is there whole or not at all: it is made beside its
// place under another name. A folder that is there already is CannotCreate.
func Write(ctx context.Context, from Files, t operator.Transcript, o Options) (Made, error) {
	o.Formats = wanted(o.Formats)
	if err := Vacant(o.Dir); err != nil {
		return Made{}, err
	}
	dir := filepath.Clean(o.Dir)
	work, err := os.MkdirTemp(filepath.Dir(dir), ".operator-transcript-")
	if err != nil {
		return Made{}, cannotCreate(dir, err)
	}
	// Nothing is there any more once it was renamed.
	defer os.RemoveAll(work)
	f := &folder{ctx: ctx, dir: work}
	kept, err := f.fetch(from, t, o.Progress)
	if err != nil {
		return Made{}, err
	}
	made, err := f.fill(t, kept, o)
	if err != nil {
		return Made{}, err
	}
	if err := f.settle(); err != nil {
		return Made{}, cannotCreate(dir, err)
	}
	if err := Vacant(dir); err != nil {
		return Made{}, err
	}
	if err := os.Rename(work, dir); err != nil {
		return Made{}, cannotCreate(dir, err)
	}
	made.Dir = o.Dir
	return made, syncFolder(filepath.Dir(dir))
}

// Plan says what Write would make, and writes nothing. How large it would be is not
// known before.
func Plan(t operator.Transcript, o Options) (Made, error) {
	raw, err := t.Encode()
	if err != nil {
		return Made{}, err
	}
	different := map[string]bool{}
	for _, a := range attachments(t) {
		different[a.SHA256] = true
	}
	m := newManifest(t, o.Program, nil)
	formats := wanted(o.Formats)
	return Made{
		Dir: o.Dir, Of: m.Of, Formats: formats, Counts: count(t, len(different)), Files: len(formats) + len(different),
		Head: m.Head, Content: digest(raw),
	}, nil
}

// wanted is the formats in their own order, each once; all if none is named.
func wanted(formats []Format) []Format {
	if len(formats) == 0 {
		return Formats()
	}
	return slices.DeleteFunc(Formats(), func(f Format) bool { return !slices.Contains(formats, f) })
}

// Vacant refuses a folder that is there already.
func Vacant(dir string) error {
	_, err := os.Lstat(dir)
	switch {
	case err == nil:
		return operator.Errorf(operator.CannotCreate, "%s exists already", dir).
			WithHint("write it somewhere else: --out DIR").Reason("output_exists")
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return cannotCreate(dir, err)
}

// cannotCreate is the error for a folder that cannot be written.
func cannotCreate(dir string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return operator.Errorf(operator.CannotCreate, "there is no folder to put %s in", dir).Reason("no_folder")
	case errors.Is(err, fs.ErrPermission):
		return operator.Wrap(operator.CannotCreate, err, "%s may not be written", dir).Reason("permission")
	case errors.Is(err, fs.ErrExist):
		return operator.Errorf(operator.CannotCreate, "%s exists already", dir).Reason("output_exists")
	}
	return operator.Wrap(operator.IO, err, "%s could not be written", dir)
}

// fill writes the documents and the list of all that is in the folder.
func (f *folder) fill(t operator.Transcript, kept media, o Options) (Made, error) {
	raw, err := t.Encode()
	if err != nil {
		return Made{}, err
	}
	doc := newDocument(t, kept, o.Program)
	for _, format := range o.Formats {
		content := raw
		switch format {
		case HTML:
			content = page(doc)
		case PDF:
			content, err = printed(f.ctx, doc)
		}
		if err != nil {
			return Made{}, err
		}
		if err := f.write(format.file(), content); err != nil {
			return Made{}, err
		}
	}
	m := newManifest(t, o.Program, f.files)
	m.Content = digest(raw)
	list, err := m.encode()
	if err != nil {
		return Made{}, err
	}
	sum := digest(list)
	made := Made{
		Of: m.Of, Formats: o.Formats, Counts: count(t, len(kept)), Files: len(m.Files), Head: m.Head, SHA256: &sum, Content: m.Content,
	}
	for _, file := range m.Files {
		made.Bytes += file.Size
	}
	return made, errors.Join(f.write(manifestName, list), f.write(sumsName, m.sums(list)))
}

// count counts what a transcript tells of.
func count(t operator.Transcript, files int) Counts {
	n := Counts{Updates: len(t.Updates), Conversations: len(t.Conversations), Events: len(t.History), Attachments: files}
	for _, c := range t.Conversations {
		n.Messages += len(c.Messages)
	}
	return n
}

// digest is the SHA-256 of bytes, in hexadecimal digits.
func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
