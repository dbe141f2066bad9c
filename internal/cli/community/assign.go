package community

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAssign(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "assign CODE PERSON…",
		Short: "Put team members on all homes of a community",
		Long: `Put team members on all homes of a community, those added later included. Who is
on it already stays.`,
		Example: `  operator community assign MR ben@acme.example
  operator community assign MR P4 P9`,
		Args:              deps.Args("CODE", "PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "community", "team…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return deps.Act(cmd.Context(), d, thing(), assignment(args), operator.Service.AssignCommunity)
		},
	}
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
			return deps.Act(cmd.Context(), d, thing(), assignment(args), operator.Service.UnassignCommunity)
		},
	}
}

func assignment(args []string) operator.AssignCommunityRequest {
	return operator.AssignCommunityRequest{Community: operator.Ref(args[0]), People: deps.Refs(args[1:])}
}
