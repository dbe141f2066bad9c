// Package token is the commands about tokens: what programs sign in by.
package token

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// token is here what the service calls so.
type token = operator.Token

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Make, list and delete what programs sign in by",
		Long: `Make, list and delete what programs sign in by. A token acts as its person, within
its scopes, until it expires or is deleted. Whoever has it is taken for the person:
keep it where passwords are kept.`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newDelete(d))
	return cmd
}

const scopesHelp = `The scopes: read asks questions, write changes what the person may change, import
imports, admin runs the workspace, gives roles and manages what others sign in by; all
is these four. impersonate lets an administrator act for others with --as, which is
recorded.`

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddTokenRequest
	var scopes []string
	cmd := &cobra.Command{
		Use:   "add [PERSON]",
		Short: "Make a token, which is shown once",
		Long: `Make a token for a person, or for yourself. It is shown this once: only what it can
be recognised by is kept.

` + scopesHelp,
		Example: `  operator token add ben@acme.example --scope read --expires 30d --note nightly
  operator token add P7 --scope read --scope import -o json --columns token`,
		Args:              deps.Args("[PERSON]"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				req.Person = operator.Ref(args[0])
			}
			for _, s := range scopes {
				req.Scopes = append(req.Scopes, operator.Scope(strings.ToLower(s)))
			}
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.AddToken, func(d *deps.Deps, t token) {
				if t.Token != nil {
					deps.Tell(d, "this token is shown once: keep it now; operator token delete %s ends it", t.Ref)
				}
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&scopes, "scope", nil, "what it may be used for: `SCOPE`; can be repeated (default: read and write)")
	f.StringVar(&req.Expires, "expires", "", "good until `TIME`: 30d from now, or 2030-01-01 (default: until it is deleted)")
	f.StringVar(&req.Note, "note", "", "what it is for: `TEXT`")
	deps.CompleteValues(cmd, "scope", operator.Scopes()...)
	deps.CompleteValues(cmd, "expires", "1d", "30d", "90d", "365d")
	return cmd
}

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListTokensRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the tokens that are good",
		Long: `List the tokens that are good: your own, and for administrators those of everybody.
What they are is not shown. When they were last used is known to the hour.`,
		Example: `  operator token list
  operator token list --person ben@acme.example -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[token], error) {
				req.Paging = p
				return s.ListTokens(ctx, req)
			})
		},
	}
	deps.Ref(cmd.Flags(), &req.Person, "person", "", "of `PERSON` only")
	deps.CompleteFlag(cmd, d, "person", "person")
	paging.Flags(cmd.Flags())
	return cmd
}

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete TOKEN",
		Short: "Make a token worthless from now on",
		Long: `Make a token worthless from now on. Who uses it is refused at their next request,
and an open stream ends. There is no way back: make another.`,
		Example: `  operator token delete K4
  operator token delete K4 --yes`,
		Args:              deps.Args("TOKEN"),
		ValidArgsFunction: deps.CompleteArgs(d, "token"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.TokenRequest{Token: operator.Ref(args[0])}
			question := func(t token) string {
				return fmt.Sprintf("Make the token %s of %s worthless?", about(t), t.Person.Name)
			}
			return deps.End(cmd.Context(), d, thing(d), req, question, operator.Service.DeleteToken)
		},
	}
}

// about is a token as a question names it.
func about(t token) string {
	if t.Note == nil {
		return t.Ref.String()
	}
	return fmt.Sprintf("%s (%s)", t.Ref, *t.Note)
}

func ref(t token) string { return t.Ref.String() }

func scopesOf(t token) string { return deps.Words(t.Scopes) }

// lastUsed is when a token was last used, which is known to the hour.
func lastUsed(d *deps.Deps, t token) string {
	if d.IO.OutTTY && t.LastUsedAt != nil && d.Now().Sub(*t.LastUsedAt) < time.Hour {
		return "this hour"
	}
	return d.OptionalAge(t.LastUsedAt, "never")
}

func sheet(d *deps.Deps) render.Sheet[token] {
	return render.Sheet[token]{
		Columns: []render.Column[token]{
			{Name: "ref", Title: "Ref", Reference: true, Text: ref},
			{Name: "person", Title: "Person", Flexible: true, Text: func(t token) string { return t.Person.Name }, Exact: func(t token) string { return t.Person.Ref.String() }},
			{Name: "scopes", Title: "Scopes", Flexible: true, Text: scopesOf},
			{Name: "note", Title: "Note", Flexible: true, Spare: true, Text: func(t token) string { return operator.Value(t.Note) }},
			{Name: "expires_at", Title: "Expires", Text: func(t token) string { return d.OptionalAge(t.ExpiresAt, "never") }, Exact: func(t token) string { return deps.Stamp(t.ExpiresAt) }},
			{Name: "last_used_at", Title: "Last used", Text: func(t token) string { return lastUsed(d, t) }, Exact: func(t token) string { return deps.Stamp(t.LastUsedAt) }},
			{Name: "created_at", Title: "Made", Hidden: true, Text: func(t token) string { return render.Stamp(t.CreatedAt) }},
		},
		Ref:   ref,
		Empty: "No tokens. Make one: operator token add PERSON",
	}
}

func thing(d *deps.Deps) deps.Thing[token] {
	return deps.Thing[token]{Fields: []render.Field[token]{
		{Name: "ref", Title: "Ref", Reference: true, Text: ref},
		{Name: "token", Title: "Token", Text: func(t token) string { return operator.Value(t.Token) }},
		{Name: "person", Title: "Person", Text: func(t token) string { return deps.Who(t.Person) }, Exact: func(t token) string { return t.Person.Ref.String() }},
		{Name: "scopes", Title: "Scopes", Text: scopesOf},
		{Name: "note", Title: "Note", Text: func(t token) string { return operator.Value(t.Note) }},
		{Name: "created_at", Title: "Made", Text: func(t token) string { return d.Moment(t.CreatedAt) }, Exact: func(t token) string { return render.Stamp(t.CreatedAt) }},
		{Name: "expires_at", Title: "Expires", Text: func(t token) string { return d.OptionalMoment(t.ExpiresAt) }, Exact: func(t token) string { return deps.Stamp(t.ExpiresAt) }},
		{Name: "last_used_at", Title: "Last used", Text: func(t token) string { return d.OptionalMoment(t.LastUsedAt) }, Exact: func(t token) string { return deps.Stamp(t.LastUsedAt) }},
	}, Ref: ref}
}
