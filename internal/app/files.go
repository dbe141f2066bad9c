package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PutFile keeps a file, before any message names it. No transaction is open
// while bytes are read.
func (a *App) PutFile(ctx context.Context, req operator.PutFileRequest) (operator.Upload, error) {
	var who operator.PersonID
	var secret []byte
	_, err := view(ctx, a, req, func(s *session, req operator.PutFileRequest) (struct{}, error) {
		who, secret = s.actor.ID, s.ws.Secret
		if err := s.mayUpload(req); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, checkFileName(req.Name)
	})
	if err != nil {
		return operator.Upload{}, err
	}
	if req.Content == nil {
		return operator.Upload{}, operator.Errorf(operator.Invalid, "no content was given for %q", req.Name).Reason("no_content")
	}
	up, err := a.takeFile(ctx, req, who)
	if err != nil {
		return operator.Upload{}, err
	}
	up.Ticket = ticket(secret, who, up)
	return up, nil
}

// takeFile keeps a file of somebody, as long as they have not too much uploaded.
func (a *App) takeFile(ctx context.Context, req operator.PutFileRequest, who operator.PersonID) (operator.Upload, error) {
	arriving, err := a.unnamed.begin(who, a.time())
	if err != nil {
		return operator.Upload{}, err
	}
	kept := ""
	defer func() { arriving.end(kept) }()
	if operator.CallFrom(ctx).DryRun {
		up, err := a.lookAtFile(ctx, req, arriving)
		if err == nil && up.Size == 0 {
			err = emptyFile(req)
		}
		return up, err
	}
	req.Content = arrives{req.Content, arriving}
	up, err := a.keepFile(ctx, req, who)
	if err == nil && up.Size == 0 {
		err = emptyFile(req)
	}
	if err == nil && up.PositionRemoved { // there is a copy beside it
		err = arriving.grow(up.Size)
	}
	if err == nil {
		kept = up.SHA256
	}
	return up, err
}

// emptyFile refuses a file without any bytes, unless it is meant.
func emptyFile(req operator.PutFileRequest) error {
	switch {
	case req.Update:
		_, err := media.Clean(bytes.NewReader(nil), 0, io.Discard)
		return ofFile(req.Name, err)
	case req.Empty:
		return nil
	}
	return operator.Errorf(operator.Invalid, "%q is empty", req.Name).
		WithHint("say that it is meant: --allow-empty").Reason("file_empty")
}

// mayUpload asks policy about a file for an update, which may be many times as large as
// one for a message: it is for who could post on a home, had they to do with it.
func (s *session) mayUpload(req operator.PutFileRequest) error {
	if !req.Update {
		return nil
	}
	return policy.Decide(policy.PostUpdates, policy.Facts{Actor: s.who(), Assigned: true, Buyer: true}).Error()
}

func checkFileName(name string) error { return operator.CheckName("the file's name", name) }

// keepFile puts the bytes aside and looks at what they are.
func (a *App) keepFile(ctx context.Context, req operator.PutFileRequest, who operator.PersonID) (operator.Upload, error) {
	content, most := limitOf(req)
	kept, err := a.Files.Put(ctx, content, most)
	if err != nil {
		return operator.Upload{}, err
	}
	f, err := a.Files.Open(ctx, kept.Sum)
	if err != nil {
		return operator.Upload{}, err
	}
	defer f.Close()
	facts, err := media.Inspect(f, kept.Size)
	up := upload(kept.Sum.String(), kept.Size, facts)
	if err != nil || up.Position == nil || req.Update { // an update takes it out when it is posted
		return up, err
	}
	return a.withoutPosition(ctx, kept.Sum, up, who)
}

// withoutPosition keeps a copy that does not say where it was taken, and gives that in
// place of the upload. A file of which that cannot be made stays as it is.
func (a *App) withoutPosition(ctx context.Context, sum blob.Sum, up operator.Upload, who operator.PersonID) (operator.Upload, error) {
	var cleaned media.Cleaned
	p := preparation{app: a, who: who}
	copied, err := p.derive(ctx, sum[:], func(in io.ReadSeeker, out io.Writer) (err error) {
		cleaned, err = media.Clean(in, up.Size, out)
		return err
	})
	if operator.CodeOf(err) == operator.Invalid || err == nil && !goesFor(cleaned, up) {
		return up, nil
	}
	if err != nil {
		return up, err
	}
	up.SHA256, up.Size, up.PositionRemoved = hex.EncodeToString(copied), cleaned.Size, true
	if cleaned.Width > 0 && cleaned.Height > 0 { // a photo that was turned has others
		up.Width, up.Height = &cleaned.Width, &cleaned.Height
	}
	return up, nil
}

// goesFor says whether a file that was cleaned can be attached in place of an upload.
func goesFor(cleaned media.Cleaned, up operator.Upload) bool {
	return cleaned.Placed && cleaned.MediaType == up.MediaType && cleaned.Size <= operator.MaxAttachment
}

// attach checks the files of a message, and warns of those that say where they
// were taken.
func (s *session) attach(files []operator.NewAttachment) ([]store.Attachment, []string, error) {
	kept, err := s.uploads(files)
	if err != nil {
		return nil, nil, err
	}
	s.names(files)
	var warnings []string
	for _, f := range files {
		if f.Upload.Size > operator.MaxAttachment { // a video that was uploaded for an update
			return nil, nil, operator.Errorf(operator.Invalid, "%q is too large for a message: %d of at most %d bytes", f.Name, f.Upload.Size, operator.MaxAttachment).
				WithHint("post it: operator update post").Reason("too_long")
		}
		if p := f.Upload.Position; p != nil && f.Upload.PositionRemoved {
			warnings = append(warnings, prepared{Media: store.Media{File: store.Attachment{Name: f.Name}}, placed: true}.notes()...)
		} else if p != nil {
			warnings = append(warnings, fmt.Sprintf("%q says where it was taken (%.5f, %.5f), and everybody in the conversation can read that", f.Name, p.Latitude, p.Longitude))
		}
	}
	return kept, warnings, nil
}

// names notes which uploads are named by what the session keeps, if it does.
func (s *session) names(files []operator.NewAttachment) { s.naming = append(s.naming, files...) }

// uploads checks that files were uploaded by the actor and are still there.
func (s *session) uploads(files []operator.NewAttachment) ([]store.Attachment, error) {
	if n := len(files); n > operator.MaxAttachments {
		return nil, operator.Errorf(operator.Invalid, "too many files at once: %d of at most %d", n, operator.MaxAttachments).Reason("too_many")
	}
	var kept []store.Attachment
	for _, f := range files {
		if err := checkFileName(f.Name); err != nil {
			return nil, err
		}
		if !hmac.Equal([]byte(f.Upload.Ticket), []byte(ticket(s.ws.Secret, s.actor.ID, f.Upload))) {
			return nil, operator.Errorf(operator.Denied, "%q was not uploaded by you", f.Name).
				WithHint("upload it again").Reason("bad_ticket")
		}
		sum, err := blob.ParseSum(f.Upload.SHA256)
		if err != nil {
			return nil, err
		}
		if err := s.stillKept(f.Name, sum); err != nil {
			return nil, err
		}
		kept = append(kept, store.Attachment{
			Name: f.Name, Size: f.Upload.Size, MediaType: f.Upload.MediaType, Sum: bytes.Clone(sum[:]),
			Width: deref(f.Upload.Width), Height: deref(f.Upload.Height),
		})
	}
	return kept, nil
}

// stillKept refuses a file that was uploaded so long ago that it was swept. In a dry
// run files are not kept in the first place.
func (s *session) stillKept(name string, sum blob.Sum) error {
	if s.call.DryRun {
		return nil
	}
	err := s.app.verifyFile(s.ctx, sum, false)
	if operator.CodeOf(err) == operator.NotFound {
		return operator.Errorf(operator.Invalid, "%q was uploaded too long ago", name).WithHint("upload it again").Reason("upload_gone")
	}
	return err
}

func showAttachment(i int, a store.Attachment) operator.Attachment {
	shown := operator.Attachment{Index: i + 1, Name: a.Name, Size: a.Size, MediaType: a.MediaType, SHA256: hex.EncodeToString(a.Sum)}
	if a.Width > 0 && a.Height > 0 {
		shown.Width, shown.Height = &a.Width, &a.Height
	}
	if a.Duration > 0 {
		shown.Duration = &a.Duration
	}
	return shown
}

// OpenFile opens an attachment of a message that the actor may read.
func (a *App) OpenFile(ctx context.Context, req operator.OpenFileRequest) (operator.OpenedFile, error) {
	found, err := view(ctx, a, req, (*session).findFile)
	if err != nil {
		return operator.OpenedFile{}, err
	}
	return a.openFile(ctx, found)
}

// openFile opens a file that the actor may have.
func (a *App) openFile(ctx context.Context, found operator.Attachment) (operator.OpenedFile, error) {
	sum, err := blob.ParseSum(found.SHA256)
	if err != nil {
		return operator.OpenedFile{}, err
	}
	content, err := a.Files.Open(ctx, sum)
	if operator.CodeOf(err) == operator.NotFound {
		err = operator.Wrap(operator.IO, err, "the file %q is missing from the store", found.Name).
			WithHint("operator check --read-data").Reason("blob_missing")
	}
	return operator.OpenedFile{Attachment: found, Content: content}, err
}

func (s *session) findFile(req operator.OpenFileRequest) (operator.Attachment, error) {
	m, err := s.findMessage(req.Message)
	if err != nil {
		return operator.Attachment{}, err
	}
	if req.Index < 1 || req.Index > len(m.Attachments) {
		e := operator.Errorf(operator.NotFound, "%s has no file %d", m.ID, req.Index)
		if n := len(m.Attachments); n > 0 {
			e = e.WithHint("it has %d", n)
		}
		return operator.Attachment{}, e
	}
	s.recordReading(m.talk, "file of "+m.ID.String())
	return showAttachment(req.Index-1, m.Attachments[req.Index-1]), nil
}
