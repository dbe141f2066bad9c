package template

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddTemplateRequest
	var body deps.Body
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a template",
		Long: `Add a template: a text with variables. ` + variables() + `

` + deps.BodyHelp + `
The title is that of an update, or the subject of a new conversation.`,
		Example: `  operator template add welcome --title "{{property.code}}" -F welcome.md
  operator template add hello -b "Dear {{buyers.first_names}}, {{word}}."`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := thing().Check(d); err != nil {
				return err
			}
			req.Name = args[0]
			var err error
			if req.Body, err = body.Read(cmd.Context(), d, nil); err != nil {
				return err
			}
			return body.Rescue(d, deps.Act(cmd.Context(), d, thing(), req, operator.Service.AddTemplate, func(d *deps.Deps, t text) {
				deps.Next(d, "operator template show %s -p CODE", t.Name)
			}))
		},
	}
	cmd.Flags().StringVar(&req.Title, "title", "", "the `TITLE`, which can have variables too")
	body.Flags(cmd)
	return cmd
}

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditTemplateRequest
	var body deps.Body
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change a template",
		Long: `Change a template. What no flag names stays as it is, and so does what was written
from it before.`,
		Example: `  operator template edit welcome -F welcome.md
  operator template edit welcome --name welcome-home --title ""`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: deps.CompleteArgs(d, "template"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Template = args[0]
			return edit(cmd.Context(), d, req, &body)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Name, "name", "another `NAME`")
	deps.Optional(f, &req.Title, "title", "the `TITLE`; empty takes it away")
	body.Flags(cmd)
	cmd.MarkFlagsOneRequired("name", "title", "body", "body-file", "editor")
	return cmd
}

func edit(ctx context.Context, d *deps.Deps, req operator.EditTemplateRequest, body *deps.Body) error {
	if err := thing().Check(d); err != nil {
		return err
	}
	if body.Given() {
		text, err := body.Read(ctx, d, func() (string, error) {
			t, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (text, error) {
				return s.ShowTemplate(ctx, operator.ShowTemplateRequest{Template: req.Template})
			})
			return t.Body, err
		})
		if err != nil {
			return err
		}
		req.Body = &text
	}
	return body.Rescue(d, deps.Act(ctx, d, thing(), req, operator.Service.EditTemplate))
}

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a template",
		Long:  "Delete a template. What was written from it stays.",
		Example: `  operator template delete welcome
  operator template delete welcome --yes`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: deps.CompleteArgs(d, "template"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.TemplateRequest{Template: args[0]}
			question := func(t text) string { return fmt.Sprintf("Delete the template %s?", t.Name) }
			return deps.End(cmd.Context(), d, thing(), req, question, operator.Service.DeleteTemplate, func(d *deps.Deps, t text) {
				deps.Tell(d, "deleted %s; this was it:", t.Name)
			})
		},
	}
}
