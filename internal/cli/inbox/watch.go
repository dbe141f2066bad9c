package inbox

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newWatch(d *deps.Deps) *cobra.Command {
	var req operator.WatchInboxRequest
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Follow your inbox until stopped",
		Long: `Follow your inbox until stopped: a line for each change, and with -o json an
object on a line. Each object has a cursor, from which --cursor goes on later
without missing anything.`,
		Example: `  operator inbox watch
  operator inbox watch -o json | while read -r change; do notify "$change"; done`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return watch(cmd.Context(), d, req) },
	}
	cmd.Flags().StringVar((*string)(&req.After), "cursor", "", "go on after `CURSOR`")
	return cmd
}

type news = operator.InboxChange

func watch(ctx context.Context, d *deps.Deps, req operator.WatchInboxRequest) error {
	follow := tell
	switch {
	case d.Sentences():
	case d.ForPeople():
		return operator.Errorf(operator.Usage, "lines to read have no columns").WithHint("leave --columns out, or add -o jsonl").Reason("bad_format")
	default:
		out, err := deps.Following(d)
		if err != nil {
			return err
		}
		follow = func(d *deps.Deps, changes iter.Seq2[news, error]) error {
			return render.Follow(d.IO, out, changes, newsSheet())
		}
	}
	_, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (struct{}, error) {
		return struct{}{}, follow(d, s.WatchInbox(ctx, req))
	})
	if err == nil {
		err = ctx.Err() // it ends only when it is stopped
	}
	return err
}

// tell writes a line for each change, at once.
func tell(d *deps.Deps, changes iter.Seq2[news, error]) error {
	style := d.IO.OutStyle()
	for c, err := range changes {
		if err != nil {
			return err
		}
		at := render.Stamp(c.At)
		if d.IO.OutTTY {
			at = c.At.In(d.Zone()).Format("15:04")
		}
		line := fmt.Sprintf("%s  %s  %s  %s\n", style.Dim(at), style.Bold(term.Line(c.Property)), style.Cyan(about(c)), term.Line(happened(c)))
		if _, err := io.WriteString(d.IO.Out, line); err != nil {
			return term.OutputError(err)
		}
	}
	return nil
}

// about is the conversation or the update that a change is about.
func about(c news) string {
	if c.Update != nil {
		return c.Update.Ref.String()
	}
	return c.Conversation.String()
}

// happenedTo is what somebody did with an update, in words.
func happenedTo(u operator.Update, c news) string {
	text := c.Actor.Name + " " + strings.TrimPrefix(c.Action, "update.") + " it"
	if c.Action == "update.reminded" {
		text = c.Actor.Name + " reminds you to acknowledge it"
	}
	if c.Action == "update.published" && u.State == operator.UpdatePublished {
		words := append(strings.Fields(operator.Value(u.Title)), strings.Fields(u.Body)...)
		text = c.Actor.Name + ": " + strings.Join(append(words, fileMarks(u.Attachments)...), " ")
	}
	if c.Unseen > 0 {
		text += " (" + deps.Count(c.Unseen, "new update", "new updates") + ")"
	}
	return text
}

// happened is a change in words.
func happened(c news) string {
	if c.Update != nil {
		return happenedTo(*c.Update, c)
	}
	text := c.Actor.Name
	if did, ok := deeds[c.Action]; ok {
		text += " " + did
	} else {
		text += ": " + c.Action
	}
	if m := c.Message; m != nil {
		text = c.Actor.Name + " " + strings.TrimPrefix(c.Action, "message.") + " " + m.Ref.String()
		if c.Action == "message.sent" && !m.Deleted {
			text = c.Actor.Name + ": " + strings.Join(append(strings.Fields(m.Body), fileMarks(m.Attachments)...), " ")
		}
	}
	if c.Unread > 0 {
		text += fmt.Sprintf(" (%d unread)", c.Unread)
	}
	return text
}

// deeds are the changes of conversations, as what somebody did.
var deeds = map[string]string{
	"conversation.started":  "started the conversation",
	"conversation.closed":   "closed the conversation",
	"conversation.reopened": "reopened the conversation",
	"conversation.renamed":  "changed the subject",
	"conversation.joined":   "let somebody into the conversation",
	"conversation.left":     "took somebody out of the conversation",
}

// fileMarks are the names of files.
func fileMarks(files []operator.Attachment) []string {
	var marks []string
	for _, a := range files {
		marks = append(marks, "["+a.Name+"]")
	}
	return marks
}

// newsSheet is the changes as lists have them.
func newsSheet() render.Sheet[news] {
	return render.Sheet[news]{
		Columns: []render.Column[news]{
			{Name: "at", Title: "At", Text: func(c news) string { return render.Stamp(c.At) }},
			{Name: "action", Title: "Action", Text: func(c news) string { return c.Action }},
			{Name: "property", Title: "Property", Text: func(c news) string { return c.Property }},
			{Name: "conversation", Title: "Conversation", Text: func(c news) string { return c.Conversation.String() }},
			{Name: "actor", Title: "Actor", Text: func(c news) string { return c.Actor.Ref.String() }},
			{Name: "message", Title: "Message", Text: func(c news) string {
				if c.Message == nil {
					return ""
				}
				return c.Message.Ref.String()
			}},
			{Name: "unread", Title: "Unread", Text: func(c news) string { return strconv.Itoa(c.Unread) }},
			{Name: "update", Title: "Update", Text: func(c news) string {
				if c.Update == nil {
					return ""
				}
				return c.Update.Ref.String()
			}},
			{Name: "unseen", Title: "Unseen", Text: func(c news) string { return strconv.Itoa(c.Unseen) }},
			{Name: "cursor", Title: "Cursor", Text: func(c news) string { return string(c.Cursor) }},
		},
		Ref: about,
	}
}
