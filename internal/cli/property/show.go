package property

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show CODE",
		Short: "Show a home",
		Long:  "Show a home: where it is, its stage and sale, who buys it and who works on it.",
		Example: `  operator property show MR-014
  operator property show MR-014 -o json`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PropertyRequest{Property: operator.Ref(args[0])}
			return deps.Show(cmd.Context(), d, thing(d), req, operator.Service.ShowProperty)
		},
	}
}
