// Package stats is the commands that count.
package stats

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "stats", Short: "Count how well homes are looked after"}
	cmd.AddCommand(newUpdates(d))
	return cmd
}

type numbers = operator.UpdateNumbers

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
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			res, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.UpdateStats, error) {
				return s.ShowUpdateStats(ctx, req)
			})
			if err != nil {
				return err
			}
			return deps.Paged(d, func() error { return write(d, res) })
		},
	}
	f := cmd.Flags()
	f.StringVar((*string)(&req.By), "by", string(operator.ByCommunity), "a row for each `KEY`: property, community or person")
	f.StringVar(&req.Since, "since", "30d", "those of the last `AGE`")
	deps.CompleteValues(cmd, "by", operator.ByProperty, operator.ByCommunity, operator.ByPerson)
	return cmd
}

// write writes the numbers: a row each and the total, or in formats that hold more
// the whole.
func write(d *deps.Deps, res operator.UpdateStats) error {
	switch d.Output.Format {
	case render.JSON, render.JSONL, render.YAML:
		return render.One(d.IO, d.Output, res, nil, nil)
	case render.ID:
		return render.List(d.IO, d.Output, res.Rows, sheet(res.By))
	}
	total := res.Total
	total.Key = "total"
	return render.List(d.IO, d.Output, append(slices.Clip(res.Rows), total), sheet(res.By))
}

func sheet(by operator.StatsBy) render.Sheet[numbers] {
	title := map[operator.StatsBy]string{operator.ByProperty: "Property", operator.ByCommunity: "Community", operator.ByPerson: "Person"}[by]
	number := func(name, title string, of func(numbers) int) render.Column[numbers] {
		return render.Column[numbers]{Name: name, Title: title, Align: render.Right, Text: func(n numbers) string { return strconv.Itoa(of(n)) }}
	}
	key := func(n numbers) string { return n.Key }
	return render.Sheet[numbers]{
		Columns: []render.Column[numbers]{
			{Name: "key", Title: title, Reference: true, Text: key},
			{Name: "name", Title: "Name", Flexible: true, Text: func(n numbers) string { return operator.Value(n.Name) }},
			number("updates", "Updates", func(n numbers) int { return n.Updates }),
			number("with_media", "With files", func(n numbers) int { return n.WithMedia }),
			number("homes", "Homes", func(n numbers) int { return n.Homes }),
			{Name: "seen", Title: "Seen", Align: render.Right, Text: percent(func(n numbers) *float64 { return n.Seen }), Exact: exact(func(n numbers) *float64 { return n.Seen })},
			{Name: "acknowledged", Title: "Acknowledged", Align: render.Right, Text: percent(func(n numbers) *float64 { return n.Acknowledged }), Exact: exact(func(n numbers) *float64 { return n.Acknowledged })},
			{Name: "gap", Title: "Longest gap", Align: render.Right, Text: gap, Exact: exactGap},
		},
		Ref: key,
	}
}

func percent(of func(numbers) *float64) func(numbers) string {
	return func(n numbers) string {
		if of(n) == nil {
			return ""
		}
		return fmt.Sprintf("%.0f %%", *of(n)*100)
	}
}

func exact(of func(numbers) *float64) func(numbers) string {
	return func(n numbers) string {
		if of(n) == nil {
			return ""
		}
		return strconv.FormatFloat(*of(n), 'f', -1, 64)
	}
}

func gap(n numbers) string {
	if n.Gap == nil {
		return ""
	}
	return fmt.Sprintf("%d d", *n.Gap)
}

func exactGap(n numbers) string {
	if n.Gap == nil {
		return ""
	}
	return strconv.Itoa(*n.Gap)
}
