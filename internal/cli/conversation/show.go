package conversation

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	var req operator.ShowConversationRequest
	cmd := &cobra.Command{
		Use:   "show CONVERSATION",
		Short: "Show a conversation with its messages",
		Long: `Show a conversation with its messages, the oldest first. When an administrator
or auditor opens one that they are not in, that is recorded.`,
		Example: `  operator conversation show C42
  operator conversation show C42 --read
  operator conversation show C42 --since yesterday -o json`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return show(cmd.Context(), d, req)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.Read, "read", false, "mark it read")
	f.StringVar(&req.Since, "since", "", "only the messages from `TIME` on")
	return cmd
}

func show(ctx context.Context, d *deps.Deps, req operator.ShowConversationRequest) error {
	if err := thing(d).Check(d); err != nil {
		return err
	}
	ask := deps.Use[talk]
	if req.Read {
		ask = deps.Change[talk]
	}
	c, err := ask(ctx, d, func(ctx context.Context, s operator.Service) (talk, error) { return s.ShowConversation(ctx, req) })
	if err != nil {
		return err
	}
	return deps.Paged(d, func() error {
		if err := thing(d).Write(d, c); err != nil || !d.Sentences() {
			return err
		}
		_, err := io.WriteString(d.IO.Out, trailLines(d, c)+messages(d, c))
		return term.OutputError(err)
	})
}

// messages is the messages of a conversation as people read them: who and when
// on a line, and below it the text and the files, further in.
func messages(d *deps.Deps, c talk) string {
	var b strings.Builder
	style := d.IO.OutStyle()
	for _, m := range c.Messages {
		marks := ""
		switch {
		case m.ErasedAt != nil:
			marks = "  (erased)"
		case m.Deleted:
			marks = "  (deleted)"
		case m.EditedAt != nil:
			marks = "  (edited)"
		}
		if !m.InReplyTo.IsZero() {
			marks += "  in reply to " + m.InReplyTo.String()
		}
		name, sent := term.Line(m.Author.Name), m.Ref.String()+"  "+d.Moment(m.CreatedAt)
		head := name + "  " + sent + marks
		if folded := render.Folded(d.IO, head); folded != head {
			head = folded
		} else {
			head = style.Bold(name) + "  " + style.Dim(sent) + marks
		}
		b.WriteString("\n" + head + "\n")
		if m.Body != "" {
			b.WriteString(render.Folded(d.IO, deps.Indented(m.Body)) + "\n")
		}
		for _, a := range m.Attachments {
			b.WriteString(render.Folded(d.IO, "  file "+term.Line(deps.FileLine(a))) + "\n")
		}
	}
	return b.String()
}
