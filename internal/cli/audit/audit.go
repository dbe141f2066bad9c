// Package audit is the commands that prove what has happened.
package audit

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Prove that the log of events is whole",
		Long: `Prove that the log of events is whole. Each event holds the hash of the one before
it, so that none can be changed, taken out or moved without that showing. Who has
the folder of the store also has the key of the hashes, and could write the whole
log anew: against that, keep the head of the log in another place (operator audit
anchor), and have the log compared with it (operator audit verify --expect-head).`,
	}
	cmd.AddCommand(newVerify(d), newAnchor(d))
	return cmd
}
