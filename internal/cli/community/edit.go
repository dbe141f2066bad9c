package community

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditCommunityRequest
	cmd := &cobra.Command{
		Use:   "edit CODE",
		Short: "Change a community",
		Long: `Change a community. What no flag names stays as it is; the homes keep their
codes.`,
		Example: `  operator community edit MR --name "Maple Ridge North"
  operator community edit MR --code MRN`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "community"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Community = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.EditCommunity)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Code, "code", "the short `CODE` that names it, as MR")
	deps.Optional(f, &req.Name, "name", "the `NAME`")
	deps.Optional(f, &req.ExternalID, "external-id", "its id in another system: `KEY`, or SYSTEM=KEY; SYSTEM= takes it away")
	cmd.MarkFlagsOneRequired("code", "name", "external-id")
	return cmd
}
