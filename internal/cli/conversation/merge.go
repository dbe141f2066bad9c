package conversation

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newMerge(d *deps.Deps) *cobra.Command {
	req := operator.MergeConversationsRequest{Confirmed: true}
	return &cobra.Command{
		Use:   "merge CONVERSATION OTHER",
		Short: "Append one conversation to another",
		Long: `Append the messages of OTHER to CONVERSATION, of the same home, sale and
audience. They keep their authors, times and references, and OTHER leads to
CONVERSATION from then on. Everybody who was in either is in it, and what was
unread stays unread. Who would come to see messages that they could not see
before is named first. Undo takes it back while nothing is written in it.`,
		Example: `  operator conversation merge C42 C43
  operator conversation merge C42 C43 --dry-run
  operator conversation merge C42 C43 --yes`,
		Args:              deps.Args("CONVERSATION", "OTHER"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation", "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Into, req.From = operator.Ref(args[0]), operator.Ref(args[1])
			question := func(c talk) string { return mergeQuestion(c, args[1]) }
			return deps.End(cmd.Context(), d, thing(d), req, question, operator.Service.MergeConversations, unasked)
		},
	}
}

func mergeQuestion(c talk, other string) string {
	return asking(c, fmt.Sprintf("Merge %s into %s?", strings.ToUpper(strings.TrimSpace(other)), c.Ref))
}

// asking is a question about a change, behind what there is to know before it is
// answered.
func asking(c talk, question string) string {
	if len(c.Warnings) == 0 {
		return question
	}
	return strings.Join(c.Warnings, "; ") + ". " + question
}

// unasked says what there is to know about a change where no question said it.
func unasked(d *deps.Deps, c talk) {
	if d.Yes {
		warn(d, c)
	}
}
