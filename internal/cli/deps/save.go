package deps

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Save is the flags of a command that saves files: --out, --index and --force.
type Save struct {
	out   string
	index int
	force bool
	cmd   *cobra.Command
}

// OpenFile opens a file by its index from 1.
type OpenFile func(ctx context.Context, s operator.Service, index int) (operator.OpenedFile, error)

// downloaded is a file that was written.
type downloaded struct {
	Path string `json:"path"`
	operator.Attachment
}

// Flags defines the flags.
func (w *Save) Flags(cmd *cobra.Command) {
	w.cmd = cmd
	f := cmd.Flags()
	f.StringVar(&w.out, "out", ".", "the `FOLDER` to write to; - is standard output")
	f.IntVar(&w.index, "index", 0, "only the `N`th file")
	f.BoolVar(&w.force, "force", false, "replace files that exist")
}

// Check refuses what cannot be, before anything is asked of the service.
func (w *Save) Check(d *Deps) error {
	if w.cmd.Flags().Changed("index") && w.index < 1 {
		return operator.Errorf(operator.Usage, "--index: files are numbered from 1").Reason("bad_flag")
	}
	if w.out == Standard && d.IO.OutTTY {
		return operator.Errorf(operator.Usage, "a file is not for a terminal to show").
			WithHint("send it somewhere: --out - > FILE, or --out FOLDER").Reason("output_is_terminal")
	}
	return render.Check(d.Output, FieldsOf(saved()))
}

// Run saves the files of what, and writes where they are.
func (w *Save) Run(ctx context.Context, d *Deps, what string, files []operator.Attachment, open OpenFile) error {
	plan, err := w.plan(what, files)
	if err != nil {
		return err
	}
	if w.out == Standard {
		return w.each(ctx, d, plan, open, func(_ downloaded, content io.Reader) error { return stream(d, content) })
	}
	if err := w.vacant(plan); err != nil {
		return err
	}
	if !d.DryRun {
		err = w.each(ctx, d, plan, open, func(file downloaded, content io.Reader) error {
			_, err := download.Write(w.out, filepath.Base(file.Path), content, w.force)
			return err
		})
	}
	if err != nil {
		return err
	}
	if !d.Sentences() {
		return render.List(d.IO, d.Output, plan, saved())
	}
	for _, file := range plan {
		if err := d.Say("%s", file.Path); err != nil {
			return err
		}
	}
	if len(plan) == 0 {
		render.Note(d.IO, d.Output, "%s has no files.", what)
	}
	return nil
}

// plan is the files to write. A file has the same name whichever others are
// written with it.
func (w *Save) plan(what string, files []operator.Attachment) ([]downloaded, error) {
	names := make([]string, len(files))
	for i, a := range files {
		names[i] = download.Name(a.Name, a.MediaType, a.Index)
	}
	plan := []downloaded{}
	for i, name := range download.Unique(names) {
		if a := files[i]; w.index == 0 || w.index == a.Index {
			plan = append(plan, downloaded{filepath.Join(w.out, name), a})
		}
	}
	switch {
	case len(plan) == 0 && (w.index != 0 || w.out == Standard):
		e := operator.Errorf(operator.NotFound, "%s has no file %d", what, max(1, w.index))
		if n := len(names); n > 0 {
			e = e.WithHint("it has %d", n)
		}
		return nil, e
	case w.out == Standard && len(plan) > 1:
		return nil, operator.Errorf(operator.Usage, "%s has %d files, and standard output takes one", what, len(plan)).
			WithHint("say which: --index N").Reason("many_files")
	}
	return plan, nil
}

// vacant refuses to write any file where one of them exists.
func (w *Save) vacant(plan []downloaded) error {
	for _, file := range plan {
		if _, err := os.Lstat(file.Path); err == nil && !w.force {
			return operator.Errorf(operator.CannotCreate, "%s exists already", file.Path).
				WithHint("replace it with --force, or write somewhere else").Reason("output_exists")
		}
	}
	return nil
}

// each opens the files one after the other.
func (w *Save) each(ctx context.Context, d *Deps, plan []downloaded, open OpenFile, do func(downloaded, io.Reader) error) error {
	_, err := Use(ctx, d, func(ctx context.Context, s operator.Service) (none struct{}, err error) {
		for _, file := range plan {
			opened, err := open(ctx, s, file.Index)
			if err != nil {
				return none, err
			}
			err = errors.Join(do(file, verify(ctx, opened.Attachment, opened.Content)), opened.Content.Close())
			if err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// stream writes a file to standard output.
func stream(d *Deps, content io.Reader) error {
	_, err := io.Copy(term.NewOutput(d.IO.Out), content)
	if err != nil && operator.CodeOf(err) == operator.Internal && !errors.Is(err, term.ErrPipe) && !errors.Is(err, context.Canceled) {
		err = operator.Wrap(operator.IO, err, "cannot read the attachment").Reason("read_failed")
	}
	return err
}

// saved is the list of files that were written.
func saved() render.Sheet[downloaded] {
	return render.Sheet[downloaded]{
		Columns: []render.Column[downloaded]{
			{Name: "path", Title: "Path", Reference: true, Text: func(f downloaded) string { return f.Path }},
			{Name: "name", Title: "Name", Flexible: true, Text: func(f downloaded) string { return f.Name }},
			{Name: "size", Title: "Size", Align: render.Right, Text: func(f downloaded) string { return render.Size(f.Size) }, Exact: exactSize},
			{Name: "media_type", Title: "Type", Text: func(f downloaded) string { return f.MediaType }},
			{Name: "sha256", Title: "SHA-256", Hidden: true, Reference: true, Text: func(f downloaded) string { return f.SHA256 }},
		},
		Ref: func(f downloaded) string { return f.Path },
	}
}

func exactSize(f downloaded) string { return strconv.FormatInt(f.Size, 10) }
