package workspace

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the workspace",
		Long:  "Show the workspace: the company's name, time zone, currency and business hours.",
		Example: `  operator workspace show
  operator workspace show -o json`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Workspace, error) {
				return s.ShowWorkspace(ctx, operator.WorkspaceRequest{})
			})
			if err != nil {
				return err
			}
			return Write(d, w)
		},
	}
}
