package community

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete CODE",
		Short: "Delete a community that has no homes",
		Long:  "Delete a community that has neither homes nor buildings.",
		Example: `  operator community delete MR
  operator community delete MR --yes`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "community"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.CommunityRequest{Community: operator.Ref(args[0])}
			question := func(c operator.Community) string { return fmt.Sprintf("Delete the community %s (%s)?", c.Code, c.Name) }
			return deps.End(cmd.Context(), d, thing(), req, question, operator.Service.DeleteCommunity, func(d *deps.Deps, c operator.Community) {
				deps.Tell(d, "deleted %s; this was it:", c.Code)
			})
		},
	}
}
