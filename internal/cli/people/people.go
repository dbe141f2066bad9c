// Package people is the commands about people: one group for each kind of person,
// and one for what does not depend on the kind.
package people

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// noun is what the commands of a kind of person have of their own.
type noun struct {
	kind   operator.PersonKind
	group  string // the command
	one    string // "a buyer"
	many   string // "buyers"
	email  string // an address for examples
	person string // a name for examples
}

var (
	buyers   = noun{operator.Buyer, "buyer", "a buyer", "buyers", "ana@mail.example", "Ana Torres"}
	team     = noun{operator.Team, "team", "a team member", "team members", "ben@acme.example", "Ben Ode"}
	contacts = noun{operator.Contact, "contact", "a contact", "contacts", "lee@bank.example", "Lee Chan"}
)

// NewBuyer builds the commands about buyers.
func NewBuyer(d *deps.Deps) *cobra.Command { return group(d, buyers) }

// NewTeam builds the commands about the team.
func NewTeam(d *deps.Deps) *cobra.Command { return group(d, team) }

// NewContact builds the commands about contacts.
func NewContact(d *deps.Deps) *cobra.Command { return group(d, contacts) }

func group(d *deps.Deps, s noun) *cobra.Command {
	cmd := &cobra.Command{Use: s.group, Short: "Add, list, show, edit and delete " + s.many}
	cmd.AddCommand(newAdd(d, s), newList(d, s), newShow(d, s), newEdit(d, s), newDelete(d, s))
	return cmd
}

// NewPerson builds the commands about people of any kind.
func NewPerson(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "person",
		Short: "Show, invite, merge, deactivate and erase people",
		Long: `List, show, invite, merge, deactivate, activate and erase people of any kind. They are
added, edited and deleted by their kind, as in operator buyer add.`,
	}
	cmd.AddCommand(newListAll(d), newShowAny(d), newInvite(d), newMerge(d), newUndo(d), newDeactivate(d), newActivate(d), newErase(d))
	return cmd
}

// completeRole completes --role.
func completeRole(cmd *cobra.Command) {
	deps.CompleteValues(cmd, "role", operator.Admin, operator.Member, operator.Auditor)
}

// roleFlag describes --role. Only the team has roles; for others the flag is
// there, unseen, so that the service can say so.
func roleFlag(cmd *cobra.Command, s noun) {
	completeRole(cmd)
	if s.kind != operator.Team {
		cmd.Flags().Lookup("role").Hidden = true
	}
}
