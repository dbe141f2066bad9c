package context

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
)

func newList(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the contexts of the configuration",
		Long: `List the contexts of the configuration. The current one has a *; the column
"In force" says which one commands run against now, and why.`,
		Example: `  operator context list
  operator context list -o json`,
		Args: deps.Args(),
		RunE: func(*cobra.Command, []string) error {
			list, err := d.Configuration.Contexts()
			if err != nil {
				return err
			}
			if err := render.List(d.IO, d.Output, list, sheet()); err != nil {
				return err
			}
			if slices.ContainsFunc(list, func(c deps.Context) bool { return c.InForce }) {
				return nil
			}
			if force, err := d.Configuration.Context(""); err != nil {
				render.Note(d.IO, d.Output, "in force: none: %v", err)
			} else {
				render.Note(d.IO, d.Output, "in force: %s (%s)", target(force), because(force))
			}
			return nil
		},
	}
}

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show a context, or the one in force",
		Long: `Show a context. Without a name it is the one in force, or where commands run
if that has no name.`,
		Example: `  operator context show
  operator context show office -o json`,
		Args:              deps.Args("[NAME]"),
		ValidArgsFunction: complete(d),
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			c, err := d.Configuration.Context(name)
			if err != nil {
				return err
			}
			return thing().Write(d, c)
		},
	}
}
