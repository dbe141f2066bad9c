package building

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditBuildingRequest
	cmd := &cobra.Command{
		Use:   "edit BUILDING",
		Short: "Change a building, or which homes are in it",
		Long: `Change a building, or which homes are in it. What no flag names stays as it is;
homes that are given replace all that were in it, and --property "" takes all
out.`,
		Example: `  operator building edit B2 --name "The Mill"
  operator building edit B2 -p MR-014 -p MR-015`,
		Args:              deps.Args("BUILDING"),
		ValidArgsFunction: deps.CompleteArgs(d, "building"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Building = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.EditBuilding)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Community, "community", "the `COMMUNITY` to move it to, while it has no homes")
	deps.Optional(f, &req.Number, "number", "the `NUMBER` that it goes by, as 3 or B")
	deps.Optional(f, &req.Name, "name", "a `NAME`")
	deps.OptionalMany(f, &req.Properties, "property", "p", "the `CODE` of a home in it; can be repeated")
	deps.Optional(f, &req.ExternalID, "external-id", "its id in another system: `KEY`, or SYSTEM=KEY; SYSTEM= takes it away")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "property", "property")
	cmd.MarkFlagsOneRequired("community", "number", "name", "property", "external-id")
	return cmd
}
