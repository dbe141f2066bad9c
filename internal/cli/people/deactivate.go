package people

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDeactivate(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "deactivate PERSON",
		Short: "End at once all that a leaver may do",
		Long: `End at once all that a leaver may do: their tokens, their links, acting as them.
Their name stays in the history. What somebody has to take over from them is
listed.`,
		Example: `  operator person deactivate ben@acme.example
  operator person deactivate P7 -o json --columns hand_over`,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PersonRequest{Person: operator.Ref(args[0])}
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.DeactivatePerson, handOver)
		},
	}
}

// handOver says what somebody has to take over from a leaver, and how.
func handOver(d *deps.Deps, p operator.Person) {
	if p.HandOver == nil {
		return
	}
	left := p.HandOver
	note := func(what string, refs []string, how string) {
		if len(refs) > 0 {
			render.Note(d.IO, d.Output, "%s to hand over: %s", what, strings.Join(refs, ", "))
			deps.Next(d, "%s", how)
		}
	}
	note("homes", left.Properties, "operator property assign CODE PERSON")
	note("communities", left.Communities, "operator community assign CODE PERSON")
	note("conversations", conversations(left), "operator conversation edit REF --assignee PERSON --add-person PERSON")
}

func conversations(left *operator.HandOver) []string {
	refs := make([]string, len(left.Conversations))
	for i, id := range left.Conversations {
		refs[i] = id.String()
	}
	return refs
}

func newActivate(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "activate PERSON",
		Short: "Let a deactivated person act again",
		Long: `Let a deactivated person act again: they see what they are still assigned to,
buy, or take part in.`,
		Example: `  operator person activate ben@acme.example
  operator person activate P7`,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.PersonRequest{Person: operator.Ref(args[0])}
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.ActivatePerson)
		},
	}
}
