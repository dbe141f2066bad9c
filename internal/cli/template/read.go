package template

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List templates",
		Long:  "List templates in the order of their names, with the variables that they use.",
		Example: `  operator template list
  operator template list -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[text], error) {
				return s.ListTemplates(ctx, operator.ListTemplatesRequest{Paging: p})
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}

func newShow(d *deps.Deps) *cobra.Command {
	var req operator.ShowTemplateRequest
	var vars []string
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show a template, filled in for a home",
		Long: `Show a template. With a home it is filled in, as it would be sent by you now; a
variable without a value is an error that names it. A value of --var is used where
a variable has none of its own.`,
		Example: `  operator template show welcome
  operator template show welcome -p MR-014 --var date=2026-05-01`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: deps.CompleteArgs(d, "template"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			req.Template = args[0]
			if req.Vars, err = deps.Vars(vars); err != nil {
				return err
			}
			return deps.Show(cmd.Context(), d, thing(), req, operator.Service.ShowTemplate)
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "fill it in for the home `CODE`")
	f.StringArrayVar(&vars, "var", nil, "a value, as `KEY=VALUE`; can be repeated")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}
