package cli

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// columnsOf is the columns of each command that prints data, a line each: what a
// command prints is known by running it, which completion must not. A test in clitest
// writes the file, and holds it to the commands.
//
//go:embed columns.txt
var columnsOf string

// completeColumns completes a list of columns, each once.
func completeColumns(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const how = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	at := strings.LastIndex(typed, ",") + 1
	before, last := typed[:at], strings.ToLower(typed[at:])
	var list []cobra.Completion
	for line := range strings.Lines(columnsOf) {
		names, ok := strings.CutPrefix(strings.TrimSpace(line), path+": ")
		if !ok {
			continue
		}
		for _, name := range strings.Split(names, ", ") {
			if strings.HasPrefix(name, last) && !slices.Contains(strings.Split(before, ","), name) {
				list = append(list, before+name)
			}
		}
	}
	return list, how
}
