package config

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newSet(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Set a setting in the configuration file",
		Long: `Set a setting in the configuration file, which is made if it is not there.
Comments and the order of keys stay. For all contexts: current-context,
output, timeout, no-color, pager, editor, accessible. For one:
contexts.NAME.KEY, where KEY is store, remote, as, token-file, output or
timeout. There is a warning where something else goes before what was set.`,
		Example: `  operator config set output json
  operator config set pager "less -R"
  operator config set contexts.office.as maya@acme.example`,
		Args:              deps.Args("KEY", "VALUE"),
		ValidArgsFunction: completeKeys(d, true),
		RunE: func(_ *cobra.Command, args []string) error {
			return change(d, args[0], func(c deps.Configuration) (deps.Setting, error) { return c.Set(args[0], args[1]) })
		},
	}
}

func newUnset(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "unset KEY",
		Short: "Take a setting out of the configuration file",
		Long: `Take a setting out of the configuration file, so that the default holds again.
One that is not there is no mistake.`,
		Example: `  operator config unset output
  operator config unset contexts.office.as`,
		Args:              deps.Args("KEY"),
		ValidArgsFunction: completeKeys(d, false),
		RunE: func(_ *cobra.Command, args []string) error {
			return change(d, args[0], func(c deps.Configuration) (deps.Setting, error) { return c.Unset(args[0]) })
		},
	}
}

// change makes a change, writes what the file says then, and warns if something
// else goes before it.
func change(d *deps.Deps, key string, do func(deps.Configuration) (deps.Setting, error)) error {
	if err := thing().Check(d); err != nil {
		return err
	}
	said, err := deps.Configure(d, do)
	if err != nil {
		return err
	}
	if in, err := d.Configuration.Setting(key); err == nil && said.Value != nil && !d.DryRun {
		if in.Origin == "environment" || in.Origin == "context" && said.Origin == "file" {
			d.Warn([]string{operator.Value(in.Source) + " goes before it: " + key + " is " + operator.Value(in.Value)})
		}
	}
	return thing().Write(d, said)
}

func newEdit(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "edit",
		Short: "Edit the configuration file in your editor",
		Long: `Edit the configuration file in your editor ($OPERATOR_EDITOR, else the setting
editor, $VISUAL or $EDITOR). What is wrong afterwards is refused with its
line, and the file stays as it was.`,
		Example: `  operator config edit
  operator config edit --config ./office.yaml`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := deps.Configure(d, func(c deps.Configuration) (struct{}, error) {
				return struct{}{}, c.Edited(func(text string) (string, error) { return term.Editor(cmd.Context(), d.IO, text) })
			})
			return err
		},
	}
}
