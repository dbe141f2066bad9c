package audit

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAnchor(d *deps.Deps) *cobra.Command {
	var req operator.AnchorRequest
	out := deps.Standard
	cmd := &cobra.Command{
		Use:   "anchor",
		Short: "Print the head of the log, to be kept elsewhere",
		Long: `Print the head of the log, to be kept where nobody who could change the store can
change it: printed, mailed, committed elsewhere. It is one line, which says nothing
of what has happened. However much the log grows, operator audit verify finds out
with it whether anything up to now was cut off or written anew.`,
		Example: `  operator audit anchor
  operator audit anchor >> /mnt/elsewhere/heads.txt
  operator audit anchor -p MR-014 --out MR-014.head`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Anchor, error) {
				return s.AuditAnchor(ctx, req)
			})
			if err != nil {
				return err
			}
			if out == deps.Standard {
				return write(d, a)
			}
			return save(d, a, out)
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "the head of the events of the home `CODE` only")
	f.StringVar(&out, "out", deps.Standard, "the `FILE` to write it to; - is standard output")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}

// write writes the head, which in sentences is the line alone.
func write(d *deps.Deps, a operator.Anchor) error {
	if d.Sentences() {
		return d.Say("%s", a.Head)
	}
	head := func(a operator.Anchor) string { return a.Head }
	return render.One(d.IO, d.Output, a, []render.Field[operator.Anchor]{
		{Name: "head", Title: "Head", Reference: true, Text: head},
		{Name: "events", Title: "Events", Text: func(a operator.Anchor) string { return fmt.Sprint(a.Events) }},
		{Name: "chains", Title: "Chains", Text: func(a operator.Anchor) string { return fmt.Sprint(a.Chains) }},
		{Name: "last_event", Title: "Last event", Text: func(a operator.Anchor) string { return fmt.Sprint(a.LastEvent) }},
		{Name: "at", Title: "At", Text: func(a operator.Anchor) string { return render.Stamp(a.At) }},
	}, head)
}

// save writes the head into a new file.
func save(d *deps.Deps, a operator.Anchor, path string) error {
	events := deps.Count(int(a.Events), "event", "events")
	if d.DryRun {
		render.Note(d.IO, d.Output, "%s would hold the head of %s", path, events)
		return nil
	}
	_, err := download.Write(filepath.Dir(path), filepath.Base(path), strings.NewReader(a.Head+"\n"), false)
	if err == nil {
		render.Note(d.IO, d.Output, "%s holds the head of %s; keep it elsewhere", path, events)
	}
	return err
}
