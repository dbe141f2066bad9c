// Package admin is the commands that look behind the product, for administrators.
package admin

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "admin",
		Short: "Look at rows as they are kept",
		Long: `Look behind the product at what it keeps, when something is wrong and the commands
for it do not say what. For administrators; that they look is recorded.`,
	}
	cmd.AddCommand(newDump(d))
	return cmd
}
