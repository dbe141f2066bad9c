package inbox

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// nextRows is how many conversations a table shows: what comes first is wanted,
// not all that waits.
const nextRows = 5

func newNext(d *deps.Deps) *cobra.Command {
	paging := deps.Paging{Rows: nextRows}
	cmd := &cobra.Command{
		Use:   "next",
		Short: "List what to answer first",
		Long: `List those of your open conversations that wait for an answer of the team, what is
due first before the others. A conversation waits since the first message that
nobody has replied to, and is due when the reply target has passed, counted in
business hours: operator workspace show. What is assigned to somebody else is left
out.`,
		Example: `  operator inbox next
  operator msg reply "$(operator inbox next -o id --limit 1)" -b "On Friday."
  operator inbox next -o json --jq '[.[] | select(.overdue)] | length'`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			first := operator.ConversationID(0)
			paging.Foot = func() string {
				if first.IsZero() || !d.IO.ErrTTY {
					return ""
				}
				return "next: operator conversation show " + first.String() + " --read"
			}
			return deps.List(cmd.Context(), d, &paging, nextSheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[next], error) {
				page, err := s.NextInbox(ctx, operator.NextInboxRequest{Paging: p})
				if first.IsZero() && len(page.Items) > 0 {
					first = page.Items[0].Ref
				}
				return page, err
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}

type next = operator.NextItem

// nextSheet is the list of what to answer first.
func nextSheet(d *deps.Deps) render.Sheet[next] {
	talk := func(n next) operator.Conversation { return others(n.InboxItem) }
	var columns []render.Column[next]
	for _, c := range deps.TalkColumns(d, talk) {
		switch c.Name {
		case "participants": // programs get everybody
			c.Exact = func(n next) string { return deps.PeopleRefs(n.Participants) }
		case "age": // how long it waits says more
			c.Hidden = true
		}
		columns = append(columns, c)
		if c.Name == "ref" {
			columns = append(columns, deps.TalkProperty(talk))
		}
	}
	at := func(name, title string, of func(next) time.Time, text func(next) string) render.Column[next] {
		return render.Column[next]{Name: name, Title: title, Text: text, Exact: func(n next) string { return render.Stamp(of(n)) }}
	}
	since := func(n next) time.Time { return n.WaitingSince }
	due := func(n next) time.Time { return n.Due }
	return render.Sheet[next]{
		Columns: append(columns,
			at("waiting_since", "Waiting", since, func(n next) string { return d.Age(n.WaitingSince) }),
			at("due", "Due", due, func(n next) string { return dueIn(d, n) }),
			render.Column[next]{Name: "overdue", Title: "Overdue", Hidden: true, Text: func(n next) string { return strconv.FormatBool(n.Overdue) }},
			render.Column[next]{Name: "unread", Title: "Unread", Align: render.Right, Hidden: true, Text: func(n next) string { return strconv.Itoa(n.Unread) }},
		),
		Ref:   func(n next) string { return n.Ref.String() },
		Empty: "Nothing waits for an answer of yours.",
	}
}

// dueIn is when an answer is due, or for how long it has been.
func dueIn(d *deps.Deps, n next) string {
	text := d.Age(n.Due)
	if n.Overdue {
		return "overdue " + text
	}
	return text
}
