package imports

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// newKind is the command that imports one kind of rows.
func newKind(d *deps.Deps, k kind) *cobra.Command {
	req := operator.ImportRequest{Kind: k.kind}
	rejects, most := "", -1
	name := string(k.kind)
	cmd := &cobra.Command{
		Use:   name + " FILE",
		Short: k.short,
		Long: `Import a file, ` + k.long + `.
FILE is CSV, XLSX or JSONL; - is standard input. Where a row is wrong nothing is
imported, and the status is 65; with --partial the others are, and it is 3.
Headers are matched by what they are called; --map says what they mean, and
operator import template ` + name + ` shows what there is.`,
		Example: "  operator import " + name + " " + name + ".csv --dry-run\n  operator import " + name + " " + name + ".xlsx " + k.extra +
			"\n  crm-export | operator import " + name + " -",
		Args:              deps.Args("FILE"),
		ValidArgsFunction: cobra.FixedCompletions([]cobra.Completion{"csv", "tsv", "txt", "xlsx", "jsonl"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			if most >= 0 {
				req.MaxErrors = &most
			}
			return run(cmd.Context(), d, req, args[0], rejects)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Format, "format", "auto", "how the file is written: `FORMAT` csv, xlsx, jsonl or auto")
	f.StringVar(&req.Sheet, "sheet", "", "the `NAME` of the sheet in an XLSX file (default: the first)")
	f.StringArrayVar(&req.Map, "map", nil, "`HEADER=FIELD`: what a column means; \"HEADER=\" leaves it out; can be repeated")
	f.StringVar(&req.Mapping, "mapping", "", "the columns as they were saved under `NAME`")
	f.StringVar(&req.SaveMapping, "save-mapping", "", "save what the columns mean under `NAME`")
	f.StringArrayVar(&req.OnConflict, "on-conflict", nil, "`RULE` for what is there and differs: update (default), fill, skip, error; or FIELD=RULE; can be repeated")
	f.BoolVar(&req.Partial, "partial", false, "import the good rows though others are wrong")
	f.IntVar(&most, "max-errors", -1, "import the good rows if at most `N` are wrong")
	f.StringVar(&rejects, "rejects", "", "write the wrong rows to `FILE`, which must not be there yet, to be mended and imported again; - is standard output, and the report goes to standard error")
	f.BoolVar(&req.AllowIdentityChanges, "allow-identity-changes", false, "let e-mail addresses and phones of people change")
	f.BoolVar(&req.Invite, "invite", false, "invite the buyers who are new")
	deps.CompleteValues(cmd, "format", "csv", "xlsx", "jsonl", "auto")
	deps.CompleteValues(cmd, "on-conflict", "update", "fill", "skip", "error")
	deps.CompleteFlag(cmd, d, "mapping", "mapping")
	cmd.MarkFlagsMutuallyExclusive("partial", "max-errors")
	return cmd
}

func run(ctx context.Context, d *deps.Deps, req operator.ImportRequest, path, rejects string) error {
	as := thing(d)
	if err := as.Check(d); err != nil {
		return err
	}
	wrong, err := newRejects(d, rejects)
	if err != nil {
		return err
	}
	in, err := deps.OpenInput(d, path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	req.File, req.Content = in.Name, in
	if req.Format == "auto" {
		req.Format = ""
	}
	if wrong != nil {
		req.Rejects = wrong
	}
	bar := render.NewProgress(d.IO, d.Output, "importing "+string(req.Kind), d.Verbose, time.Now)
	req.Progress, req.Moved = bar.Update, bar.Moved
	done, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Import, error) { return s.Import(ctx, req) })
	bar.Stop()
	if wrong != nil {
		err = errors.Join(err, wrong.Close())
		if wrong.file != nil {
			done.RejectsFile = &rejects
		}
	}
	if err != nil {
		return err
	}
	if d.Output.Format == render.ID && done.Ref.IsZero() {
		return verdict(d, done, req.SaveMapping) // nothing is kept that could be referred to
	}
	to := d
	if wrong != nil && wrong.out != nil { // the rows are the result
		to = d.Aside()
	}
	if err := deps.Paged(to, func() error { return as.Write(to, done) }); err != nil {
		return err
	}
	return verdict(d, done, req.SaveMapping)
}

// verdict says what became of an import, which was to save a mapping or "", and what to do
// next.
func verdict(d *deps.Deps, i operator.Import, mapping string) error {
	rows := deps.Count(i.Rejected, "row", "rows")
	see := "correct them and import the file again; --rejects FILE writes them to a file"
	whole, others := see, i.Rejected < i.Rows
	if others {
		whole += "; --partial imports the others"
	}
	if i.RejectsFile != nil {
		see = "correct them in " + *i.RejectsFile + ", and import it"
		whole = see
	}
	if others && i.RejectsFile != nil {
		whole = "import the others with --partial and without --rejects, then correct " + *i.RejectsFile + " and import it"
	}
	if mapping != "" {
		whole += "; the mapping " + mapping + " is saved when rows are imported"
	}
	switch {
	case i.State == operator.ImportRefused:
		return operator.Errorf(operator.Invalid, "%s of %d rejected, and nothing was imported", rows, i.Rows).
			WithHint("%s", whole).Reason("rows_rejected")
	case i.Rejected > 0:
		return operator.Errorf(operator.Partial, "%s of %d rejected", rows, i.Rows).
			WithHint("%s", see).Reason("rows_rejected")
	case i.State == operator.ImportPlanned:
		deps.Tell(d, "this is what would happen; without --dry-run it does")
	case !i.Ref.IsZero():
		deps.Next(d, "operator import show %s, or take it back: operator import undo %s", i.Ref, i.Ref)
	}
	return nil
}

// rejected is where wrong rows go. The file is made when there is one.
type rejected struct {
	path string
	out  io.Writer // standard output
	file *os.File
}

var _ io.WriteCloser = (*rejected)(nil)

// newRejects looks whether a file can be made; nil where none is asked for.
func newRejects(d *deps.Deps, path string) (*rejected, error) {
	switch _, err := os.Lstat(path); {
	case path == "":
		return nil, nil
	case path == deps.Standard && d.IO.OutTTY: // it would obey what is in them
		return nil, operator.Errorf(operator.Usage, "wrong rows are not for a terminal to show").
			WithHint("write them into a file: --rejects FILE").Reason("output_is_terminal")
	case path == deps.Standard:
		return &rejected{path: path, out: d.IO.Out}, nil
	case err == nil:
		return nil, operator.Errorf(operator.CannotCreate, "%s exists already", path).
			WithHint("move it away, or name another").Reason("output_exists")
	}
	return &rejected{path: path}, nil
}

func (r *rejected) Write(p []byte) (int, error) {
	if r.out != nil {
		return r.out.Write(p)
	}
	if r.file == nil {
		f, err := os.OpenFile(r.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return 0, operator.Wrap(operator.CannotCreate, err, "cannot write %s", r.path).Reason("no_rejects")
		}
		r.file = f
	}
	return r.file.Write(p)
}

func (r *rejected) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
