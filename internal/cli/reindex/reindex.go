// Package reindex is the command that makes the store's indexes anew.
package reindex

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New is `operator reindex`.
func New(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Make the store's indexes anew",
		Long: `Make the store's indexes anew: those by which things are listed and found, and
that of the words of messages. operator check says when that is needed. Nothing
that anybody wrote or sees is changed; others wait until it is done.`,
		Example: `  operator reindex
  operator reindex --dry-run`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			thing := deps.Thing[operator.ReindexReport]{Fields: fields()}
			if err := thing.Check(d); err != nil {
				return err
			}
			report, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.ReindexReport, error) {
				return s.Reindex(ctx, operator.ReindexRequest{})
			})
			if err != nil {
				return err
			}
			if d.Sentences() {
				return d.Say("%s %s from %s, and the words of %s", deps.Count(report.Entries, "index entry", "index entries"),
					d.Done("made anew"), deps.Count(report.Rows, "row", "rows"), deps.Count(report.Messages, "message", "messages"))
			}
			return thing.Write(d, report)
		},
	}
}

func fields() []render.Field[operator.ReindexReport] {
	return []render.Field[operator.ReindexReport]{
		{Name: "rows", Title: "Rows", Text: func(r operator.ReindexReport) string { return fmt.Sprint(r.Rows) }},
		{Name: "index_entries", Title: "Index entries", Text: func(r operator.ReindexReport) string { return fmt.Sprint(r.Entries) }},
		{Name: "messages", Title: "Messages", Text: func(r operator.ReindexReport) string { return fmt.Sprint(r.Messages) }},
	}
}
