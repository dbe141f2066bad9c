package property

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddPropertyRequest
	cmd := &cobra.Command{
		Use:   "add --community CODE",
		Short: "Add a home to a community",
		Long: `Add a home to a community. Without --code its code is made of the community's
and the lot: MR-014 is lot 14 of MR. With an external id that is known already,
that home is changed instead.`,
		Example: `  operator property add --community MR --lot 14 --address "12 Maple Street"
  operator property add --community MR --code MR-014 --city Denver --region CO`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.AddProperty, func(d *deps.Deps, p operator.Property) {
				deps.Next(d, "operator property assign %s PERSON --primary", p.Code)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Code, "code", "", "the `CODE` that names it, as MR-014")
	deps.Ref(f, &req.Community, "community", "", "the `CODE` of the community")
	deps.Ref(f, &req.Building, "building", "", "the `BUILDING` that it is in, as B2")
	f.StringVar(&req.Lot, "lot", "", "the `LOT` or unit")
	f.StringVar(&req.Address.Line1, "address", "", "the `STREET` and number")
	f.StringVar(&req.Address.Line2, "address2", "", "a second `LINE` of the address")
	f.StringVar(&req.Address.City, "city", "", "the `CITY`")
	f.StringVar(&req.Address.Region, "region", "", "the state or `REGION`")
	f.StringVar(&req.Address.Postcode, "postcode", "", "the post `CODE`")
	f.StringVar(&req.Address.Country, "country", "", "the `COUNTRY`")
	f.StringVar(&req.Plan, "plan", "", "the `PLAN` that it is built by")
	f.StringVar(&req.ExternalID, "external-id", "", "its id in another system: `KEY`, or SYSTEM=KEY")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "building", "building")
	deps.Require(cmd, "community")
	return cmd
}
