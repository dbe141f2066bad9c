package backup

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// NewCompact is `operator compact`.
func NewCompact(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give unused room in the store back to the disk",
		Long: `Give unused room in the store back to the disk: the database is written anew,
compared with the old one row by row, and takes its place. Others read meanwhile,
and wait to write. It needs room on the disk for the new one beside the old. After
a large import it makes later changes faster. What was deleted, or erased with
operator person erase, is on the disk no more after it.`,
		Example: `  operator compact
  operator compact --dry-run`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			thing := deps.Thing[operator.Compacted]{Fields: compactedFields()}
			if err := thing.Check(d); err != nil {
				return err
			}
			done, err := deps.Shrink(cmd.Context(), d)
			if err != nil {
				return err
			}
			if d.Sentences() && done.After >= done.Before {
				return d.Say("the database has no room to give back: %s", render.Size(done.After))
			}
			if d.Sentences() && d.DryRun {
				return d.Say("the database would be compacted from %s to %s", render.Size(done.Before), render.Size(done.After))
			}
			if d.Sentences() {
				return d.Say("compacted the database from %s to %s", render.Size(done.Before), render.Size(done.After))
			}
			return thing.Write(d, done)
		},
	}
}

func compactedFields() []render.Field[operator.Compacted] {
	return []render.Field[operator.Compacted]{
		{Name: "before", Title: "Before", Text: func(c operator.Compacted) string { return fmt.Sprint(c.Before) }},
		{Name: "after", Title: "After", Text: func(c operator.Compacted) string { return fmt.Sprint(c.After) }},
	}
}
