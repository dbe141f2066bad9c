package people

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps, s noun) *cobra.Command {
	req := operator.AddPersonRequest{Kind: s.kind}
	cmd := &cobra.Command{
		Use:   "add --name NAME",
		Short: "Add " + s.one,
		Long: "Add " + s.one + ` to the directory. Nobody is invited or notified.
With an external id that is known already, the person who has it is changed
instead. Who has the same name and e-mail address, or without one the same phone, is
taken for the same person and not added again; --namesake adds them all the same.`,
		Example: fmt.Sprintf(`  operator %s add --name "%s" --email %s
  operator %s add --name "%s" --phone +13035550123 --external-id 4711`,
			s.group, s.person, s.email, s.group, s.person),
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.AddPerson, s.afterAdding)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Name, "name", "", "the full `NAME`")
	f.StringVar(&req.Email, "email", "", "the e-mail `ADDRESS`; without one, they cannot be invited")
	deps.Many(f, &req.Phones, "phone", "", "a phone `NUMBER`, or LABEL=NUMBER; can be repeated")
	f.StringVar(&req.Title, "title", "", "what they do, as in Site manager (`TITLE`)")
	f.StringVar((*string)(&req.Role), "role", "", "`ROLE` in the workspace: admin, member or auditor (default member)")
	f.StringVar(&req.ExternalID, "external-id", "", "their id in another system: `KEY`, or SYSTEM=KEY")
	f.BoolVar(&req.Namesake, "namesake", false, "somebody else of the same name and address is there already")
	roleFlag(cmd, s)
	deps.Require(cmd, "name")
	return cmd
}

// afterAdding says what somebody is added for.
func (s noun) afterAdding(d *deps.Deps, p operator.Person) {
	switch s.kind {
	case operator.Team:
		deps.Next(d, "operator property assign CODE %s", p.Ref)
	case operator.Buyer:
		deps.Next(d, "operator transaction open CODE --buyer %s", p.Ref)
	}
}
