package stats

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type updates = operator.UpdateNumbers

func newUpdates(d *deps.Deps) *cobra.Command {
	var req operator.UpdateStatsRequest
	cmd := &cobra.Command{
		Use:   "updates",
		Short: "Count updates, and who saw them",
		Long: `Count the updates that were published, and how many of those who see them saw and
acknowledged them. An update to many homes counts on each. The longest gap is in
days: of homes under contract the longest time without an update, of a person the
longest time without one of theirs. Only homes that you work on are counted;
administrators and auditors count all.`,
		Example: `  operator stats updates
  operator stats updates --by person --since 90d
  operator stats updates --by property -o csv`,
	}
	asked{&req.By, &req.Since}.flags(cmd, operator.ByCommunity, age, "those of the last `AGE`")
	return counts(d, cmd, func(ctx context.Context, s operator.Service) (operator.UpdateStats, error) {
		return s.ShowUpdateStats(ctx, req)
	}, func(res operator.UpdateStats) error {
		all := res.Total
		all.Key = total
		return write(d, res, res.Rows, []updates{all}, updateSheet(res.By))
	})
}

func updateSheet(by operator.StatsBy) render.Sheet[updates] {
	key := func(n updates) string { return n.Key }
	return render.Sheet[updates]{
		Columns: append(keyColumns(by, key, func(n updates) *string { return n.Name }),
			number("updates", "Updates", func(n updates) int { return n.Updates }),
			number("with_media", "With files", func(n updates) int { return n.WithMedia }),
			number("homes", "Homes", func(n updates) int { return n.Homes }),
			percent("seen", "Seen", func(n updates) *float64 { return n.Seen }),
			percent("acknowledged", "Acknowledged", func(n updates) *float64 { return n.Acknowledged }),
			optional("gap", "Longest gap", func(n updates) *int { return n.Gap }, func(days int) string { return fmt.Sprintf("%d d", days) }, strconv.Itoa),
		),
		Ref: key,
	}
}
