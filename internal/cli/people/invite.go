package people

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newInvite(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "invite PERSON…",
		Short: "Let people sign in, with a code for each",
		Long: `Let people sign in, with a code for each, which is printed once and is good once, for
two weeks. That they were invited is kept, and that they accepted it when they sign in;
sending the code is up to you. Nobody is invited by being added or imported.`,
		Example: `  operator person invite tom@lee.example
  operator person invite P7 P8 -o csv --columns person,code
  operator buyer list --jq '.[]|select(.invitation.state=="not-invited").ref' |
    xargs operator person invite -o csv`,
		Args:              deps.Args("PERSON…"),
		ValidArgsFunction: deps.CompleteArgs(d, "person…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := render.Check(d.Output, deps.FieldsOf(inviteSheet(d))); err != nil {
				return err
			}
			req := operator.InviteRequest{People: deps.Refs(args)}
			made, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) ([]operator.Invite, error) {
				return s.InvitePeople(ctx, req)
			})
			if err != nil {
				return err
			}
			if err := render.List(d.IO, d.Output, made, inviteSheet(d)); err != nil {
				return err
			}
			deps.Next(d, "tell each of them their code; they type it into: operator login --remote URL")
			return nil
		},
	}
}

func inviteSheet(d *deps.Deps) render.Sheet[operator.Invite] {
	ref := func(i operator.Invite) string { return i.Person.Ref.String() }
	return render.Sheet[operator.Invite]{
		Columns: []render.Column[operator.Invite]{
			{Name: "person", Title: "Person", Flexible: true, Text: func(i operator.Invite) string { return deps.Who(i.Person) }, Exact: ref},
			{Name: "email", Title: "E-mail", Flexible: true, Text: func(i operator.Invite) string { return operator.Value(i.Person.Email) }},
			{Name: "code", Title: "Code", Text: func(i operator.Invite) string { return i.Code }},
			{Name: "expires_at", Title: "Good until", Text: func(i operator.Invite) string { return d.Time(i.ExpiresAt) }, Exact: func(i operator.Invite) string { return render.Stamp(i.ExpiresAt) }},
		},
		Ref: ref,
	}
}
