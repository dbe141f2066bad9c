package property

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListPropertiesRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List homes",
		Long:  "List homes in the order of their codes: those that fit all of the flags.",
		Example: `  operator property list --community MR --stage under-contract
  operator property list --match "12 maple"
  operator property list --with ben@acme.example -o id`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Property], error) {
				req.Paging = p
				return s.ListProperties(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Community, "community", "", "only those of the community `CODE`")
	deps.Ref(f, &req.Building, "building", "", "only those in the `BUILDING`, as B2")
	f.StringVar((*string)(&req.Stage), "stage", "", "only those at the `STAGE` pre-contract, under-contract or closed")
	deps.Ref(f, &req.With, "with", "", "only those that `PERSON` works on or buys")
	f.StringVar(&req.Match, "match", "", "only those with `WORDS` that begin a word of their code, address or community")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "building", "building")
	deps.CompleteFlag(cmd, d, "with", "person")
	deps.CompleteValues(cmd, "stage", operator.PreContract, operator.UnderContract, operator.Closed)
	paging.Flags(f)
	return cmd
}
