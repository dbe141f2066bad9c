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

type score = operator.Score

func newScorecard(d *deps.Deps) *cobra.Command {
	var req operator.ScorecardRequest
	cmd := &cobra.Command{
		Use:   "scorecard",
		Short: "Show how well homes are looked after",
		Long: `Show how well homes are looked after, in a line for each community or for each of
the team: how often buyers heard of their home, how fast they were answered, and how
much of what asks for it they acknowledged. It is what operator stats updates and
operator stats responses tell, side by side; their help says what the numbers mean.`,
		Example: `  operator stats scorecard
  operator stats scorecard --by person --since 90d
  operator stats scorecard -o csv`,
	}
	asked{&req.By, &req.Since}.flags(cmd, operator.ByCommunity, age, "of the last `AGE`")
	return counts(d, cmd, func(ctx context.Context, s operator.Service) (operator.Scorecard, error) {
		return s.ShowScorecard(ctx, req)
	}, func(res operator.Scorecard) error {
		all := res.Total
		all.Key = total
		return write(d, res, res.Rows, []score{all}, scoreSheet(res.By))
	})
}

func scoreSheet(by operator.StatsBy) render.Sheet[score] {
	key := func(n score) string { return n.Key }
	return render.Sheet[score]{
		Columns: append(keyColumns(by, key, func(n score) *string { return n.Name }),
			number("updates", "Updates", func(n score) int { return n.Updates }),
			number("homes", "Homes", func(n score) int { return n.Homes }),
			optional("gap", "Longest gap", func(n score) *int { return n.Gap }, func(days int) string { return fmt.Sprintf("%d d", days) }, strconv.Itoa),
			percent("acknowledged", "Acknowledged", func(n score) *float64 { return n.Acknowledged }),
			number("answered", "Answered", func(n score) int { return n.Answered }),
			seconds("median", "Median", func(n score) *int { return n.Median }),
			percent("in_target", "In time", func(n score) *float64 { return n.InTarget }),
			number("waiting", "Waiting", func(n score) int { return n.Waiting }),
			number("overdue", "Overdue", func(n score) int { return n.Overdue }),
		),
		Ref: key,
	}
}
