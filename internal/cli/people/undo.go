package people

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newUndo(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "undo PERSON",
		Short: "Take back the last merge into a person",
		Long: `Take back the last merge into a person: both are again as they were, and who
comes back is shown. What others wrote to them since is unread to both. It cannot
be done any more once either was edited, wrote, or was named in a change of
something else.`,
		Example: `  operator person undo P3
  operator person undo P3 --dry-run -o json`,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PersonRequest{Person: operator.Ref(args[0])}
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.UndoMerge, func(d *deps.Deps, p operator.Person) {
				deps.Tell(d, "%s is back; this is who it was:", p.Ref)
			})
		},
	}
}
