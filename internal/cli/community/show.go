package community

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show CODE",
		Short: "Show a community",
		Long:  "Show a community: its name, how many homes it has, and who works on all of them.",
		Example: `  operator community show MR
  operator community show MR -o json`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "community"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.CommunityRequest{Community: operator.Ref(args[0])}
			return deps.Show(cmd.Context(), d, thing(), req, operator.Service.ShowCommunity)
		},
	}
}
