package context

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var use bool
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a context to the configuration",
		Long: `Add a context to the configuration. Here --store, --remote, --as and
--token-file say what the context is to have; nothing is opened. A store that
is named need not be there yet. Output and timeout of a context: operator
config set.`,
		Example: `  operator context add local --store ~/homes --as maya@acme.example --use
  operator context add office --remote https://inbox.acme.example`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := given(cmd, args[0])
			if err == nil {
				err = thing().Check(d)
			}
			if err != nil {
				return err
			}
			how := deps.New
			if use {
				how = deps.Current
			}
			added, err := deps.Configure(d, func(conf deps.Configuration) (deps.Context, error) { return conf.Add(c, how) })
			if err != nil {
				return err
			}
			next(d, added)
			return thing().Write(d, added)
		},
	}
	cmd.Flags().BoolVar(&use, "use", false, "make it the current context")
	return cmd
}

// given is the context that the flags describe, which elsewhere say where a
// command runs.
func given(cmd *cobra.Command, name string) (deps.Context, error) {
	value := func(flag string) *string {
		if f := cmd.Flag(flag); f != nil && f.Changed {
			return new(f.Value.String())
		}
		return nil
	}
	c := deps.Context{Name: name, Store: value("store"), Remote: value("remote"), As: value("as"), TokenFile: value("token-file")}
	switch {
	case value("context") != nil:
		return c, operator.Errorf(operator.Usage, "--context says where a command runs, and adding a context runs nowhere").
			WithHint("leave it out; the new context is called %s", name).Reason("flag_useless")
	case c.Store == nil && c.Remote == nil:
		return c, operator.Errorf(operator.Usage, "say where the context %s leads to", name).
			WithHint("operator context add %s --store DIR, or --remote URL", name).Reason("no_target")
	}
	return c, nil
}

// next says what is left to do before commands run there.
func next(d *deps.Deps, c deps.Context) {
	switch {
	case d.DryRun:
		return
	case c.Current:
		warnOthers(d, c.Name)
	case !c.InForce:
		deps.Tell(d, "next: operator context use %s", c.Name)
	}
	if c.Store != nil && !d.Configuration.HasStore(*c.Store) {
		render.Note(d.IO, d.Output, "there is no store in %s yet: operator init --store %s", *c.Store, deps.Quoted(*c.Store))
	}
}
