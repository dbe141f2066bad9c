package inbox

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newStar(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "star",
		Short: "Mark conversations to find them again",
		Long:  "Mark conversations to find them again: operator inbox list --starred.",
		Example: `  operator inbox star C42
  operator inbox star C42 C43`,
	}, "starred", func(req *operator.EditInboxRequest) { req.Starred = new(true) })
}

func newUnstar(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "unstar",
		Short: "Take the star off conversations",
		Long:  "Take the star off conversations.",
		Example: `  operator inbox unstar C42
  operator inbox unstar C42 C43`,
	}, "unstarred", func(req *operator.EditInboxRequest) { req.Starred = new(false) })
}
