package community

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List communities",
		Long:  "List communities in the order of their codes.",
		Example: `  operator community list
  operator community list -o csv --columns code,name,properties`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Community], error) {
				return s.ListCommunities(ctx, operator.ListCommunitiesRequest{Paging: p})
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}
