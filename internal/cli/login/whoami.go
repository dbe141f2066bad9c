package login

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// NewLogout is `operator logout`.
func NewLogout(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "logout",
		Short: "Sign out of an instance",
		Long: `Sign out of an instance: its token is worth nothing from now on, for anybody who has
it, and is forgotten here where login kept it.`,
		Example: `  operator logout
  operator logout --context office`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := instance(d, "sign out of"); err != nil {
				return err
			}
			if err := thing(d).Check(d); err != nil {
				return err
			}
			return logout(cmd.Context(), d)
		},
	}
}

// logout gives the token up, and forgets it. One that is worth nothing any more is
// forgotten too.
func logout(ctx context.Context, d *deps.Deps) error {
	who, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Identity, error) {
		return s.Logout(ctx, operator.LogoutRequest{})
	})
	if err != nil && operator.CodeOf(err) != operator.Denied {
		return err
	}
	forgotten, forget := deps.Configure(d, deps.Configuration.ForgetToken)
	switch {
	case forget != nil:
		return forget
	case err != nil && forgotten:
		render.Note(d.IO, d.Output, "the token was worth nothing any more; it is forgotten")
		return nil
	case err != nil:
		return err
	case !forgotten && !d.DryRun:
		render.Note(d.IO, d.Output, "the token is worth nothing any more; it stands where login did not put it")
	}
	return thing(d).Write(d, who)
}

// NewWhoami is `operator whoami`.
func NewWhoami(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "whoami",
		Short: "Say who acts, and by what",
		Long: `Say who acts: by a token on an instance, and on a store of this machine whom --as
names, the context, or the administrator that the store was made with.`,
		Example: `  operator whoami
  operator whoami --context office -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Show(cmd.Context(), d, thing(d), operator.WhoamiRequest{}, operator.Service.Whoami)
		},
	}
}

func thing(d *deps.Deps) deps.Thing[operator.Identity] {
	ofToken := func(of func(operator.Token) string) func(operator.Identity) string {
		return func(i operator.Identity) string {
			if i.Token == nil {
				return ""
			}
			return of(*i.Token)
		}
	}
	return deps.Thing[operator.Identity]{Fields: []render.Field[operator.Identity]{
		{Name: "person", Title: "Person", Text: func(i operator.Identity) string { return deps.Who(i.Person) }, Exact: ref},
		{Name: "role", Title: "Role", Text: func(i operator.Identity) string { return deps.Text(i.Role) }},
		{Name: "on_behalf_of", Title: "On behalf of", Text: func(i operator.Identity) string { return deps.OptionalWho(i.OnBehalfOf) }, Exact: func(i operator.Identity) string { return deps.OptionalRef(i.OnBehalfOf) }},
		{Name: "workspace", Title: "Workspace", Text: func(i operator.Identity) string { return i.Workspace }},
		{Name: "token", Title: "Token", Reference: true, Text: ofToken(func(t operator.Token) string { return t.Ref.String() })},
		{Name: "scopes", Title: "Scopes", Text: ofToken(func(t operator.Token) string { return deps.Words(t.Scopes) })},
		{Name: "expires_at", Title: "Expires", Text: ofToken(func(t operator.Token) string { return d.OptionalMoment(t.ExpiresAt) }), Exact: ofToken(func(t operator.Token) string { return deps.Stamp(t.ExpiresAt) })},
	}, Ref: ref}
}

func ref(i operator.Identity) string { return i.Person.Ref.String() }
