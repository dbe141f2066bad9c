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
it, so that none can be changed, taken out or moved without that showing. The key
of the hashes is in the store, and, once a server has had that, in the file
operator.key beside it, which no backup has unless asked. Who has both the store
and the key could write the whole log anew: against that, keep the head of the log
in another place (operator audit anchor), and have the log compared with it
(operator audit verify --expect-head).`,
	}
	cmd.AddCommand(newVerify(d), newAnchor(d), newRekey(d))
	return cmd
}
