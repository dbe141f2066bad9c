package building

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete BUILDING",
		Short: "Delete a building that has no homes",
		Long:  "Delete a building that has no homes.",
		Example: `  operator building delete B2
  operator building delete B2 --yes`,
		Args:              deps.Args("BUILDING"),
		ValidArgsFunction: deps.CompleteArgs(d, "building"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.BuildingRequest{Building: operator.Ref(args[0])}
			question := func(b operator.Building) string {
				return fmt.Sprintf("Delete the building %s of %s (%s)?", b.Number, b.Community, b.Ref)
			}
			return deps.End(cmd.Context(), d, thing(), req, question, operator.Service.DeleteBuilding, func(d *deps.Deps, b operator.Building) {
				deps.Tell(d, "deleted %s; this was it:", b.Ref)
			})
		},
	}
}
