package property

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete CODE",
		Short: "Delete a home without any history",
		Long: `Delete a home without any history, added by mistake. One that has had a sale or
a conversation is a permanent record.`,
		Example: `  operator property delete MR-014
  operator property delete MR-014 --yes`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PropertyRequest{Property: operator.Ref(args[0])}
			question := func(p operator.Property) string { return fmt.Sprintf("Delete the home %s?", p.Code) }
			return deps.End(cmd.Context(), d, thing(d), req, question, operator.Service.DeleteProperty, func(d *deps.Deps, p operator.Property) {
				deps.Tell(d, "deleted %s; this was it:", p.Code)
			})
		},
	}
}
