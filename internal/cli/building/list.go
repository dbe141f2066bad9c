package building

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListBuildingsRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List buildings",
		Long:  "List buildings in the order of their communities and numbers.",
		Example: `  operator building list
  operator building list --community MR -o json`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Building], error) {
				req.Paging = p
				return s.ListBuildings(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Community, "community", "", "only those of the community `CODE`")
	deps.CompleteFlag(cmd, d, "community", "community")
	paging.Flags(f)
	return cmd
}
