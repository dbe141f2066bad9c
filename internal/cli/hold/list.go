package hold

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
		Short: "List the homes on hold",
		Long:  "List the homes on hold that you work on, in the order of their codes: since when, by whom and why.",
		Example: `  operator hold list
  operator hold list -o csv --columns property,reason`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Hold], error) {
				return s.ListHolds(ctx, operator.ListHoldsRequest{Paging: p})
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}
