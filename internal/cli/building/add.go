package building

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddBuildingRequest
	cmd := &cobra.Command{
		Use:   "add --community CODE --number NUMBER",
		Short: "Add a building to a community",
		Long: `Add a building to a community, with homes of it if they are named. With an
external id that is known already, that building is changed instead.`,
		Example: `  operator building add --community MR --number 3 --name "The Mill"
  operator building add --community MR --number 4 -p MR-014 -p MR-015`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.AddBuilding, func(d *deps.Deps, b operator.Building) {
				if len(b.Properties) == 0 {
					deps.Next(d, "operator property edit CODE --building %s", b.Ref)
				}
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Community, "community", "", "the `CODE` of the community")
	f.StringVar(&req.Number, "number", "", "the `NUMBER` that it goes by, as 3 or B")
	f.StringVar(&req.Name, "name", "", "a `NAME`, if it has one")
	deps.Many(f, &req.Properties, "property", "p", "the `CODE` of a home in it; can be repeated")
	f.StringVar(&req.ExternalID, "external-id", "", "its id in another system: `KEY`, or SYSTEM=KEY")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.Require(cmd, "community", "number")
	return cmd
}
