// Package config is the commands about the configuration file and what is in force.
package config

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and change the configuration",
		Long: `Show and change the configuration. What holds is found in this order: a flag,
a variable of the environment, the context in force, the configuration file,
the default. See operator context for the places that commands run against.`,
	}
	cmd.AddCommand(newList(d), newGet(d), newSet(d), newUnset(d), newEdit(d), newPath(d))
	return deps.Mends(cmd)
}

// sheet says how settings are written.
func sheet() render.Sheet[deps.Setting] {
	return render.Sheet[deps.Setting]{
		Columns: []render.Column[deps.Setting]{
			{Name: "key", Title: "Key", Reference: true, Text: func(s deps.Setting) string { return s.Key }},
			{Name: "value", Title: "Value", Text: func(s deps.Setting) string { return operator.Value(s.Value) }},
			{Name: "origin", Title: "From", Flexible: true, Least: 20, Folds: true, Text: from, Exact: func(s deps.Setting) string { return s.Origin }},
			{Name: "source", Title: "Source", Hidden: true, Text: func(s deps.Setting) string { return operator.Value(s.Source) }},
			{Name: "file", Title: "File", Hidden: true, Text: func(s deps.Setting) string { return operator.Value(s.File) }},
			{Name: "line", Title: "Line", Hidden: true, Text: func(s deps.Setting) string {
				if s.Line == nil {
					return ""
				}
				return fmt.Sprint(*s.Line)
			}},
		},
		Ref: func(s deps.Setting) string { return s.Key },
	}
}

func thing() deps.Thing[deps.Setting] {
	return deps.Thing[deps.Setting]{Fields: deps.FieldsOf(sheet()), Ref: sheet().Ref}
}

// from says where a setting was found, for people: "flag --output", "context local
// in ~/.config/operator/config.yaml:4".
func from(s deps.Setting) string {
	words := []string{s.Origin}
	if s.Source != nil && s.Value != nil {
		words = append(words, *s.Source)
	}
	if s.File != nil && s.Line != nil {
		place := fmt.Sprintf("%s:%d", *s.File, *s.Line)
		if s.Origin == "context" {
			place = "in " + place
		}
		words = append(words, place)
	}
	return strings.Join(words, " ")
}

// completeKeys completes the name of a key, and offers what it can be.
func completeKeys(d *deps.Deps, values bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch {
		case len(args) == 0:
			return d.Configuration.Keys(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		case len(args) > 1 || !values:
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		key := args[0][strings.LastIndexByte(args[0], '.')+1:]
		switch key {
		case "store":
			return nil, cobra.ShellCompDirectiveFilterDirs
		case "token-file":
			return nil, cobra.ShellCompDirectiveDefault
		case "output":
			return render.Formats(), cobra.ShellCompDirectiveNoFileComp
		case "no-color", "accessible":
			return []cobra.Completion{"true", "false"}, cobra.ShellCompDirectiveNoFileComp
		case "current-context":
			var names []cobra.Completion
			list, err := d.Configuration.Contexts()
			for _, c := range list {
				names = append(names, c.Name)
			}
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}
