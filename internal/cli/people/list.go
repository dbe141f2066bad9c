package people

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps, s noun) *cobra.Command {
	return list(d, s.kind, &cobra.Command{
		Short: "List " + s.many,
		Long:  "List " + s.many + " in the order of their names.",
		Example: fmt.Sprintf(`  operator %s list --status active
  operator %s list --match "%.3s" -o json`, s.group, s.group, s.person),
	})
}

func newListAll(d *deps.Deps) *cobra.Command {
	return list(d, "", &cobra.Command{
		Short: "List people",
		Long:  "List people of any kind in the order of their names.",
		Example: `  operator person list --match torres
  operator person list --kind buyer --status deactivated -o json
  operator person list --namesakes`,
	})
}

// list makes cmd the command that lists people of the kind, or of any.
func list(d *deps.Deps, kind operator.PersonKind, cmd *cobra.Command) *cobra.Command {
	req := operator.ListPeopleRequest{Kind: kind}
	var paging deps.Paging
	cmd.Use, cmd.Args = "list", deps.Args()
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return deps.List(cmd.Context(), d, &paging, sheet(kind), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Person], error) {
			req.Paging = p
			return s.ListPeople(ctx, req)
		})
	}
	f := cmd.Flags()
	if kind == "" {
		f.StringVar((*string)(&req.Kind), "kind", "", "only people of the `KIND`: team, buyer or contact")
		deps.CompleteValues(cmd, "kind", operator.Team, operator.Buyer, operator.Contact)
	}
	f.StringVar((*string)(&req.Status), "status", "", "only those of the `STATUS` active or deactivated")
	f.BoolVar(&req.Namesakes, "namesakes", false, "only those whose name another has, who may be one person")
	f.StringVar(&req.Match, "match", "", "only those with `WORDS` that begin a word of their name or address")
	deps.CompleteValues(cmd, "status", operator.Active, operator.Deactivated)
	if kind == "" || kind == operator.Team {
		f.StringVar((*string)(&req.Role), "role", "", "only those with the `ROLE` admin, member or auditor")
		completeRole(cmd)
	}
	paging.Flags(f)
	return cmd
}
