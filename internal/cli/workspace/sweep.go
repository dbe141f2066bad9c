package workspace

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newSweep(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "sweep",
		Short: "Remove files that nothing uses any more",
		Long: `Remove files that nothing uses any more: those of deleted messages, and those
that were uploaded and never sent. What is younger than a day is kept, and what
updates of homes on hold had before. A server does so by itself, about once an hour.`,
		Example: `  operator workspace sweep --dry-run
  operator workspace sweep -o json`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, swept(), operator.SweepRequest{}, operator.Service.Sweep)
		},
	}
}

func swept() deps.Thing[operator.SweepReport] {
	return deps.Thing[operator.SweepReport]{Fields: []render.Field[operator.SweepReport]{
		{Name: "files", Title: "Removed", Text: func(r operator.SweepReport) string { return strconv.Itoa(r.Files) }},
		{
			Name: "bytes", Title: "Size", Text: func(r operator.SweepReport) string { return render.Size(r.Bytes) },
			Exact: func(r operator.SweepReport) string { return strconv.FormatInt(r.Bytes, 10) },
		},
		{Name: "kept", Title: "Kept", Text: func(r operator.SweepReport) string { return strconv.Itoa(r.Kept) }},
		{Name: "leftovers", Title: "Leftovers", Text: func(r operator.SweepReport) string { return strconv.Itoa(r.Leftovers) }},
	}, Ref: func(r operator.SweepReport) string { return strconv.Itoa(r.Files) }}
}
