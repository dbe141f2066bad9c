// Package property is the commands about properties, that is homes.
package property

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "property",
		Short: "Add and change homes, and who works on them",
		Long: `Add and change homes, and who works on them. A home is called by its code;
its stage follows from its sales (operator transaction).`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newShow(d), newEdit(d), newDelete(d), newAssign(d), newUnassign(d), newHistory(d))
	return cmd
}
