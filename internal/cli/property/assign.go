package property

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAssign(d *deps.Deps) *cobra.Command {
	var req operator.AssignRequest
	cmd := &cobra.Command{
		Use:   "assign CODE PERSON…",
		Short: "Put team members on a home",
		Long: `Put team members on a home. Who is on it already stays. Buyers are told to turn
to the primary contact, of whom a home has one at most.`,
		Example: `  operator property assign MR-014 ben@acme.example --primary
  operator property assign MR-014 P4 P9`,
		Args:              deps.Args("CODE", "PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "property", "team…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Property, req.People = operator.Ref(args[0]), deps.Refs(args[1:])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.AssignProperty)
		},
	}
	cmd.Flags().BoolVar(&req.Primary, "primary", false, "make the one person named the primary contact")
	return cmd
}

func newUnassign(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "unassign CODE PERSON…",
		Short: "Take team members off a home",
		Long: `Take team members off a home. They no longer see it, but stay in the
conversations that they are in, until somebody takes them out or over.`,
		Example: `  operator property unassign MR-014 ben@acme.example
  operator property unassign MR-014 P4 P9`,
		Args:              deps.Args("CODE", "PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "property", "team…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.AssignRequest{Property: operator.Ref(args[0]), People: deps.Refs(args[1:])}
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.UnassignProperty, noPrimary)
		},
	}
}

// noPrimary says that buyers have nobody to turn to.
func noPrimary(d *deps.Deps, p operator.Property) {
	if p.PrimaryContact == nil {
		deps.Next(d, "operator property assign %s PERSON --primary", p.Code)
	}
}
