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
		Long: `Count what you have not read: messages, and the conversations they are in. Muted
conversations count only where you are mentioned.`,
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
			}, nil)
		},
	}
}

// badge is the numbers on the badge in words.
func badge(t operator.InboxTotals) string {
	return fmt.Sprintf("%d unread in %s", t.Unread, deps.Count(t.Conversations, "conversation", "conversations"))
}
