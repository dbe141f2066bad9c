package update

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListUpdatesRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List updates, the newest first",
		Long: `List the updates of one home, or of all that you see, the newest first. Drafts
and planned ones are shown to who may post; deleted ones only with
--state deleted.`,
		Example: `  operator update list -p MR-014
  operator update list --unseen
  operator update list --community MR --state scheduled -o json
  operator update list --group U17 --limit 100`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, Sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[update], error) {
				req.Paging = p
				return s.ListUpdates(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "those of the home `CODE`")
	deps.Ref(f, &req.Community, "community", "", "those of the homes of the community `CODE`")
	deps.Ref(f, &req.Group, "group", "", "those of the same post as `UPDATE`")
	f.StringVar((*string)(&req.State), "state", "", "`STATE`: draft, scheduled, published or deleted (default: all but deleted)")
	f.StringVar(&req.Milestone, "milestone", "", "those about the milestone `NAME`")
	f.StringVar(&req.Since, "since", "", "those from `TIME` on")
	f.BoolVar(&req.Unseen, "unseen", false, "those you have not seen")
	cmd.MarkFlagsMutuallyExclusive("property", "group")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "group", "update")
	deps.CompleteWith(cmd, "milestone", deps.Milestones(d, func() operator.Ref { return req.Property }))
	deps.CompleteValues(cmd, "state", operator.UpdateDraft, operator.UpdateScheduled, operator.UpdatePublished, operator.UpdateDeleted)
	paging.Flags(f)
	return cmd
}

// Sheet is the list of updates.
func Sheet(d *deps.Deps) render.Sheet[update] {
	property := render.Column[update]{Name: "property", Title: "Property", Reference: true, Text: func(u update) string { return u.Property }}
	return render.Sheet[update]{
		Group: &property,
		Columns: []render.Column[update]{
			{Name: "ref", Title: "Ref", Reference: true, Text: ref},
			{Name: "title", Title: "Update", Flexible: true, Share: 3, Least: 24, Text: headline, Exact: func(u update) string { return operator.Value(u.Title) }},
			{Name: "body", Title: "Text", Flexible: true, Hidden: true, Text: body, Exact: func(u update) string { return u.Body }},
			{Name: "milestone", Title: "Milestone", Flexible: true, Spare: true, Text: func(u update) string { return operator.Value(u.Milestone) }},
			{Name: "author", Title: "Author", Flexible: true, Spare: true, Text: func(u update) string { return u.Author.Name }, Exact: func(u update) string { return u.Author.Ref.String() }},
			{Name: "state", Title: "State", Flexible: true, Least: len("planned in 30 d"), Text: func(u update) string { return marks(d, u) }, Exact: func(u update) string { return string(u.State) }},
			{Name: "published_at", Title: "Age", Text: func(u update) string { return d.OptionalAge(u.PublishedAt, "") }, Exact: func(u update) string { return deps.Stamp(u.PublishedAt) }},
			{Name: "scheduled_for", Title: "Planned for", Hidden: true, Text: func(u update) string { return deps.Stamp(u.ScheduledFor) }},
			{Name: "attachments", Title: "Files", Align: render.Right, Text: fileCount, Exact: fileNames},
			{Name: "receipts", Title: "Seen", Align: render.Right, Text: seen},
			{Name: "ack", Title: "Acknowledge", Hidden: true, Text: func(u update) string { return string(u.Ack) }},
			{Name: "group", Title: "Group", Reference: true, Hidden: true, Text: func(u update) string { return u.Group.String() }},
		},
		Ref:   ref,
		Empty: "No updates.",
	}
}

// marks is what is special about an update, in words: where it is not published
// how far it has come, else what its reader has not done yet.
func marks(d *deps.Deps, u update) string {
	switch {
	case u.State == operator.UpdateScheduled && u.ScheduledFor != nil:
		return "planned " + d.Age(*u.ScheduledFor)
	case u.State != operator.UpdatePublished:
		return string(u.State)
	case u.Mine == nil:
		return ""
	}
	var words []string
	if u.Mine.SeenAt == nil && u.Mine.Person.Ref != u.Author.Ref {
		words = append(words, "new")
	}
	if u.Mine.Required && u.Mine.AcknowledgedAt == nil {
		words = append(words, "asks you")
	}
	return strings.Join(words, ", ")
}

// headline is the title of an update, else the start of its text.
func headline(u update) string {
	if u.Title != nil && u.State != operator.UpdateDeleted {
		return *u.Title
	}
	return body(u)
}

func fileCount(u update) string {
	if len(u.Attachments) == 0 {
		return ""
	}
	return fmt.Sprint(len(u.Attachments))
}

func seen(u update) string {
	if u.Receipts == nil || u.State != operator.UpdatePublished {
		return ""
	}
	return fmt.Sprintf("%d/%d", u.Receipts.Seen, u.Receipts.Recipients)
}
