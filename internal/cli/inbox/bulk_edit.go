package inbox

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newBulkEdit(d *deps.Deps) *cobra.Command {
	var req operator.BulkEditInboxRequest
	var undo string
	var given []string
	cmd := &cobra.Command{
		Use:   "bulk-edit",
		Short: "Mark all conversations of your inbox that fit",
		Long: `Mark all conversations of your inbox that fit the conditions: read, archived,
muted, starred or snoozed. Nobody else sees it. At most 1,000 may fit.

` + deps.BulkHelp,
		Example: `  operator inbox bulk-edit --older-than 30d --mark archived --mark read
  operator inbox bulk-edit --label warranty --mark starred --dry-run
  operator inbox bulk-edit --community MR --snooze-until "mon 9am"
  operator inbox bulk-edit --undo 5f0c2a91d37be468`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := setMarks(&req, given); err != nil {
				return err
			}
			return deps.BulkEdit(cmd.Context(), d, undo, req, operator.Service.BulkEditInbox)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.Unread, "unread", false, "those with unread messages")
	f.BoolVar(&req.Starred, "starred", false, "those you starred")
	f.StringVar((*string)(&req.State), "state", string(operator.InboxOpen), "`STATE`: open, closed, snoozed, archived or all")
	deps.TalkFilter(cmd, d, &req.ConversationFilter)
	deps.CompleteValues(cmd, "state", operator.InboxOpen, operator.InboxClosed, operator.InboxSnoozed, operator.InboxArchived, operator.InboxAll)
	deps.Many(f, &given, "mark", "", "`MARK` them "+strings.Join(markWords(), ", ")+"; can be repeated")
	deps.CompleteValues(cmd, "mark", markWords()...)
	deps.Optional(f, &req.SetSnoozeUntil, "snooze-until", "put them off until a `TIME`, as \"mon 9am\" or +3d")
	deps.BulkUndo(cmd, &undo, "mark", "snooze-until")
	return cmd
}

// mark names a mark, and says what it sets.
type mark struct {
	word string
	set  func(*operator.BulkEditInboxRequest)
}

var bulkMarks = []mark{
	{"read", func(r *operator.BulkEditInboxRequest) { r.SetRead = true }},
	{"archived", func(r *operator.BulkEditInboxRequest) { r.SetArchived = new(true) }},
	{"unarchived", func(r *operator.BulkEditInboxRequest) { r.SetArchived = new(false) }},
	{"muted", func(r *operator.BulkEditInboxRequest) { r.SetMuted = new(true) }},
	{"unmuted", func(r *operator.BulkEditInboxRequest) { r.SetMuted = new(false) }},
	{"starred", func(r *operator.BulkEditInboxRequest) { r.SetStarred = new(true) }},
	{"unstarred", func(r *operator.BulkEditInboxRequest) { r.SetStarred = new(false) }},
	{"unsnoozed", func(r *operator.BulkEditInboxRequest) { r.SetSnoozeUntil = new("") }},
}

func markWords() []string {
	words := make([]string, len(bulkMarks))
	for i, m := range bulkMarks {
		words[i] = m.word
	}
	return words
}

// setMarks sets in a request what --mark names.
func setMarks(req *operator.BulkEditInboxRequest, given []string) error {
	for _, word := range given {
		known := false
		for _, m := range bulkMarks {
			if known = operator.Fold(word) == m.word; known {
				m.set(req)
				break
			}
		}
		if !known {
			return operator.Errorf(operator.Usage, "no mark %q", word).
				WithHint("--mark %s", strings.Join(markWords(), ", ")).Reason("bad_mark")
		}
	}
	return nil
}
