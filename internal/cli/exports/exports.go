// Package exports is the commands that take things out of a store, and that put an
// archive of everything into a new one.
package exports

import (
	"cmp"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// written is what was exported, and where it is.
type written struct {
	Path string `json:"path"`
	operator.Export
}

// kinds are what can be exported.
func kinds() []string {
	list := []string{"all"}
	for _, k := range operator.ImportKinds() {
		list = append(list, string(k))
	}
	return list
}

// New is `operator export`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.ExportRequest
	var since, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "export KIND",
		Short: "Write what is in the store into a file",
		Long: `Write what is in the store into a file.

export all writes an archive (tar) of everything: homes, people, messages with their
versions and files, updates, who has read what, and the log of events. With
operator import all it is the same store again. Administrators may do it; an auditor
gets an archive without the secrets, for reading.

export KIND writes one table as csv, xlsx or jsonl, which operator import KIND takes
back: to standard output, or with --out into a file, of which -o says what is told. It
has what you may see. In csv and xlsx a cell that a spreadsheet would run
as a formula begins with an apostrophe, which the import takes away again.

With --since CURSOR only what has changed since, or all where you have come to see
more since: each export of a kind says the cursor for the next. What you saw that was
deleted since is a row with its reference and deleted_at alone, which an import leaves
out. That something was exported is an event of the log.

KIND is one of ` + strings.Join(kinds(), ", ") + `.`,
		Example: `  operator export all --out acme.tar
  operator export buyers --out buyers.csv
  operator export properties --format xlsx --out homes.xlsx
  operator export messages --format jsonl --since CURSOR`,
		Args:      deps.Args("KIND"),
		ValidArgs: kinds(),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Kind, req.Since = args[0], operator.Cursor(since)
			if err := check(d, out); err != nil {
				return err
			}
			if !cmd.Flags().Changed("out") && !d.DryRun {
				if err := toStandard(&req, d, cmd.Flags()); err != nil {
					return err
				}
			}
			if err := named(&req, out); err != nil {
				return err
			}
			if out == deps.Standard {
				return stream(cmd.Context(), d, req)
			}
			return save(cmd.Context(), d, req, out, force)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Format, "format", "", "csv, xlsx or jsonl, as `FORMAT`; else what the name of the file says, or csv")
	f.StringVar(&since, "since", "", "only what has changed since the export that gave the `CURSOR`")
	f.StringVar(&out, "out", deps.Standard, "the `FILE` to make; - is standard output")
	f.BoolVar(&force, "force", false, "replace the file if it exists")
	deps.CompleteValues(cmd, "format", "csv", "xlsx", "jsonl")
	return cmd
}

// check refuses what cannot be, before anything is asked of the service.
func check(d *deps.Deps, out string) error {
	if out == "" {
		return operator.Errorf(operator.Usage, "--out: the name of the file is empty").Reason("bad_flag")
	}
	if out == deps.Standard && d.IO.OutTTY && !d.DryRun {
		return operator.Errorf(operator.Usage, "an export is not for a terminal to show").
			WithHint("write it into a file: --out FILE").Reason("output_is_terminal")
	}
	if out == deps.Standard && !d.DryRun {
		return nil
	}
	return render.Check(d.Output, fields())
}

// toStandard is for rows that go to standard output though nobody has said so. -o is how
// they are written, where rows are written so; other flags about what is said of a file are
// refused, as there is no room for that.
func toStandard(req *operator.ExportRequest, d *deps.Deps, f *pflag.FlagSet) error {
	if as := string(d.Output.Format); f.Changed("output") && req.Kind != "all" && slices.Contains([]string{"csv", "jsonl"}, as) {
		if req.Format = cmp.Or(req.Format, as); req.Format == as {
			return refuseOf(f, "columns", "jq", "template")
		}
	}
	return refuseOf(f, "output", "columns", "jq", "template")
}

// refuseOf refuses the flags of some that are given.
func refuseOf(f *pflag.FlagSet, names ...string) error {
	for _, name := range names {
		if f.Changed(name) {
			return operator.Errorf(operator.Usage, "--%s is for what is said of a file, and the rows themselves go to standard output", name).
				WithHint("choose how rows are written with --format csv, xlsx or jsonl, or name a file: --out FILE").Reason("bad_flag")
		}
	}
	return nil
}

// named takes the format from the name of the file, where nothing else says it. A name
// that promises what the file would not be is refused.
func named(req *operator.ExportRequest, out string) error {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(out), "."))
	switch {
	case req.Format != "":
	case req.Kind == "all" && slices.Contains([]string{"csv", "xlsx", "jsonl", "json"}, ending):
		return operator.Errorf(operator.Usage, "export all writes an archive (tar), and %s is called %s", out, ending).
			WithHint("--out %s.tar, or one kind alone: operator export homes --out FILE", strings.TrimSuffix(out, filepath.Ext(out))).Reason("bad_format")
	case req.Kind == "all":
	case slices.Contains([]string{"json", "tsv", "xls", "ods", "tar"}, ending):
		return operator.Errorf(operator.Usage, "no export of %s is written as %s, as %s is called", req.Kind, ending, out).
			WithHint("call it .csv, .xlsx or .jsonl, or say with --format which it is").Reason("bad_format")
	case slices.Contains([]string{"csv", "xlsx", "jsonl"}, ending):
		req.Format = ending
	}
	return nil
}

// made asks the service for an export.
func made(ctx context.Context, d *deps.Deps, req operator.ExportRequest) (operator.Export, error) {
	bar := render.NewProgress(d.IO, d.Output, "exporting", d.Verbose, time.Now)
	defer bar.Stop()
	req.Progress, req.Moved = bar.Update, bar.Moved
	ask := func(ctx context.Context, s operator.Service) (operator.Export, error) { return s.Export(ctx, req) }
	if d.DryRun {
		return deps.Change(ctx, d, ask)
	}
	return deps.Use(ctx, d, ask)
}

// stream writes an export to standard output. What is to be said of it goes to
// standard error.
func stream(ctx context.Context, d *deps.Deps, req operator.ExportRequest) error {
	req.Out = term.NewOutput(d.IO.Out)
	e, err := made(ctx, d, req)
	if err != nil {
		return err
	}
	if d.DryRun {
		return show(d, written{deps.Standard, e})
	}
	if d.Verbose {
		render.Note(d.IO, d.Output, "%s", sentence(written{"standard output", e}))
	}
	next(d, e)
	return nil
}

// save writes an export into a file that is there whole, or not at all. Nothing is
// asked of the service where the file cannot be made.
func save(ctx context.Context, d *deps.Deps, req operator.ExportRequest, out string, force bool) error {
	if d.DryRun {
		req.Out = io.Discard
		e, err := made(ctx, d, req)
		if err != nil {
			return err
		}
		return show(d, written{out, e})
	}
	p := &pipe{run: func(w io.Writer) (operator.Export, error) {
		req.Out = w
		return made(ctx, d, req)
	}}
	_, err := download.Write(filepath.Dir(out), filepath.Base(out), p, force)
	e := p.end()
	if err != nil {
		return err
	}
	if err := show(d, written{out, e}); err != nil {
		return err
	}
	next(d, e)
	return nil
}

// show writes the summary.
func show(d *deps.Deps, w written) error {
	if !d.Sentences() {
		return render.One(d.IO, d.Output, w, fields(), func(w written) string { return w.Path })
	}
	return d.Say("%s", sentence(w))
}

func sentence(w written) string {
	text := deps.Count(w.Rows, "row", "rows")
	if w.Kind == "all" {
		text += " and " + deps.Count(w.Files, "file", "files")
	}
	if w.Deleted > 0 {
		text += ", " + strconv.Itoa(w.Deleted) + " of them of what was deleted"
	}
	if w.Missing > 0 {
		text += ", without " + deps.Count(w.Missing, "file that is lost", "files that are lost")
	}
	return w.Path + ": " + text
}

// next says how to go on, where an export can be gone on from.
func next(d *deps.Deps, e operator.Export) {
	if e.Cursor != "" {
		render.Note(d.IO, d.Output, "next: %s", e.Cursor)
	}
}

// fields is what is told of an export.
func fields() []render.Field[written] {
	return []render.Field[written]{
		{Name: "path", Title: "File", Reference: true, Text: func(w written) string { return w.Path }},
		{Name: "kind", Title: "Kind", Text: func(w written) string { return w.Kind }},
		{Name: "format", Title: "Format", Text: func(w written) string { return w.Format }},
		{Name: "rows", Title: "Rows", Text: func(w written) string { return strconv.Itoa(w.Rows) }},
		{Name: "files", Title: "Files", Text: func(w written) string { return strconv.Itoa(w.Files) }},
		{Name: "deleted", Title: "Deleted", Text: func(w written) string { return strconv.Itoa(w.Deleted) }},
		{Name: "missing", Title: "Missing", Text: func(w written) string { return strconv.Itoa(w.Missing) }},
		{Name: "bytes", Title: "Bytes", Text: func(w written) string { return strconv.FormatInt(w.Bytes, 10) }},
		{Name: "cursor", Title: "Next", Reference: true, Text: func(w written) string { return string(w.Cursor) }},
		{Name: "head", Title: "Head", Reference: true, Text: func(w written) string { return w.Head }},
	}
}
