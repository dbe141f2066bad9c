package inbox

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newArchive(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "archive",
		Short: "Put conversations away until somebody writes",
		Long: `Put conversations away: they leave your inbox list, and come back when somebody
writes in them, unless you have muted them.`,
		Example: `  operator inbox archive C42
  operator inbox archive C42 C43 -o json`,
	}, "archived", func(req *operator.EditInboxRequest) { req.Archived = new(true) })
}

func newUnarchive(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "unarchive",
		Short: "Take conversations out of the archive",
		Long:  "Bring conversations that you archived back into your inbox list.",
		Example: `  operator inbox unarchive C42
  operator inbox unarchive C42 C43 -o json`,
	}, "unarchived", func(req *operator.EditInboxRequest) { req.Archived = new(false) })
}
