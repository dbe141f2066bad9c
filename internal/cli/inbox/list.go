package inbox

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListInboxRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List your conversations, the latest first",
		Long: `List your conversations, the latest first. Those that are closed, snoozed or
archived are left out unless --state asks for them.`,
		Example: `  operator inbox list
  operator inbox list --unread -p MR-014
  operator inbox list --waiting-on us --older-than 4h -o id
  operator inbox list --state all --limit 100 -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var totals operator.InboxTotals
			paging.Foot = func() string { return foot(totals) }
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (page operator.Page[item], err error) {
				if d.ForPeople() && d.IO.ErrTTY {
					if totals, err = s.InboxTotals(ctx, operator.TotalsRequest{}); err != nil {
						return page, err
					}
				}
				req.Paging = p
				return s.ListInbox(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.Unread, "unread", false, "those with unread messages")
	f.BoolVar(&req.Starred, "starred", false, "those you starred")
	f.StringVar((*string)(&req.State), "state", string(operator.InboxOpen), "`STATE`: open, closed, snoozed, archived or all")
	deps.TalkFilter(cmd, d, &req.ConversationFilter)
	deps.CompleteValues(cmd, "state", operator.InboxOpen, operator.InboxClosed, operator.InboxSnoozed, operator.InboxArchived, operator.InboxAll)
	paging.Flags(f)
	return cmd
}

// Latest writes the latest conversations of the actor's inbox, and gives them.
func Latest(ctx context.Context, d *deps.Deps, most int) ([]operator.InboxItem, error) {
	page, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Page[item], error) {
		return s.ListInbox(ctx, operator.ListInboxRequest{Paging: operator.Paging{Limit: most}})
	})
	if err != nil {
		return nil, err
	}
	return page.Items, render.List(d.IO, d.Output, page.Items, sheet(d))
}

// foot is the badge in words, nothing where nothing is unread.
func foot(t operator.InboxTotals) string {
	if t.Unread == 0 {
		return ""
	}
	return badge(t)
}
