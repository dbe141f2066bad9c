package stats

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type inboxes = operator.InboxNumbers

func newInbox(d *deps.Deps) *cobra.Command {
	var req operator.InboxStatsRequest
	cmd := &cobra.Command{
		Use:   "inbox",
		Short: "Count what is in the team's inboxes",
		Long: `Count what the people of the team have in their inboxes: open conversations, unread
messages, conversations that they are to answer, and when the oldest unread message
was written. To answer are those that wait on the team and are assigned to the person
or to nobody, as in operator inbox next. Muted conversations have nothing unread, as
on a badge. By property or community each conversation counts once, whoever has it.

You see your own inbox; administrators and auditors see everybody's, which is
recorded.`,
		Example: `  operator stats inbox
  operator stats inbox --by community
  operator stats inbox -o json --jq '[.rows[] | select(.waiting > 9) | .key]'`,
	}
	asked{&req.By, &req.Since}.flags(cmd, operator.ByPerson, "", "only conversations with a message of the last `AGE`")
	return counts(d, cmd, func(ctx context.Context, s operator.Service) (operator.InboxStats, error) {
		return s.ShowInboxStats(ctx, req)
	}, func(res operator.InboxStats) error {
		all := res.Total
		all.Key = total
		return write(d, res, res.Rows, []inboxes{all}, inboxSheet(d, res.By))
	})
}

func inboxSheet(d *deps.Deps, by operator.StatsBy) render.Sheet[inboxes] {
	key := func(n inboxes) string { return n.Key }
	return render.Sheet[inboxes]{
		Columns: append(keyColumns(by, key, func(n inboxes) *string { return n.Name }),
			number("conversations", "Conversations", func(n inboxes) int { return n.Conversations }),
			number("unread", "Unread", func(n inboxes) int { return n.Unread }),
			number("waiting", "Waiting", func(n inboxes) int { return n.Waiting }),
			moment(d, "oldest_unread", "Oldest unread", func(n inboxes) *time.Time { return n.OldestUnread }),
		),
		Ref: key,
	}
}
