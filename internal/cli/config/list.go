package config

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List every setting, and where it comes from",
		Long: `List every setting with the value in force, and where that comes from: a flag,
a variable of the environment, the context in force, the configuration file,
or the default. Secrets are not shown.`,
		Example: `  operator config list
  operator config list --columns key,value,file,line
  operator config list -o json --context office`,
		Args: deps.Args(),
		RunE: func(*cobra.Command, []string) error {
			list, err := d.Configuration.Settings()
			if err != nil {
				return err
			}
			return render.List(d.IO, d.Output, list, sheet())
		},
	}
}

func newGet(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "get KEY",
		Short: "Show one setting",
		Long: `Show the value in force of a setting, as operator config list has it, or what
the file says of one of its own keys: current-context, contexts.NAME.KEY. A
setting without a value is an empty line.`,
		Example: `  operator config get output
  operator config get contexts.office.remote
  operator config get store -o json`,
		Args:              deps.Args("KEY"),
		ValidArgsFunction: completeKeys(d, false),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := d.Configuration.Setting(args[0])
			if err != nil {
				return err
			}
			if !d.Sentences() {
				return thing().Write(d, s)
			}
			deps.Tell(d, "from: %s", from(s))
			_, err = fmt.Fprintln(d.IO.Out, term.Line(operator.Value(s.Value)))
			return err
		},
	}
}

func newPath(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Show where the configuration file is",
		Long: `Show where the configuration file is, whether it is there or not: the file of
--config, else of OPERATOR_CONFIG, else operator/config.yaml in
XDG_CONFIG_HOME.`,
		Example: `  operator config path
  cat "$(operator config path)"`,
		Args: deps.Args(),
		RunE: func(*cobra.Command, []string) error {
			path := d.Configuration.Path()
			if path == "" {
				return operator.Errorf(operator.Config, "there is no place for a configuration file: HOME is not set").
					WithHint("set OPERATOR_CONFIG to a file").Reason("no_home")
			}
			if d.Sentences() {
				return d.Say("%s", path)
			}
			type place struct {
				Path string `json:"path"`
			}
			at := func(p place) string { return p.Path }
			return render.One(d.IO, d.Output, place{path}, []render.Field[place]{{Name: "path", Title: "Path", Reference: true, Text: at}}, at)
		},
	}
}
