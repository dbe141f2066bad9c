// Package msg is the commands about messages.
package msg

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "msg", Short: "Send, answer and read messages"}
	cmd.AddCommand(newSend(d), newReply(d), newList(d), newShow(d), newEdit(d), newDelete(d), newDownload(d))
	return cmd
}

type message = operator.Message

// thing says how a message is written.
func thing(d *deps.Deps) deps.Thing[message] {
	return deps.Thing[message]{
		Fields: []render.Field[message]{
			{Name: "ref", Title: "Message", Reference: true, Text: ref},
			{Name: "conversation", Title: "Conversation", Reference: true, Text: func(m message) string { return m.Conversation.String() }},
			{Name: "property", Title: "Property", Reference: true, Text: func(m message) string { return m.Property }},
			{Name: "author", Title: "Author", Text: author, Exact: func(m message) string { return m.Author.Ref.String() }},
			{Name: "created_at", Title: "Sent", Text: func(m message) string { return d.Moment(m.CreatedAt) }, Exact: func(m message) string { return render.Stamp(m.CreatedAt) }},
			{Name: "edited_at", Title: "Edited", Text: func(m message) string { return d.OptionalMoment(m.EditedAt) }, Exact: edited},
			{Name: "in_reply_to", Title: "In reply to", Text: func(m message) string { return m.InReplyTo.String() }},
			{Name: "mentions", Title: "Mentions", Text: func(m message) string { return deps.Whom(m.Mentions) }, Exact: func(m message) string { return deps.PeopleRefs(m.Mentions) }},
			{Name: "attachments", Title: "Files", Text: files, Exact: fileNames},
			{Name: "seq", Title: "Number", Hidden: true, Text: func(m message) string { return fmt.Sprint(m.Seq) }},
			{Name: "source", Title: "Source", Hidden: true, Text: func(m message) string { return string(m.Source) }},
			{Name: "deleted", Title: "Deleted", Hidden: true, Text: func(m message) string { return fmt.Sprint(m.Deleted) }},
			{Name: "audience", Title: "Seen by", Hidden: true, Text: func(m message) string { return deps.Whom(m.Audience) }, Exact: func(m message) string { return deps.PeopleRefs(m.Audience) }},
			{Name: "body", Title: "Text", Block: true, Text: body, Exact: func(m message) string { return m.Body }},
			{Name: "versions", Title: "Before", Block: true, Text: func(m message) string { return deps.Versions(d, m.Versions) }, Exact: func(message) string { return "" }},
		},
		Ref: ref,
	}
}

func ref(m message) string { return m.Ref.String() }

func author(m message) string { return deps.Who(m.Author) }

func edited(m message) string { return deps.Stamp(m.EditedAt) }

// body is the text as people see it.
func body(m message) string {
	switch {
	case m.ErasedAt != nil:
		return "(erased)"
	case m.Deleted:
		return "(deleted)"
	}
	return m.Body
}

func files(m message) string { return deps.FileLines(m.Attachments) }

func fileNames(m message) string { return deps.FileNames(m.Attachments) }
