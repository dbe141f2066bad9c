package property

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newHistory(d *deps.Deps) *cobra.Command {
	var req operator.HistoryRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "history CODE",
		Short: "Tell what has happened to a home",
		Long: `Tell what has happened to a home, the oldest first: its sales, its team, and the
conversations that you are in. Buyers see what has happened since they buy it.
When an administrator or auditor reads a history, that is recorded.`,
		Example: `  operator property history MR-014
  operator property history MR-014 --since "last mon"
  operator property history MR-014 --limit 0 -o jsonl`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Property = operator.Ref(args[0])
			return deps.List(cmd.Context(), d, &paging, historySheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[entry], error) {
				req.Paging = p
				return s.PropertyHistory(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Since, "since", "", "only what has happened from `TIME` on")
	paging.Flags(f)
	return cmd
}

type entry = operator.HistoryEntry

// historySheet is a story: the days, what happened on each, and when.
func historySheet(d *deps.Deps) render.Sheet[entry] {
	day := render.Column[entry]{
		Name: "at", Title: "When",
		Text:  func(e entry) string { return render.Stamp(e.At.Truncate(time.Second)) },
		Exact: func(e entry) string { return render.Stamp(e.At) },
	}
	if d.IO.OutTTY {
		day.Title = "Day"
		day.Text = func(e entry) string { return e.At.In(d.Zone()).Format("Mon 2006-01-02") }
	}
	return render.Sheet[entry]{
		Group: &day,
		Columns: []render.Column[entry]{
			{Name: "time", Title: "Time", Hidden: !d.IO.OutTTY, Text: func(e entry) string { return e.At.In(d.Zone()).Format("15:04") }},
			{Name: "seq", Title: "Number", Align: render.Right, Hidden: true, Text: seq},
			{Name: "actor", Title: "Actor", Hidden: true, Text: func(e entry) string { return e.Actor.Name }, Exact: func(e entry) string { return e.Actor.Ref.String() }},
			{Name: "action", Title: "Action", Hidden: true, Text: func(e entry) string { return e.Action }},
			{Name: "object", Title: "Object", Hidden: true, Reference: true, Text: func(e entry) string { return e.Object }},
			{Name: "source", Title: "Source", Hidden: true, Text: func(e entry) string { return string(e.Source) }},
			{Name: "excerpt", Title: "Excerpt", Hidden: true, Flexible: true, Text: func(e entry) string { return operator.Value(e.Excerpt) }},
			{Name: "text", Title: "What happened", Flexible: true, Folds: true, Text: told, Exact: func(e entry) string { return e.Text }},
		},
		Ref:   seq,
		Empty: "Nothing has happened.",
	}
}

func seq(e entry) string { return strconv.FormatUint(e.Seq, 10) }

// told is the sentence, with what was written.
func told(e entry) string {
	if e.Excerpt == nil {
		return e.Text
	}
	return e.Text + ": “" + *e.Excerpt + "”"
}
