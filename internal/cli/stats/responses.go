package stats

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type responses = operator.ResponseNumbers

func newResponses(d *deps.Deps) *cobra.Command {
	var req operator.ResponseStatsRequest
	cmd := &cobra.Command{
		Use:   "responses",
		Short: "Count how fast questions are answered",
		Long: `Count the questions of buyers and contacts that the team answered, and those that
wait. A question is the first message that nobody has replied to, and the next reply
of the team answers it; a conversation that was closed waits for nothing. The times
are those of the clock: half of the answers came within the median, nine tenths
within 90 %, and "first" is the median of the first replies of conversations. In
time is what was answered within the reply target, counted in business hours:
operator workspace show. What waits counts however old it is.

By person an answer counts for who gave it, and what waits for who is responsible: the
assignee, else the primary contact of the home, else the first of its team. Only
conversations that you are in are counted, on homes that you work on; administrators
and auditors count all, which is recorded.`,
		Example: `  operator stats responses
  operator stats responses --by person --since 90d
  operator stats responses -o json --jq .total.in_target`,
	}
	asked{&req.By, &req.Since}.flags(cmd, operator.ByCommunity, age, "answers of the last `AGE`")
	return counts(d, cmd, func(ctx context.Context, s operator.Service) (operator.ResponseStats, error) {
		return s.ShowResponseStats(ctx, req)
	}, func(res operator.ResponseStats) error {
		all := res.Total
		all.Key = total
		return write(d, res, res.Rows, []responses{all}, responseSheet(res.By))
	})
}

func responseSheet(by operator.StatsBy) render.Sheet[responses] {
	key := func(n responses) string { return n.Key }
	first := seconds("first_median", "First", func(n responses) *int { return n.FirstMedian })
	ninth := seconds("p90", "90 %", func(n responses) *int { return n.P90 })
	first.Spare, ninth.Spare = true, true
	return render.Sheet[responses]{
		Columns: append(keyColumns(by, key, func(n responses) *string { return n.Name }),
			number("answered", "Answered", func(n responses) int { return n.Answered }),
			seconds("median", "Median", func(n responses) *int { return n.Median }),
			ninth,
			first,
			percent("in_target", "In time", func(n responses) *float64 { return n.InTarget }),
			number("waiting", "Waiting", func(n responses) int { return n.Waiting }),
			number("overdue", "Overdue", func(n responses) int { return n.Overdue }),
			seconds("longest", "Longest", func(n responses) *int { return n.Longest }),
		),
		Ref: key,
	}
}
