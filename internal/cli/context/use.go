package context

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newUse(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "use NAME",
		Short: "Make a context the current one",
		Long: `Make a context the current one, which counts where nothing else is said. There
is a warning where a flag or a variable goes before it.`,
		Example: `  operator context use office
  operator context use office --dry-run`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: complete(d),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := thing().Check(d); err != nil {
				return err
			}
			c, err := deps.Configure(d, func(conf deps.Configuration) (deps.Context, error) { return conf.Use(args[0]) })
			if err != nil {
				return err
			}
			if !d.DryRun {
				warnOthers(d, c.Name)
			}
			return thing().Write(d, c)
		},
	}
}

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete NAME",
		Short: "Take a context out of the configuration",
		Long: `Take a context out of the configuration. The store or the instance that it
leads to is left alone, so that nothing has to be confirmed. If it is the
current context there is none afterwards.`,
		Example: `  operator context delete office
  operator context delete demo --dry-run`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: complete(d),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := thing().Check(d); err != nil {
				return err
			}
			c, err := deps.Configure(d, func(conf deps.Configuration) (deps.Context, error) { return conf.Delete(args[0]) })
			if err != nil {
				return err
			}
			render.Note(d.IO, d.Output, "%s is left alone; to have the context again: %s", target(c), again(c))
			if c.Current {
				render.Note(d.IO, d.Output, "%s the current context: operator context use NAME chooses another", was(d))
			}
			c.Current, c.InForce, c.Because, c.Line = false, false, nil, nil
			return thing().Write(d, c)
		},
	}
}

func was(d *deps.Deps) string {
	if d.DryRun {
		return "it is"
	}
	return "it was"
}

// again is the command that adds a context again.
func again(c deps.Context) string {
	words := []string{"operator context add", c.Name}
	for _, flag := range []struct {
		name  string
		value *string
	}{{"--store", c.Store}, {"--remote", c.Remote}, {"--as", c.As}, {"--token-file", c.TokenFile}} {
		if value := operator.Value(flag.value); value != "" {
			words = append(words, flag.name, deps.Quoted(value))
		}
	}
	return strings.Join(words, " ")
}
