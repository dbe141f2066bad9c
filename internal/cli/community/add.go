package community

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddCommunityRequest
	cmd := &cobra.Command{
		Use:   "add --code CODE --name NAME",
		Short: "Add a community",
		Long: `Add a community. The codes of its homes begin with its own code where they are
given none. With an external id that is known already, that community is changed
instead.`,
		Example: `  operator community add --code MR --name "Maple Ridge"
  operator community add --code OG --name "Oak Grove" --external-id erp=1207`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.AddCommunity, func(d *deps.Deps, c operator.Community) {
				deps.Next(d, "operator property add --community %s --lot 14 --address \"12 Maple Street\"", c.Code)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Code, "code", "", "the short `CODE` that names it, as MR")
	f.StringVar(&req.Name, "name", "", "the `NAME`")
	f.StringVar(&req.ExternalID, "external-id", "", "its id in another system: `KEY`, or SYSTEM=KEY")
	deps.Require(cmd, "code", "name")
	return cmd
}
