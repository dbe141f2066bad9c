package hold

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newSet(d *deps.Deps) *cobra.Command {
	return change(d, operator.Service.SetHold, &cobra.Command{
		Use:   "set CODE --reason REASON",
		Short: "Put a home on hold",
		Long: `Put a home on hold: nothing of its record can be deleted until it is released.
Administrators and auditors can. A home that is on hold already stays so as it
was, and that hold is shown.`,
		Example: `  operator hold set MR-014 --reason "letter of Lee & Partners, 3 March"
  operator hold set MR-014 --reason "roof dispute" -o json`,
	})
}

func newRelease(d *deps.Deps) *cobra.Command {
	return change(d, operator.Service.ReleaseHold, &cobra.Command{
		Use:   "release CODE --reason REASON",
		Short: "Release a home that is on hold",
		Long: `Release a home that is on hold. Administrators can; who released it, when and why
stays in the history of the home. The hold that there was is shown.`,
		Example: `  operator hold release MR-014 --reason "settled on 2 May"
  operator hold release MR-014 --reason "set by mistake" --dry-run`,
	})
}

// change makes cmd a command that changes the hold on a home.
func change(d *deps.Deps, do deps.Method[operator.HoldRequest, operator.Hold], cmd *cobra.Command) *cobra.Command {
	var req operator.HoldRequest
	cmd.Args = deps.Args("CODE")
	cmd.ValidArgsFunction = deps.CompleteArgs(d, "property")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		req.Property = operator.Ref(args[0])
		return deps.Act(cmd.Context(), d, thing(d), req, do)
	}
	cmd.Flags().StringVar(&req.Reason, "reason", "", "the `REASON`, which the history keeps")
	deps.Require(cmd, "reason")
	return cmd
}
