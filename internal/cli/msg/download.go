package msg

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// downloading is what is to be downloaded, and where to.
type downloading struct {
	message operator.Ref
	out     string
	index   int
	force   bool
}

// downloaded is a file that was written.
type downloaded struct {
	Path string `json:"path"`
	operator.Attachment
}

func newDownload(d *deps.Deps) *cobra.Command {
	var w downloading
	cmd := &cobra.Command{
		Use:   "download MESSAGE",
		Short: "Save the files of a message",
		Long: `Save the files of a message in a folder, under their own names as far as those
are safe, and print where they are. With --out - one file is written to standard
output.`,
		Example: `  operator msg download M1934 --out plans
  operator msg download M1934 --index 2 --out - > photo.jpg`,
		Args:              deps.Args("MESSAGE"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			w.message = operator.Ref(args[0])
			if cmd.Flags().Changed("index") && w.index < 1 {
				return operator.Errorf(operator.Usage, "--index: files are numbered from 1").Reason("bad_flag")
			}
			return w.run(cmd.Context(), d)
		},
	}
	f := cmd.Flags()
	f.StringVar(&w.out, "out", ".", "the `FOLDER` to write to; - is standard output")
	f.IntVar(&w.index, "index", 0, "only the `N`th file")
	f.BoolVar(&w.force, "force", false, "replace files that exist")
	return cmd
}

func (w downloading) run(ctx context.Context, d *deps.Deps) error {
	if w.out == "-" && d.IO.OutTTY {
		return operator.Errorf(operator.Usage, "a file is not for a terminal to show").
			WithHint("send it somewhere: --out - > FILE, or --out FOLDER").Reason("output_is_terminal")
	}
	fields := deps.FieldsOf(saved())
	if err := render.Check(d.Output, fields); err != nil {
		return err
	}
	m, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
		return s.ShowMessage(ctx, operator.ShowMessageRequest{Message: w.message})
	})
	if err != nil {
		return err
	}
	plan, err := w.plan(m)
	if err != nil {
		return err
	}
	if w.out == "-" {
		return w.each(ctx, d, plan, func(_ downloaded, content io.Reader) error { return stream(d, content) })
	}
	if err := w.vacant(plan); err != nil {
		return err
	}
	if !d.DryRun {
		err = w.each(ctx, d, plan, func(file downloaded, content io.Reader) error {
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
		render.Note(d.IO, d.Output, "%s has no files.", m.Ref)
	}
	return nil
}

// plan is the files to write. A file has the same name whichever others are
// written with it.
func (w downloading) plan(m operator.Message) ([]downloaded, error) {
	names := make([]string, len(m.Attachments))
	for i, a := range m.Attachments {
		names[i] = download.Name(a.Name, a.MediaType, a.Index)
	}
	plan := []downloaded{}
	for i, name := range download.Unique(names) {
		if a := m.Attachments[i]; w.index == 0 || w.index == a.Index {
			plan = append(plan, downloaded{filepath.Join(w.out, name), a})
		}
	}
	switch {
	case len(plan) == 0 && (w.index != 0 || w.out == "-"):
		e := operator.Errorf(operator.NotFound, "%s has no file %d", m.Ref, max(1, w.index))
		if n := len(names); n > 0 {
			e = e.WithHint("it has %d", n)
		}
		return nil, e
	case w.out == "-" && len(plan) > 1:
		return nil, operator.Errorf(operator.Usage, "%s has %d files, and standard output takes one", m.Ref, len(plan)).
			WithHint("say which: --index N").Reason("many_files")
	}
	return plan, nil
}

// vacant refuses to write any file where one of them exists.
func (w downloading) vacant(plan []downloaded) error {
	for _, file := range plan {
		if _, err := os.Lstat(file.Path); err == nil && !w.force {
			return operator.Errorf(operator.CannotCreate, "%s exists already", file.Path).
				WithHint("replace it with --force, or write somewhere else").Reason("output_exists")
		}
	}
	return nil
}

// each opens the files one after the other.
func (w downloading) each(ctx context.Context, d *deps.Deps, plan []downloaded, do func(downloaded, io.Reader) error) error {
	_, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (none struct{}, err error) {
		for _, file := range plan {
			opened, err := s.OpenFile(ctx, operator.OpenFileRequest{Message: w.message, Index: file.Index})
			if err != nil {
				return none, err
			}
			err = errors.Join(do(file, verify(ctx, file, opened.Content)), opened.Content.Close())
			if err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// stream writes a file to standard output.
func stream(d *deps.Deps, content io.Reader) error {
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
