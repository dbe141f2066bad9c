package community

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAssign(d *deps.Deps) *cobra.Command {
	var req operator.AssignCommunityRequest
	cmd := &cobra.Command{
		Use:   "assign CODE PERSON…",
		Short: "Put team members on all homes of a community",
		Long: `Put team members on all homes of a community, those added later included. Who is
on it already stays. With --primary buyers of every home that is there now are told
to turn to the one person named, whoever it was before; homes that are added later
have no primary contact yet.`,
		Example: `  operator community assign MR ben@acme.example --primary
  operator community assign MR P4 P9`,
		Args:              deps.Args("CODE", "PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "community", "team…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Community, req.People = operator.Ref(args[0]), deps.Refs(args[1:])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.AssignCommunity)
		},
	}
	cmd.Flags().BoolVar(&req.Primary, "primary", false, "make the one person named the primary contact of all its homes")
	return cmd
}

func newUnassign(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "unassign CODE PERSON…",
		Short: "Take team members off a community",
		Long: `Take team members off a community. They no longer see its homes, but for those
that they are assigned to one by one and the conversations that they are in.`,
		Example: `  operator community unassign MR ben@acme.example
  operator community unassign MR P4 P9`,
		Args:              deps.Args("CODE", "PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "community", "team…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.AssignCommunityRequest{Community: operator.Ref(args[0]), People: deps.Refs(args[1:])}
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.UnassignCommunity)
		},
	}
}
