package people

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps, s noun) *cobra.Command {
	req := operator.EditPersonRequest{Kind: s.kind}
	cmd := &cobra.Command{
		Use:   "edit PERSON",
		Short: "Change " + s.one,
		Long: "Change " + s.one + `. What no flag names stays as it is; an empty value
takes away. Phones that are given replace all that were there.`,
		Example: fmt.Sprintf(`  operator %s edit %s --name "%s"
  operator %s edit P7 --email %s --phone "+1 303 555 0123"`, s.group, s.email, s.person, s.group, s.email),
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, string(s.kind)),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Person = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.EditPerson)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Name, "name", "the full `NAME`")
	deps.Optional(f, &req.Email, "email", "the e-mail `ADDRESS`")
	deps.OptionalMany(f, &req.Phones, "phone", "", "a phone `NUMBER`, or LABEL=NUMBER; can be repeated")
	deps.Optional(f, &req.Title, "title", "what they do, as in Site manager (`TITLE`)")
	deps.Optional(f, &req.Role, "role", "`ROLE` in the workspace: admin, member or auditor")
	deps.Optional(f, &req.ExternalID, "external-id", "their id in another system: `KEY`, or SYSTEM=KEY; SYSTEM= takes it away")
	roleFlag(cmd, s)
	cmd.MarkFlagsOneRequired("name", "email", "phone", "title", "role", "external-id")
	return cmd
}
