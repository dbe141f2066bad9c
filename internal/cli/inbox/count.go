package inbox

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newCount(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "count",
		Short: "Count what you have not read",
		Long: `Count what you have not read: messages, the conversations they are in, and the
updates you have not seen. Muted conversations count only where you are mentioned.`,
		Example: `  operator inbox count
  operator inbox count -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.InboxTotals, error) {
				return s.InboxTotals(ctx, operator.TotalsRequest{})
			})
			switch {
			case err != nil:
				return err
			case d.Sentences():
				return d.Say("%s", badge(t))
			}
			return render.One(d.IO, d.Output, t, []render.Field[operator.InboxTotals]{
				{Name: "unread", Title: "Unread", Text: func(t operator.InboxTotals) string { return strconv.Itoa(t.Unread) }},
				{Name: "conversations", Title: "Conversations", Text: func(t operator.InboxTotals) string { return strconv.Itoa(t.Conversations) }},
				{Name: "updates", Title: "Updates", Text: func(t operator.InboxTotals) string { return strconv.Itoa(t.Updates) }},
			}, nil)
		},
	}
}

// badge is the numbers on the badge in words.
func badge(t operator.InboxTotals) string {
	text := fmt.Sprintf("%d unread in %s", t.Unread, deps.Count(t.Conversations, "conversation", "conversations"))
	if t.Updates > 0 {
		text += ", " + newUpdates(t)
	}
	return text
}

// newUpdates is the number of updates on the badge in words.
func newUpdates(t operator.InboxTotals) string {
	return deps.Count(t.Updates, "new update", "new updates")
}
