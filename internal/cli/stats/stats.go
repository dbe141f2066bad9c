// Package stats is the commands that count.
package stats

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "stats", Short: "Count how well homes are looked after"}
	cmd.AddCommand(newScorecard(d), newResponses(d), newInbox(d), newUpdates(d), newActivation(d))
	return cmd
}

// age is how far numbers go back where nothing else is asked for.
const age = "30d"

// asked is what the numbers of a command are asked for by.
type asked struct {
	by    *operator.StatsBy
	since *string
}

// flags adds the flags that say what is counted: by what if nothing is said, of what
// age, and what that age means.
func (a asked) flags(cmd *cobra.Command, by operator.StatsBy, since, meaning string) {
	f := cmd.Flags()
	f.StringVar((*string)(a.by), "by", string(by), "a row for each `KEY`: property, community or person")
	f.StringVar(a.since, "since", since, meaning)
	deps.CompleteValues(cmd, "by", operator.ByProperty, operator.ByCommunity, operator.ByPerson)
}

// counts makes a command of its texts: it asks for numbers, and writes them.
func counts[Res any](d *deps.Deps, cmd *cobra.Command, ask func(context.Context, operator.Service) (Res, error), write func(Res) error) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = deps.Args(), cobra.NoFileCompletions
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		res, err := deps.Use(cmd.Context(), d, ask)
		if err != nil {
			return err
		}
		return deps.Paged(d, func() error { return write(res) })
	}
	return cmd
}

// write writes numbers: a row each and what they come to, or in formats that hold more
// the whole.
func write[T any](d *deps.Deps, whole any, rows, totals []T, sheet render.Sheet[T]) error {
	switch {
	case d.Output.Format.Whole():
		return render.One(d.IO, d.Output, whole, nil, nil)
	case d.Output.Format == render.ID:
		return render.List(d.IO, d.Output, rows, sheet)
	}
	return render.List(d.IO, d.Output, append(slices.Clip(rows), totals...), sheet)
}

// total is what stands for all where a row has its key.
const total = "total"

// keyColumns are what the numbers are of.
func keyColumns[T any](by operator.StatsBy, key func(T) string, name func(T) *string) []render.Column[T] {
	title := map[operator.StatsBy]string{operator.ByProperty: "Property", operator.ByCommunity: "Community", operator.ByPerson: "Person"}[by]
	return []render.Column[T]{
		{Name: "key", Title: title, Reference: true, Text: key},
		{Name: "name", Title: "Name", Flexible: true, Text: func(n T) string { return operator.Value(name(n)) }},
	}
}

func number[T any](name, title string, of func(T) int) render.Column[T] {
	return render.Column[T]{Name: name, Title: title, Align: render.Right, Text: func(n T) string { return strconv.Itoa(of(n)) }}
}

// percent is a share of 1, for people in percent.
func percent[T any](name, title string, of func(T) *float64) render.Column[T] {
	return optional(name, title, of,
		func(is float64) string { return fmt.Sprintf("%.0f %%", is*100) },
		func(is float64) string { return strconv.FormatFloat(is, 'f', -1, 64) })
}

// seconds is a length of time, for people in the units that fit.
func seconds[T any](name, title string, of func(T) *int) render.Column[T] {
	return optional(name, title, of, func(is int) string { return span(time.Duration(is) * time.Second) }, strconv.Itoa)
}

// moment is a time, for people on a terminal how long ago it was.
func moment[T any](d *deps.Deps, name, title string, of func(T) *time.Time) render.Column[T] {
	return optional(name, title, of, d.Age, render.Stamp)
}

// optional is a column of what need not be there: as people and as programs read it.
func optional[T, V any](name, title string, of func(T) *V, text, exact func(V) string) render.Column[T] {
	or := func(show func(V) string) func(T) string {
		return func(n T) string {
			if is := of(n); is != nil {
				return show(*is)
			}
			return ""
		}
	}
	return render.Column[T]{Name: name, Title: title, Align: render.Right, Text: or(text), Exact: or(exact)}
}

// span is a length of time in the largest unit that fits: "50 min", "3.3 h", "21 h",
// "1.8 d", "40 d".
func span(d time.Duration) string {
	const day = 24 * time.Hour
	in := func(unit time.Duration, name string) string {
		n := float64(d) / float64(unit)
		if n < 9.95 {
			return fmt.Sprintf("%.1f %s", n, name)
		}
		return fmt.Sprintf("%.0f %s", n, name)
	}
	switch {
	case d < time.Minute:
		return "<1 min"
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < day:
		return in(time.Hour, "h")
	}
	return in(day, "d")
}
