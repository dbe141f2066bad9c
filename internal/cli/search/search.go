// Package search is the command that finds what people wrote.
package search

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type hit = operator.Hit

// New is `operator search`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.SearchRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "search [QUERY…]",
		Short: "Find messages and updates by what they say",
		Long: `Find messages and updates by what they say, the newest first. A query is words, in
any case and with or without their accents; all of them must be in the text:

  cabinet island        both words
  '"pantry door"'       these words, one after the other
  found*                a word that begins so
  from:PERSON           written by this person
  property:CODE         about this home
  after:TIME            from then on; --since says the same
  before:TIME           up to then

You find what is in your own conversations, and the updates that you see. With
--all, administrators and auditors look through those of everybody, which is
recorded. operator msg show and operator update show print what was found.`,
		Example: `  operator search cabinet island
  operator search '"pantry door" from:ben@acme.example' --since -30d
  operator search 'found* property:MR-014' -o json
  operator search --from P7 --before 2026-05-01`,
		Args:              deps.Args("[QUERY…]"),
		ValidArgsFunction: complete(d),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Query = strings.Join(args, " ")
			return deps.List(cmd.Context(), d, &paging, sheet(d, req.All), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[hit], error) {
				req.Paging = p
				return s.Search(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.From, "from", "", "those written by `PERSON`")
	deps.Ref(f, &req.Property, "property", "p", "those about the home `CODE`")
	f.StringVar(&req.Since, "since", "", "only those from `TIME` on")
	f.StringVar(&req.Before, "before", "", "only those before `TIME`")
	f.BoolVar(&req.All, "all", false, "in every conversation, not only your own; for administrators and auditors, and recorded")
	deps.CompleteFlag(cmd, d, "from", "person")
	deps.CompleteFlag(cmd, d, "property", "property")
	paging.Flags(f)
	return cmd
}

// sheet is the list of what was found.
func sheet(d *deps.Deps, all bool) render.Sheet[hit] {
	empty := "Nothing found in your conversations."
	if all {
		empty = "Nothing found."
	}
	return render.Sheet[hit]{
		Columns: []render.Column[hit]{
			{Name: "ref", Title: "Ref", Reference: true, Text: ref},
			{Name: "property", Title: "Property", Reference: true, Text: func(h hit) string { return h.Property }},
			{Name: "conversation", Title: "Conversation", Reference: true, Hidden: true, Text: func(h hit) string { return h.Conversation.String() }},
			{Name: "subject", Title: "Subject", Flexible: true, Hidden: true, Text: func(h hit) string { return operator.Value(h.Subject) }},
			{Name: "author", Title: "Author", Flexible: true, Spare: true, Text: func(h hit) string { return h.Author.Name }, Exact: func(h hit) string { return h.Author.Ref.String() }},
			{Name: "created_at", Title: "Age", Text: func(h hit) string { return d.Age(h.CreatedAt) }, Exact: func(h hit) string { return render.Stamp(h.CreatedAt) }},
			{Name: "kind", Title: "Kind", Hidden: true, Text: func(h hit) string { return h.Kind }},
			{
				Name: "excerpt", Title: "Text", Flexible: true, Folds: true, Least: 24, Share: 4,
				Text: func(h hit) string { return h.Excerpt }, Marks: func(h hit) []operator.Mark { return h.Marks },
			},
		},
		Ref:   ref,
		Empty: empty,
	}
}

func ref(h hit) string { return h.Ref }

// complete completes the conditions of a query, and what they name.
func complete(d *deps.Deps) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		name, value, named := strings.Cut(typed, ":")
		if !named {
			conditions := cobra.FixedCompletions([]cobra.Completion{
				cobra.CompletionWithDesc("from:", "written by a person"), cobra.CompletionWithDesc("property:", "about a home"),
				cobra.CompletionWithDesc("after:", "from a time on"), cobra.CompletionWithDesc("before:", "up to a time"),
			}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace|cobra.ShellCompDirectiveKeepOrder)
			return conditions(cmd, args, typed)
		}
		kind, ok := map[string]string{"from": "person", "property": "property"}[strings.ToLower(name)]
		if !ok {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found, directive := deps.References(d, kind)(cmd, args, value)
		for i, f := range found {
			found[i] = name + ":" + f
		}
		return found, directive
	}
}
