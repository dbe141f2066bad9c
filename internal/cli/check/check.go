// Package check is the command that looks for damage.
package check

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New is `operator check`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.CheckRequest
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for damage in the store",
		Long: `Look for damage in the store: its structure, its checksums, indexes and counts
against what they stand for, the chains of events, files that are missing. With
--read-data the bytes of every file are read too. What is found is printed, a
line each, and the status is 1.`,
		Example: `  operator check
  operator check --read-data -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			report, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.CheckReport, error) {
				return s.Check(ctx, req)
			})
			if err != nil {
				return err
			}
			return write(d, report)
		},
	}
	cmd.Flags().BoolVar(&req.ReadData, "read-data", false, "read every file too")
	return cmd
}

// write writes what was found, and fails if that is anything.
func write(d *deps.Deps, r operator.CheckReport) error {
	if err := deps.Findings(d, r, r.Findings); err != nil {
		return err
	}
	render.Note(d.IO, d.Output, "checked %s, %s, %s and %s", deps.Count(r.Rows, "row", "rows"),
		deps.Count(r.Entries, "index entry", "index entries"), deps.Count(r.Events, "event", "events"), deps.Count(r.Files, "file", "files"))
	deps.Unverified(d, r.Unverified)
	if n := len(r.Findings); n > 0 {
		return operator.Errorf(operator.Finding, "the check found %s", deps.Count(n, "thing that is wrong", "things that are wrong")).
			WithHint("copy the store before you change anything; where only indexes are wrong, operator reindex mends them").Reason("damage").With("findings", n)
	}
	return nil
}
