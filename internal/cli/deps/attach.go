package deps

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Attachments is the files of a message, as flags name them.
type Attachments struct {
	paths []string
	empty bool
	// Update says that the files are for an update, which can have long videos.
	Update bool
}

// Flags defines the flags.
func (a *Attachments) Flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&a.paths, "attach", nil, "send `FILE` with it; can be repeated")
	if !a.Update { // an update is not published with nothing in place of a photo
		f.BoolVar(&a.empty, "allow-empty", false, "send a file even if there is nothing in it")
	}
}

// Files are the opened files of a message.
type Files []*input

// Open opens all files and looks at them, before anything is sent. A file that is
// missing or may not be read is operator.NoInput; one that is empty, too large or
// no plain file operator.Invalid. The caller closes what it gets.
func (a *Attachments) Open() (Files, error) {
	if n := len(a.paths); n > operator.MaxAttachments {
		return nil, operator.Errorf(operator.Invalid, "too many files in one message: %d of at most %d", n, operator.MaxAttachments).Reason("too_many")
	}
	var files Files
	for _, path := range a.paths {
		f, err := a.open(path)
		if err != nil {
			return nil, errors.Join(err, files.Close())
		}
		files = append(files, f)
	}
	return files, nil
}

func (a *Attachments) open(path string) (*input, error) {
	if path == Standard {
		return nil, operator.Errorf(operator.Invalid, "standard input has no name, and cannot be attached").
			WithHint("attach a file; ./- is one called -").Reason("not_a_file")
	}
	f, fi, err := openInput(path)
	if err != nil {
		return nil, err
	}
	in := &input{f: f, path: path, was: fi, empty: a.empty, update: a.Update}
	most := int64(operator.MaxAttachment)
	if a.Update {
		most = operator.MaxVideo
	}
	switch size := fi.Size(); {
	case size > most:
		err = operator.Errorf(operator.Invalid, "%s is too large: %d of at most %d bytes", path, size, most).
			Reason("too_long").With("path", path).With("length", size).With("limit", most)
	case size == 0 && !a.empty:
		e := operator.Errorf(operator.Invalid, "%s is empty", path).Reason("file_empty").With("path", path)
		if err = e; !a.Update {
			err = e.WithHint("say that it is meant: --allow-empty")
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return in, nil
}

// Close closes the files.
func (files Files) Close() error {
	var failed []error
	for _, f := range files {
		failed = append(failed, f.f.Close())
	}
	return errors.Join(failed...)
}

// placeholder is what stands in the place of each file while it is asked whether the
// request would be taken.
const placeholder = "-"

// Attach hands the files to the service, and makes a request with them. Whether it
// would be taken is asked before, with something short in their place: what is refused
// uploads nothing, which would count against the person for a day.
func Attach[Res any](ctx context.Context, s operator.Service, files Files, request func(context.Context, []operator.NewAttachment) (Res, error)) (Res, error) {
	if err := refused(ctx, s, files, request); err != nil {
		var none Res
		return none, err
	}
	list, err := files.upload(ctx, s)
	if err != nil {
		var none Res
		return none, err
	}
	return request(ctx, list)
}

// refused is why a request with the files would not be taken. A key that was used is no
// reason: with the files themselves it may be the same request again.
func refused[Res any](ctx context.Context, s operator.Service, files Files, request func(context.Context, []operator.NewAttachment) (Res, error)) error {
	call := operator.CallFrom(ctx)
	if len(files) == 0 || call.DryRun {
		return nil
	}
	call.DryRun = true
	ctx = operator.WithCall(ctx, call)
	var list []operator.NewAttachment
	for _, f := range files {
		name := filepath.Base(f.path)
		up, err := s.PutFile(ctx, operator.PutFileRequest{Name: name, Update: f.update, Content: strings.NewReader(placeholder)})
		if err != nil {
			return err
		}
		list = append(list, operator.NewAttachment{Name: name, Upload: up})
	}
	_, err := request(ctx, list)
	if e, ok := errors.AsType[*operator.Error](err); ok && e.Details["reason"] == "key_reused" {
		return nil
	}
	return err
}

// upload hands the files to the service, to be attached.
func (files Files) upload(ctx context.Context, s operator.Service) ([]operator.NewAttachment, error) {
	var list []operator.NewAttachment
	for _, f := range files {
		name := filepath.Base(f.path)
		if f.at > 0 { // it was looked at before, in a dry run
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return nil, operator.Wrap(operator.IO, err, "%s could not be read", f.path).Reason("read_failed")
			}
		}
		up, err := s.PutFile(ctx, operator.PutFileRequest{Name: name, Empty: f.empty, Update: f.update, Content: f})
		if err != nil {
			return nil, err
		}
		list = append(list, operator.NewAttachment{Name: name, Upload: up})
	}
	return list, nil
}

// input is a file that notices when somebody writes to it while it is read: half
// of one version and half of another is neither.
type input struct {
	f     *os.File
	path  string
	was   os.FileInfo // when it was opened
	at    int64
	empty bool

	update bool // it is for an update
}

var _ io.ReadSeeker = (*input)(nil)

// Read reads, and fails at the end of a file that is no longer what was opened.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.f.Read(p)
	in.at += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, operator.Wrap(operator.IO, err, "%s could not be read", in.path).Reason("read_failed").With("path", in.path)
	}
	if in.at > in.was.Size() || err != nil && in.changed() {
		return n, operator.Errorf(operator.IO, "%s changed while it was read", in.path).
			WithHint("send it again when nothing writes to it").Reason("file_changed").With("path", in.path)
	}
	return n, err
}

// Seek goes to another place in the file.
func (in *input) Seek(offset int64, whence int) (int64, error) {
	at, err := in.f.Seek(offset, whence)
	in.at = at
	return at, err
}

// changed says, at the end, whether the file is another than when it was opened.
func (in *input) changed() bool {
	is, err := in.f.Stat()
	return err != nil || in.at != in.was.Size() || is.Size() != in.was.Size() || !is.ModTime().Equal(in.was.ModTime())
}
