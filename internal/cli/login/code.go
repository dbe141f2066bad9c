package login

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// NewCode builds the commands about login codes.
func NewCode(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "login-code",
		Short: "Make codes that people sign in with",
		Long: `Make codes that people sign in with, once. A code belongs to a person, and to no
address: whoever has it signs in as them.`,
	}
	cmd.AddCommand(newAddCode(d))
	return cmd
}

func newAddCode(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "add PERSON",
		Short: "Make a code that signs a person in, once",
		Long: `Make a code that signs a person in, once, within a quarter of an hour. It takes the
place of the one they had. Say it to them, or send it: they type it into
operator login.`,
		Example: `  operator login-code add ben@acme.example
  operator login-code add P7 -o json --columns code`,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.LoginCodeRequest{Person: operator.Ref(args[0])}
			return deps.Act(cmd.Context(), d, codeThing(d), req, operator.Service.AddLoginCode, func(d *deps.Deps, c operator.LoginCode) {
				minutes := c.ExpiresAt.Sub(d.Now()).Round(time.Minute) / time.Minute
				deps.Tell(d, "it is shown once and good for %s; they type it into: operator login --remote URL",
					deps.Count(int(minutes), "minute", "minutes"))
			})
		},
	}
}

func codeThing(d *deps.Deps) deps.Thing[operator.LoginCode] {
	return deps.Thing[operator.LoginCode]{Fields: []render.Field[operator.LoginCode]{
		{Name: "person", Title: "Person", Text: func(c operator.LoginCode) string { return deps.Who(c.Person) }, Exact: func(c operator.LoginCode) string { return c.Person.Ref.String() }},
		{Name: "code", Title: "Code", Text: func(c operator.LoginCode) string { return c.Code }},
		{Name: "expires_at", Title: "Good until", Text: func(c operator.LoginCode) string { return d.Moment(c.ExpiresAt) }, Exact: func(c operator.LoginCode) string { return render.Stamp(c.ExpiresAt) }},
	}, Ref: func(c operator.LoginCode) string { return c.Person.Ref.String() }}
}
