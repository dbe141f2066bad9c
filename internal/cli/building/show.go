package building

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show BUILDING",
		Short: "Show a building",
		Long:  "Show a building: its community, number and name, and which homes are in it.",
		Example: `  operator building show B2
  operator building show B2 -o json`,
		Args:              deps.Args("BUILDING"),
		ValidArgsFunction: deps.CompleteArgs(d, "building"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.BuildingRequest{Building: operator.Ref(args[0])}
			return deps.Show(cmd.Context(), d, thing(), req, operator.Service.ShowBuilding)
		},
	}
}
