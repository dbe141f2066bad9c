// Package conversation is the commands about what the participants of a
// conversation share.
package conversation

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "conversation", Aliases: []string{"conv"}, Short: "Read and manage conversations"}
	cmd.AddCommand(newList(d), newShow(d), newClose(d), newReopen(d), newEdit(d),
		newBulkEdit(d), newMerge(d), newSplit(d), newMove(d), newUndo(d))
	return cmd
}

type talk = operator.Conversation

// thing says how a conversation is written.
func thing(d *deps.Deps) deps.Thing[talk] {
	return deps.Thing[talk]{
		Fields: []render.Field[talk]{
			{Name: "ref", Title: "Conversation", Reference: true, Text: ref},
			{Name: "subject", Title: "Subject", Text: func(c talk) string { return operator.Value(c.Subject) }},
			{Name: "property", Title: "Property", Reference: true, Text: func(c talk) string { return c.Property }},
			{Name: "transaction", Title: "Sale", Text: func(c talk) string { return c.Transaction.String() }},
			{Name: "audience", Title: "Audience", Text: audience, Exact: func(c talk) string { return string(c.Audience) }},
			{Name: "state", Title: "State", Text: func(c talk) string { return string(c.State) }},
			{Name: "waiting_on", Title: "Waiting on", Text: func(c talk) string { return deps.Text(c.WaitingOn) }},
			{Name: "participants", Title: "People", Text: func(c talk) string { return deps.Whom(c.Participants) }, Exact: func(c talk) string { return deps.PeopleRefs(c.Participants) }},
			{Name: "assignee", Title: "Assignee", Text: func(c talk) string { return deps.OptionalWho(c.Assignee) }, Exact: func(c talk) string { return deps.OptionalRef(c.Assignee) }},
			{Name: "labels", Title: "Labels", Text: func(c talk) string { return strings.Join(c.Labels, ", ") }},
			{Name: "message_count", Title: "Messages", Text: func(c talk) string { return fmt.Sprint(c.MessageCount) }},
			{Name: "created_at", Title: "Started", Text: func(c talk) string { return d.Moment(c.CreatedAt) }, Exact: func(c talk) string { return render.Stamp(c.CreatedAt) }},
			{Name: "updated_at", Title: "Changed", Hidden: true, Text: func(c talk) string { return d.Moment(c.UpdatedAt) }, Exact: func(c talk) string { return render.Stamp(c.UpdatedAt) }},
			{Name: "about", Title: "About", Reference: true, Text: func(c talk) string { return c.About.String() }},
			trail(),
		},
		Ref: ref,
	}
}

func ref(c talk) string { return c.Ref.String() }

func audience(c talk) string {
	text := string(c.Audience)
	if c.Audience == operator.InternalOnly {
		text += ", for the team only"
	}
	if c.Home {
		text += ", everyone on the home"
	}
	return text
}

// warn says what there is to know about a change.
func warn(d *deps.Deps, c talk) { d.Warn(c.Warnings) }
