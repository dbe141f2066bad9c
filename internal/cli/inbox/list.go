package inbox

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/update"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListInboxRequest
	var paging deps.Paging
	var updates bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List your conversations, the latest first",
		Long: `List your conversations, the latest first. Those that are closed, snoozed or
archived are left out unless --state asks for them. With --updates it is the
updates of the homes that you buy or work on, the newest first.`,
		Example: `  operator inbox list
  operator inbox list --updates --unread
  operator inbox list --unread -p MR-014
  operator inbox list --waiting-on us --older-than 4h -o id
  operator inbox list --state all --limit 100 -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var totals operator.InboxTotals
			unread := -1 // conversations, in a list that is whole
			paging.Foot = func() string { return foot(totals, unread) }
			if updates {
				list := feedRequest(req)
				return deps.List(cmd.Context(), d, &paging, update.Sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (page operator.Page[operator.Update], err error) {
					if totals, err = footTotals(ctx, d, s); err != nil {
						return page, err
					}
					list.Paging = p
					return s.ListUpdates(ctx, list)
				})
			}
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (page operator.Page[item], err error) {
				if totals, err = footTotals(ctx, d, s); err != nil {
					return page, err
				}
				req.Paging = p
				page, err = s.ListInbox(ctx, req)
				if whole := p.Cursor == "" && page.Next == "" && !req.Starred && req.ConversationFilter == (operator.ConversationFilter{}); whole {
					unread = unreadIn(page.Items)
				}
				return page, err
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&updates, "updates", false, "updates of homes in place of conversations")
	f.BoolVar(&req.Unread, "unread", false, "those with unread messages, or unseen updates")
	f.BoolVar(&req.Starred, "starred", false, "those you starred")
	f.StringVar((*string)(&req.State), "state", string(operator.InboxOpen), "`STATE`: open, closed, snoozed, archived or all")
	deps.TalkFilter(cmd, d, &req.ConversationFilter)
	deps.CompleteValues(cmd, "state", operator.InboxOpen, operator.InboxClosed, operator.InboxSnoozed, operator.InboxArchived, operator.InboxAll)
	for _, name := range []string{"state", "starred", "with", "label", "mine", "unassigned", "waiting-on", "older-than", "overdue"} {
		cmd.MarkFlagsMutuallyExclusive("updates", name)
	}
	paging.Flags(f)
	return cmd
}

// feedRequest is what a list of one's own updates asks for.
func feedRequest(req operator.ListInboxRequest) operator.ListUpdatesRequest {
	return operator.ListUpdatesRequest{
		Property: req.Property, Community: req.Community, State: operator.UpdatePublished, Unseen: req.Unread, Own: true,
	}
}

// footTotals asks for the badge where a list ends with it.
func footTotals(ctx context.Context, d *deps.Deps, s operator.Service) (operator.InboxTotals, error) {
	if !d.ForPeople() || !d.IO.ErrTTY {
		return operator.InboxTotals{}, nil
	}
	return s.InboxTotals(ctx, operator.TotalsRequest{})
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

// unreadIn counts the conversations with something unread.
func unreadIn(items []item) (n int) {
	for _, i := range items {
		if i.Unread > 0 {
			n++
		}
	}
	return n
}

// foot is the badge in words, nothing where nothing is unread. It says where to look for
// what is unread in no conversation of the list; listed is below zero where the list is
// not whole.
func foot(t operator.InboxTotals, listed int) string {
	text := badge(t)
	switch {
	case t.Unread == 0 && t.Updates == 0:
		return ""
	case t.Unread == 0:
		return newUpdates(t)
	case listed >= 0 && listed < t.Conversations:
		text += "; some are closed, snoozed or archived: --state all"
	}
	return text
}
