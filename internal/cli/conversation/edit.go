package conversation

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditConversationRequest
	cmd := &cobra.Command{
		Use:   "edit CONVERSATION",
		Short: "Change the people and marks of a conversation",
		Long: `Change what the participants of a conversation share: its subject, who is in it,
its labels, to whom it is assigned. Team members who are added see all of it,
others what is written from then on, unless --with-history. Who is removed sees
nothing more from that moment. With --dry-run you see who would be in it.`,
		Example: `  operator conversation edit C42 --subject "Kitchen" --add-label selections
  operator conversation edit C42 --add-person ben@acme.example --assignee P3
  operator conversation edit C42 --add-person P9 --with-history --dry-run
  operator conversation edit C42 --assignee none --remove-label urgent`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.EditConversation, warn, others)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Subject, "subject", "the `SUBJECT`; an empty one takes it away")
	deps.Many(f, &req.AddPeople, "add-person", "", "let `PERSON` take part; can be repeated")
	f.BoolVar(&req.WithHistory, "with-history", false, "people added see what was written before (for who buys, not under another sale)")
	deps.Many(f, &req.RemovePeople, "remove-person", "", "take `PERSON` out; can be repeated")
	deps.Many(f, &req.AddLabels, "add-label", "", "put the `LABEL` on it; can be repeated")
	deps.Many(f, &req.RemoveLabels, "remove-label", "", "take the `LABEL` off; can be repeated")
	deps.Optional(f, &req.Assignee, "assignee", "the `PERSON` of the team who looks after it, or none")
	deps.CompleteFlag(cmd, d, "add-label", "label")
	deps.CompleteFlag(cmd, d, "remove-label", "label")
	cmd.MarkFlagsOneRequired("subject", "add-person", "remove-person", "add-label", "remove-label", "assignee")
	for _, name := range []string{"add-person", "remove-person"} {
		deps.CompleteFlag(cmd, d, name, "person")
	}
	deps.CompleteFlag(cmd, d, "assignee", "team")
	return cmd
}

// others says who can read a conversation beside those who are in it.
func others(d *deps.Deps, _ talk) {
	if d.DryRun {
		render.Note(d.IO, d.Output, "administrators and auditors can open any conversation, and that is recorded")
	}
}
