package cli

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/setup"
	"github.com/seed-34ad0ce1/operator/internal/cli/workspace"
)

// group is a command below the root, with what the root's help and suggestions
// need to know without building it.
type group struct {
	name    string
	aliases []string
	section section
	short   string // the Short of what build makes
	build   func(*deps.Deps) *cobra.Command
}

// section is a heading of the root's help.
type section string

// The sections, in the order of the help.
const (
	daily  section = "Every day"
	homes  section = "Homes and people"
	data   section = "Data in and out"
	upkeep section = "Set up and keep"
	about  section = "This program"
)

var sections = []section{daily, homes, data, upkeep, about}

// commands are the commands below the root, in the order of the help. A new one
// is a line here; TestRegistry holds it to what build makes.
var commands = []group{
	{"init", nil, upkeep, "Make a new, empty store", setup.New},
	{"workspace", nil, upkeep, "Show and edit the workspace", workspace.New},
}

// command builds the group, or only its name.
func (g group) command(d *deps.Deps, whole bool) *cobra.Command {
	var cmd *cobra.Command
	if whole {
		cmd = g.build(d)
	} else {
		// It has a Run so that help and completion take it for a command.
		cmd = &cobra.Command{Use: g.name, Aliases: g.aliases, Short: g.short, Run: func(*cobra.Command, []string) {}}
	}
	cmd.GroupID = string(g.section)
	return cmd
}
