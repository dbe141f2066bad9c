package milestone

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newTemplate(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Show and set the steps that homes go through",
		Long: `Show and set the steps that homes go through: those of the workspace, or with
--community those of one community, which come before them.`,
	}
	cmd.AddCommand(newShow(d), newSet(d))
	return cmd
}

// maxFile is how long a file of steps is at most: all texts as long as they can be
// would be longer, and nobody has written such a file.
const maxFile = 1 << 20

type (
	template = operator.MilestoneTemplate
	step     = operator.MilestoneStep
)

func steps() render.Sheet[step] {
	return render.Sheet[step]{
		Columns: []render.Column[step]{
			{Name: "name", Title: "Milestone", Flexible: true, Text: func(s step) string { return s.Name }},
			{Name: "text", Title: "Text of its update", Flexible: true, Share: 2, Text: func(s step) string { return operator.Value(s.Text) }},
		},
		Ref: func(s step) string { return s.Name },
	}
}

// write writes a template: the steps, or in formats that hold more the whole.
func write(d *deps.Deps, t template) error {
	if d.Output.Format.Whole() {
		return render.One(d.IO, d.Output, t, nil, nil)
	}
	return render.List(d.IO, d.Output, t.Steps, steps())
}

func newShow(d *deps.Deps) *cobra.Command {
	var req operator.MilestoneTemplateRequest
	file := false
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the steps that homes go through",
		Long: `Show the steps that the homes of the workspace go through, or with --community
those of one. With --file they are written as operator milestone template set
reads them.`,
		Example: `  operator milestone template show
  operator milestone template show --community MR --file > steps.txt`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (template, error) {
				return s.ShowMilestoneTemplate(ctx, req)
			})
			if err != nil {
				return err
			}
			if file {
				_, err := term.NewOutput(d.IO.Out).Write([]byte(term.Block(format(t.Steps)) + "\n"))
				return err
			}
			return deps.Paged(d, func() error { return write(d, t) })
		},
	}
	deps.Ref(cmd.Flags(), &req.Community, "community", "", "those of the community `CODE`")
	cmd.Flags().BoolVar(&file, "file", false, "write them as a file that set reads")
	deps.CompleteFlag(cmd, d, "community", "community")
	return cmd
}

func newSet(d *deps.Deps) *cobra.Command {
	var req operator.SetMilestoneTemplateRequest
	cmd := &cobra.Command{
		Use:   "set FILE",
		Short: "Replace the steps that homes go through",
		Long: `Replace the steps that homes go through by those in a file; - is standard input.
A line is a step, and may have the text of its update behind " : "; indented lines
below a step are its text, or go on with it. What begins with # is left out. A
text can have variables, as in operator template. What homes have completed stays.
An empty file takes the steps of a community away, and gives the workspace those
that it began with.`,
		Example: `  operator milestone template set steps.txt
  operator milestone template set --community MR steps.txt
  printf 'Slab : It is poured.\nRoof\n' | operator milestone template set -`,
		Args: deps.Args("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := render.Check(d.Output, deps.FieldsOf(steps())); err != nil && !d.Output.Format.Whole() {
				return err
			}
			text, err := deps.ReadText(cmd.Context(), d, args[0], maxFile)
			if err != nil {
				return err
			}
			if req.Steps, err = parse(text); err != nil {
				return err
			}
			d.Warn(doubtful(req.Steps))
			t, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) (template, error) {
				return s.SetMilestoneTemplate(ctx, req)
			})
			if err != nil {
				return err
			}
			if !d.Sentences() {
				return write(d, t)
			}
			if t.Community == nil && req.Community != "" {
				return d.Say("the milestones of %s %s: its homes have the %d of the workspace", req.Community, d.Done("taken away"), len(t.Steps))
			}
			return d.Say("%s %s for %s", deps.Count(len(t.Steps), "milestone", "milestones"), d.Done("set"), whose(t))
		},
	}
	deps.Ref(cmd.Flags(), &req.Community, "community", "", "those of the community `CODE`")
	deps.CompleteFlag(cmd, d, "community", "community")
	return cmd
}

func whose(t template) string {
	if t.Community == nil {
		return "the workspace"
	}
	return *t.Community
}
