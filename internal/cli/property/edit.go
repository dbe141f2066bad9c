package property

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditPropertyRequest
	cmd := &cobra.Command{
		Use:   "edit CODE",
		Short: "Change a home",
		Long: `Change a home. What no flag names stays as it is; an empty value takes away. A
home can be given another code: the old one goes on naming it, and is never
given again.`,
		Example: `  operator property edit MR-014 --plan "Aspen II" --building B2
  operator property edit MR-014 --code MR-014A`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Property = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.EditProperty)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Code, "code", "the `CODE` that names it, as MR-014")
	deps.Optional(f, &req.Community, "community", "the `COMMUNITY` to move it to, out of its building")
	deps.Optional(f, &req.Building, "building", "the `BUILDING` that it is in, as B2; \"\" takes it out of its building")
	deps.Optional(f, &req.Lot, "lot", "the `LOT` or unit")
	deps.Optional(f, &req.Line1, "address", "the `STREET` and number")
	deps.Optional(f, &req.Line2, "address2", "a second `LINE` of the address")
	deps.Optional(f, &req.City, "city", "the `CITY`")
	deps.Optional(f, &req.Region, "region", "the state or `REGION`")
	deps.Optional(f, &req.Postcode, "postcode", "the post `CODE`")
	deps.Optional(f, &req.Country, "country", "the `COUNTRY`")
	deps.Optional(f, &req.Plan, "plan", "the `PLAN` that it is built by")
	deps.Optional(f, &req.ExternalID, "external-id", "its id in another system: `KEY`, or SYSTEM=KEY; SYSTEM= takes it away")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "building", "building")
	cmd.MarkFlagsOneRequired("code", "community", "building", "lot", "address", "address2", "city", "region", "postcode", "country", "plan", "external-id")
	return cmd
}
