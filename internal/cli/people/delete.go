package people

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDelete(d *deps.Deps, s noun) *cobra.Command {
	return &cobra.Command{
		Use:   "delete PERSON",
		Short: "Delete " + s.one + " without any history",
		Long: "Delete " + s.one + ` without any history, added by mistake. Who has
bought, written, worked on a home or is in a conversation stays in the record;
deactivate them instead: operator person deactivate.`,
		Example: fmt.Sprintf(`  operator %s delete %s
  operator %s delete P7 --yes`, s.group, s.email, s.group),
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, string(s.kind)),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PersonRequest{Person: operator.Ref(args[0]), Kind: s.kind}
			question := func(p operator.Person) string { return fmt.Sprintf("Delete %s (%s)?", p.Name, p.Ref) }
			return deps.End(cmd.Context(), d, thing(), req, question, operator.Service.DeletePerson, func(d *deps.Deps, p operator.Person) {
				deps.Tell(d, "deleted %s; this was it:", p.Ref)
			})
		},
	}
}
