// Package conversation is the commands about what the participants of a
// conversation share.
package conversation

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "conversation", Aliases: []string{"conv"}, Short: "Read and manage conversations"}
	cmd.AddCommand(newList(d), newShow(d), newClose(d), newReopen(d), newEdit(d),
		newMerge(d), newSplit(d), newMove(d), newUndo(d))
	return cmd
}

type talk = operator.Conversation

// thing says how a conversation is written, with its times in the zone.
func thing(d *deps.Deps, zone *time.Location) deps.Thing[talk] {
	return deps.Thing[talk]{
		Fields: []render.Field[talk]{
			{Name: "ref", Title: "Conversation", Reference: true, Text: ref},
			{Name: "subject", Title: "Subject", Text: func(c talk) string { return operator.Value(c.Subject) }},
			{Name: "property", Title: "Property", Reference: true, Text: func(c talk) string { return c.Property }},
			{Name: "transaction", Title: "Sale", Text: func(c talk) string { return c.Transaction.String() }},
			{Name: "audience", Title: "Audience", Text: audience, Exact: func(c talk) string { return string(c.Audience) }},
			{Name: "state", Title: "State", Text: func(c talk) string { return string(c.State) }},
			{Name: "waiting_on", Title: "Waiting on", Text: waitingOn},
			{Name: "participants", Title: "People", Text: people, Exact: func(c talk) string { return deps.PeopleRefs(c.Participants) }},
			{Name: "assignee", Title: "Assignee", Text: assignee, Exact: func(c talk) string {
				if c.Assignee == nil {
					return ""
				}
				return c.Assignee.Ref.String()
			}},
			{Name: "labels", Title: "Labels", Text: func(c talk) string { return strings.Join(c.Labels, ", ") }},
			{Name: "message_count", Title: "Messages", Text: func(c talk) string { return fmt.Sprint(c.MessageCount) }},
			{Name: "created_at", Title: "Started", Text: func(c talk) string { return d.Moment(c.CreatedAt, zone) }, Exact: func(c talk) string { return render.Stamp(c.CreatedAt) }},
			{Name: "updated_at", Title: "Changed", Hidden: true, Text: func(c talk) string { return d.Moment(c.UpdatedAt, zone) }, Exact: func(c talk) string { return render.Stamp(c.UpdatedAt) }},
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

func people(c talk) string {
	names := make([]string, len(c.Participants))
	for i, p := range c.Participants {
		names[i] = deps.Who(p)
	}
	return strings.Join(names, ", ")
}

func waitingOn(c talk) string {
	if c.WaitingOn == nil {
		return ""
	}
	return string(*c.WaitingOn)
}

func assignee(c talk) string {
	if c.Assignee == nil {
		return ""
	}
	return deps.Who(*c.Assignee)
}

// warn says what there is to know about a change.
func warn(d *deps.Deps, c talk) { d.Warn(c.Warnings) }
