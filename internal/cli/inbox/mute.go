package inbox

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newMute(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "mute",
		Short: "Leave conversations out of your count",
		Long: `Leave conversations out of the count of what you have not read; new messages no
longer bring them back when they are archived or snoozed. A message that
mentions you counts all the same.`,
		Example: `  operator inbox mute C42
  operator inbox mute C42 C43`,
	}, "muted", func(req *operator.EditInboxRequest) { req.Muted = new(true) })
}

func newUnmute(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "unmute",
		Short: "Count muted conversations again",
		Long:  "Count conversations that you muted again.",
		Example: `  operator inbox unmute C42
  operator inbox unmute C42 C43 -o json`,
	}, "unmuted", func(req *operator.EditInboxRequest) { req.Muted = new(false) })
}
