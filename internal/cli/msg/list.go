package msg

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListMessagesRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list CONVERSATION",
		Short: "List the messages of a conversation",
		Long: `List the messages of a conversation, the oldest first. Whole messages are shown
by operator conversation show and operator msg show.`,
		Example: `  operator msg list C42
  operator msg list C42 --since yesterday -o jsonl`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Message], error) {
				req.Paging = p
				return s.ListMessages(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Since, "since", "", "only those from `TIME` on")
	paging.Flags(f)
	return cmd
}

// sheet is the list of messages.
func sheet(d *deps.Deps) render.Sheet[message] {
	return render.Sheet[message]{
		Columns: []render.Column[message]{
			{Name: "ref", Title: "Message", Reference: true, Text: ref},
			{Name: "seq", Title: "Number", Align: render.Right, Hidden: true, Text: func(m message) string { return fmt.Sprint(m.Seq) }},
			{Name: "author", Title: "Author", Flexible: true, Text: func(m message) string { return m.Author.Name }, Exact: func(m message) string { return m.Author.Ref.String() }},
			{Name: "created_at", Title: "Age", Text: func(m message) string { return d.Age(m.CreatedAt) }, Exact: func(m message) string { return render.Stamp(m.CreatedAt) }},
			{Name: "edited_at", Title: "Edited", Hidden: true, Text: edited},
			{Name: "deleted", Title: "Deleted", Hidden: true, Text: func(m message) string { return fmt.Sprint(m.Deleted) }},
			{Name: "source", Title: "Source", Hidden: true, Text: func(m message) string { return string(m.Source) }},
			{Name: "attachments", Title: "Files", Align: render.Right, Text: fileCount, Exact: fileNames},
			{Name: "body", Title: "Text", Flexible: true, Text: line, Exact: func(m message) string { return m.Body }},
		},
		Ref:   ref,
		Empty: "No messages.",
	}
}

func fileCount(m message) string {
	if len(m.Attachments) == 0 {
		return ""
	}
	return fmt.Sprint(len(m.Attachments))
}

// line is the text of a message in a table.
func line(m message) string {
	if m.EditedAt != nil && !m.Deleted {
		return "(edited) " + m.Body
	}
	return body(m)
}
