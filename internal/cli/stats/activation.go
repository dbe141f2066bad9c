package stats

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type activation = operator.ActivationNumbers

func newActivation(d *deps.Deps) *cobra.Command {
	var req operator.ActivationStatsRequest
	cmd := &cobra.Command{
		Use:   "activation",
		Short: "Count who was invited, and who comes",
		Long: `Count the buyers of the current sales of homes and the team that is assigned to them:
how many were invited, have ever signed in, were active lately, and never came at all.
Somebody was seen when they signed in, when a token of theirs was used, when they saw
or acknowledged an update themselves, and who is of the team when they wrote a message
or an update. That is known to the hour. Who may not sign in any more is left out.

Somebody with several homes counts once in each row, and once in all. Only homes that
you work on are counted; administrators and auditors count all.`,
		Example: `  operator stats activation
  operator stats activation --by property --since 2w
  operator stats activation --by person -o csv`,
	}
	asked{&req.By, &req.Since}.flags(cmd, operator.ByCommunity, age, "who was seen in the last `AGE` is active")
	return counts(d, cmd, func(ctx context.Context, s operator.Service) (operator.ActivationStats, error) {
		return s.ShowActivationStats(ctx, req)
	}, func(res operator.ActivationStats) error {
		totals := slices.Clone(res.Totals)
		for i := range totals {
			totals[i].Key = total
		}
		rows := res.Rows
		if d.Output.Format == render.ID { // buyers and team are rows of one key
			rows = slices.CompactFunc(slices.Clone(rows), func(a, b activation) bool { return a.Key == b.Key })
		}
		return write(d, res, rows, totals, activationSheet(d, res.By))
	})
}

func activationSheet(d *deps.Deps, by operator.StatsBy) render.Sheet[activation] {
	key := func(n activation) string { return n.Key }
	return render.Sheet[activation]{
		Columns: append(keyColumns(by, key, func(n activation) *string { return n.Name }),
			render.Column[activation]{Name: "kind", Title: "Kind", Text: func(n activation) string { return string(n.Kind) }},
			number("people", "People", func(n activation) int { return n.People }),
			number("invited", "Invited", func(n activation) int { return n.Invited }),
			number("signed_in", "Signed in", func(n activation) int { return n.SignedIn }),
			number("active", "Active", func(n activation) int { return n.Active }),
			number("never", "Never", func(n activation) int { return n.Never }),
			moment(d, "last_seen", "Last seen", func(n activation) *time.Time { return n.LastSeen }),
		),
		Ref: key,
	}
}
