package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// Paths are the commands that do something, and not only have others below them,
// as they are typed after operator: "inbox list". Tests and pages that must leave
// none out go by it.
func Paths() []string {
	var paths []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if !isGroup(cmd) {
			_, path, _ := strings.Cut(cmd.CommandPath(), " ")
			paths = append(paths, path)
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(build(newProgram(new(term.IO), Version{}), func(group) bool { return true }))
	slices.Sort(paths)
	return paths
}
