package transcript

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/download"
	pictures "github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mediaFolder holds the files that were sent.
const mediaFolder = "media"

// thumbnail is how long the longer side of a small photo is, in pixels.
const thumbnail = 480

// shortSum is how many digits of a file's SHA-256 its name begins with.
const shortSum = 16

// kept is a file that was fetched. Small is a JPEG of a picture; nil for what is none.
type kept struct {
	File
	Small         []byte
	Width, Height int // of Small

	known  bool // to the document that is printed, by the number
	number int
}

// media is the files that were fetched, by their SHA-256.
type media map[string]*kept

// sent is a file of a transcript, and how to get it.
type sent struct {
	operator.Attachment
	in   string // what it was sent with
	open func(context.Context, Files) (operator.OpenedFile, error)
}

// attachments is every file of a transcript.
func attachments(t operator.Transcript) []sent {
	var all []sent
	for _, u := range t.Updates {
		for _, a := range u.Attachments {
			all = append(all, sent{a, u.Ref.String(), func(ctx context.Context, from Files) (operator.OpenedFile, error) {
				return from.OpenUpdateFile(ctx, operator.OpenUpdateFileRequest{Update: operator.Ref(u.Ref.String()), Index: a.Index})
			}})
		}
	}
	for _, c := range t.Conversations {
		for _, m := range c.Messages {
			for _, a := range m.Attachments {
				all = append(all, sent{a, m.Ref.String(), func(ctx context.Context, from Files) (operator.OpenedFile, error) {
					return from.OpenFile(ctx, operator.OpenFileRequest{Message: operator.Ref(m.Ref.String()), Index: a.Index})
				}})
			}
		}
	}
	return all
}

// fetch writes the files of a transcript, each once, and makes small pictures.
func (f *folder) fetch(from Files, t operator.Transcript, progress func(done, total int)) (media, error) {
	all, got := attachments(t), media{}
	if len(all) == 0 {
		return got, nil
	}
	if err := os.Mkdir(filepath.Join(f.dir, mediaFolder), 0o700); err != nil {
		return nil, operator.Wrap(operator.IO, err, "make a folder")
	}
	for i, a := range all {
		if progress != nil {
			progress(i, len(all))
		}
		if got[a.SHA256] != nil {
			continue
		}
		k, err := f.fetchOne(from, a)
		if err != nil {
			return nil, err
		}
		got[a.SHA256] = k
	}
	return got, nil
}

// fetchOne writes a file. One that went away since the transcript was read means
// that its message was deleted meanwhile: the transcript is to be made again.
func (f *folder) fetchOne(from Files, a sent) (*kept, error) {
	opened, err := a.open(f.ctx, from)
	if operator.CodeOf(err) == operator.NotFound {
		return nil, operator.Wrap(operator.Conflict, err, "%s changed while the transcript was made", a.in).
			WithHint("make it again").Reason("changed_meanwhile")
	}
	if err != nil {
		return nil, err
	}
	file, err := f.keep(mediaPath(a.Attachment), opened.Content)
	if err = errors.Join(err, opened.Content.Close()); err != nil {
		return nil, err
	}
	if file.SHA256 != a.SHA256 {
		return nil, operator.Errorf(operator.IO, "%q of %s is damaged in the store: its bytes are not those that were sent", a.Name, a.in).
			WithHint("operator check --read-data").Reason("blob_damaged").With("sha256", a.SHA256)
	}
	k := &kept{File: file}
	return k, k.shrink(filepath.Join(f.dir, filepath.FromSlash(file.Path)))
}

// mediaPath is where a file goes: its digest makes it one of a kind, whatever it is
// called and however a file system takes capital letters.
func mediaPath(a operator.Attachment) string {
	return path.Join(mediaFolder, a.SHA256[:min(shortSum, len(a.SHA256))]+"-"+download.Name(a.Name, a.MediaType, a.Index))
}

// shrink makes a small picture of one. What is no picture, or cannot be made out,
// has none.
func (k *kept) shrink(path string) error {
	in, err := os.Open(path)
	if err != nil {
		return operator.Wrap(operator.IO, err, "read %s", k.Path)
	}
	defer in.Close()
	header := make([]byte, pictures.HeaderSize)
	n, err := io.ReadFull(in, header)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return operator.Wrap(operator.IO, err, "read %s", k.Path)
	}
	switch pictures.Type(header[:n]) {
	case "image/jpeg", "image/png", "image/vnd.mozilla.apng", "image/gif", "image/webp":
	default:
		return nil
	}
	var small bytes.Buffer
	if done, err := pictures.Shrink(in, k.Size, thumbnail, &small); err == nil {
		k.Small, k.Width, k.Height = small.Bytes(), done.Width, done.Height
	}
	return nil
}
