package cli

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/render"
)

// columnsOf is the columns of each command that prints data, a line each, and where they
// are others the keys of its JSON: what a command prints is known by running it, which
// completion must not. A test in clitest writes the file, and holds it to the commands.
//
//go:embed columns.txt
var columnsOf string

// columnsFor is the columns of a command as a format has them.
func columnsFor(path string, format render.Format) []string {
	paths := []string{path}
	if format.Whole() {
		paths = []string{path + " -o json", path}
	}
	for _, path := range paths {
		for line := range strings.Lines(columnsOf) {
			if names, ok := strings.CutPrefix(strings.TrimSpace(line), path+": "); ok {
				return strings.Split(names, ", ")
			}
		}
	}
	return nil
}

// completeColumns completes a list of columns, each once.
func (p *program) completeColumns(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const how = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	at := strings.LastIndex(typed, ",") + 1
	before, last := typed[:at], strings.ToLower(typed[at:])
	var list []cobra.Completion
	format := p.deps.Output.Format
	if p.load() == nil { // what is wrong with the configuration is not said in the middle of a line
		format = p.deps.Output.Format
	}
	if p.globals.jq != "" || p.globals.template != "" {
		format = render.JSON
	}
	for _, name := range columnsFor(path, format) {
		if strings.HasPrefix(name, last) && !slices.Contains(strings.Split(before, ","), name) {
			list = append(list, before+name)
		}
	}
	return list, how
}
