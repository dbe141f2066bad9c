package workspace

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the workspace",
		Long: `Show the workspace: the company's name, time zone, currency and business hours,
and within how much of those the team answers.`,
		Example: `  operator workspace show
  operator workspace show -o json`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Show(cmd.Context(), d, Thing(d), operator.WorkspaceRequest{}, operator.Service.ShowWorkspace)
		},
	}
}
