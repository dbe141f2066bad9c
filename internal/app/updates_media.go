package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The longest sides of the smaller forms of a photo, in pixels.
const (
	webSide       = 2048
	thumbnailSide = 400
)

// prepareMedia makes of uploaded files what buyers may fetch: copies that do not
// say where they were taken, and smaller forms of photos. No transaction is open
// meanwhile. It tells what was taken out. What comes of it is swept unless it is
// named soon, as are the uploads that nobody wants to keep.
func (a *App) prepareMedia(ctx context.Context, files []operator.NewAttachment, keepOriginal bool) ([]store.Media, []string, error) {
	p := preparation{app: a, made: map[string]prepared{}}
	uploads, err := view(ctx, a, files, func(s *session, files []operator.NewAttachment) ([]store.Attachment, error) {
		p.who = s.actor.ID
		return s.uploads(files)
	})
	if err != nil {
		return nil, nil, err
	}
	var list []store.Media
	var notes []string
	for i, f := range uploads {
		var m prepared
		if f.Size == 0 { // in a dry run nothing else can be looked at
			_, err = media.Clean(bytes.NewReader(nil), 0, io.Discard)
		} else if operator.CallFrom(ctx).DryRun {
			m.File, m.placed = f, files[i].Upload.Position != nil
		} else {
			m, err = p.prepare(ctx, f, keepOriginal)
		}
		if err != nil {
			return nil, nil, ofFile(f.Name, err)
		}
		list, notes = append(list, m.Media), append(notes, m.notes()...)
	}
	return list, notes, nil
}

// ofFile says of which file an error speaks.
func ofFile(name string, err error) error {
	known, ok := errors.AsType[*operator.Error](err)
	if !ok || known.Code != operator.Invalid {
		return err
	}
	known = known.With("file", name)
	known.Message = fmt.Sprintf("%q: %s", name, known.Message)
	return known
}

// preparation keeps what was made, so that the same file is looked at once.
type preparation struct {
	app  *App
	who  operator.PersonID
	made map[string]prepared
}

// prepared is a file as it is to be kept, and what was taken out of it.
type prepared struct {
	store.Media
	placed, recorded bool
}

func (m prepared) notes() (notes []string) {
	if m.placed {
		notes = append(notes, fmt.Sprintf("the place where %q was taken is taken out", m.File.Name))
	}
	if m.recorded {
		notes = append(notes, fmt.Sprintf("what the camera recorded beside picture and sound is taken out of %q", m.File.Name))
	}
	return notes
}

// prepare cleans one file, and makes the smaller forms of a photo.
func (p *preparation) prepare(ctx context.Context, f store.Attachment, keepOriginal bool) (prepared, error) {
	m, ok := p.made[string(f.Sum)]
	if !ok {
		var cleaned media.Cleaned
		sum, err := p.derive(ctx, f.Sum, func(in io.ReadSeeker, out io.Writer) error {
			var err error
			cleaned, err = media.Clean(in, f.Size, out)
			return err
		})
		if err != nil {
			return m, err
		}
		m = prepared{placed: cleaned.Placed, recorded: cleaned.Recorded}
		m.File = store.Attachment{
			Size: cleaned.Size, MediaType: cleaned.MediaType, Sum: sum,
			Width: cleaned.Width, Height: cleaned.Height, Duration: cleaned.Duration,
		}
		if cleaned.Photo {
			err = p.shrink(ctx, &m.Media)
		}
		if err != nil {
			return m, err
		}
		p.made[string(f.Sum)] = m
	}
	m.File.Name = nameFor(f, m.File.MediaType)
	if keepOriginal {
		m.Original = &store.Rendition{Sum: f.Sum, Size: f.Size, MediaType: f.MediaType, Width: f.Width, Height: f.Height}
	}
	return m, nil
}

// nameFor is the name of a file that may have become one of another kind.
func nameFor(f store.Attachment, mediaType string) string {
	if mediaType == f.MediaType {
		return f.Name
	}
	_, kind, _ := strings.Cut(mediaType, "/")
	return strings.TrimSuffix(f.Name, path.Ext(f.Name)) + "." + strings.Replace(kind, "jpeg", "jpg", 1)
}

// shrink makes the smaller forms of a photo: the thumbnail always, which shows that
// it can be decoded, and the one for the web where the photo is larger. That of a
// GIF would not move.
func (p *preparation) shrink(ctx context.Context, m *store.Media) (err error) {
	from := store.Rendition{Sum: m.File.Sum, Size: m.File.Size}
	if max(m.File.Width, m.File.Height) > webSide && m.File.MediaType != "image/gif" {
		if m.Web, err = p.rendition(ctx, from, webSide); err != nil {
			return err
		}
		from = *m.Web
	}
	m.Thumbnail, err = p.rendition(ctx, from, thumbnailSide)
	return err
}

func (p *preparation) rendition(ctx context.Context, from store.Rendition, longest int) (*store.Rendition, error) {
	made := store.Rendition{MediaType: "image/jpeg"}
	var err error
	made.Sum, err = p.derive(ctx, from.Sum, func(in io.ReadSeeker, out io.Writer) error {
		to := &measured{Writer: out}
		small, err := media.Shrink(in, from.Size, longest, to)
		made.Width, made.Height, made.Size = small.Width, small.Height, to.n
		return err
	})
	return &made, err
}

// measured counts what is written.
type measured struct {
	io.Writer
	n int64
}

func (m *measured) Write(b []byte) (int, error) {
	n, err := m.Writer.Write(b)
	m.n += int64(n)
	return n, err
}

// derive makes a file of another, and keeps it, when it is the person's turn.
func (p *preparation) derive(ctx context.Context, from []byte, work func(in io.ReadSeeker, out io.Writer) error) ([]byte, error) {
	leave, err := p.app.pictures.enter(ctx, p.who)
	if err != nil {
		return nil, err
	}
	defer leave()
	in, err := p.app.Files.Open(ctx, blob.Sum(from))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r, w := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.CloseWithError(work(in, w))
	}()
	kept, err := p.app.Files.Put(ctx, r, operator.MaxVideo)
	r.Close() // so that the work ends, if keeping failed
	<-ended
	return bytes.Clone(kept.Sum[:]), err
}
