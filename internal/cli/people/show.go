package people

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps, s noun) *cobra.Command {
	return show(d, s.kind, "Show "+s.one, fmt.Sprintf("  operator %s show %s\n  operator %s show P7 -o json", s.group, s.email, s.group))
}

func newShowAny(d *deps.Deps) *cobra.Command {
	return show(d, "", "Show a person", "  operator person show P7\n  operator person show ben@acme.example -o json")
}

// show builds the command that shows a person of the kind, or of any.
func show(d *deps.Deps, kind operator.PersonKind, short, example string) *cobra.Command {
	completed := string(kind)
	if kind == "" {
		completed = "person"
	}
	return &cobra.Command{
		Use:   "show PERSON",
		Short: short,
		Long: short + `. PERSON is an e-mail address that one person alone has,
a reference as P7, or an id of another system as ext:4711.`,
		Example:           example,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, completed),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.ShowPersonRequest{Person: operator.Ref(args[0]), Kind: kind}
			return deps.Show(cmd.Context(), d, thing(), req, operator.Service.ShowPerson)
		},
	}
}
