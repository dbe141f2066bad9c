package deps

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TalkFilter defines the flags that choose conversations.
func TalkFilter(cmd *cobra.Command, d *Deps, filter *operator.ConversationFilter) {
	f := cmd.Flags()
	Ref(f, &filter.Property, "property", "p", "those about the home `CODE`")
	Ref(f, &filter.Community, "community", "", "those about the homes of the community `CODE`")
	Ref(f, &filter.With, "with", "", "those that `PERSON` is in")
	f.StringVar(&filter.Label, "label", "", "those with the `LABEL`")
	f.BoolVar(&filter.Mine, "mine", false, "those assigned to you")
	f.BoolVar(&filter.Unassigned, "unassigned", false, "those assigned to nobody")
	f.StringVar((*string)(&filter.WaitingOn), "waiting-on", "", "those that wait for `WHOM`: us or them")
	f.StringVar(&filter.OlderThan, "older-than", "", "those whose last message is at least so old: `AGE` is like 4h, 3d or 2w")
	f.BoolVar(&filter.Overdue, "overdue", false, "those that wait on us past the reply target")
	cmd.MarkFlagsMutuallyExclusive("mine", "unassigned")
	CompleteFlag(cmd, d, "property", "property")
	CompleteFlag(cmd, d, "community", "community")
	CompleteFlag(cmd, d, "with", "person")
	CompleteFlag(cmd, d, "label", "label")
	CompleteValues(cmd, "waiting-on", operator.WaitingOnUs, operator.WaitingOnThem)
}

// TalkColumns are the columns of a list of conversations, between the property
// and what else a list has; of gives the conversation in a row.
func TalkColumns[T any](d *Deps, of func(T) operator.Conversation) []render.Column[T] {
	text := func(show func(operator.Conversation) string) func(T) string {
		return func(row T) string { return show(of(row)) }
	}
	return []render.Column[T]{
		{Name: "ref", Title: "Ref", Reference: true, Text: text(func(c operator.Conversation) string { return c.Ref.String() })},
		{
			Name: "participants", Title: "People", Flexible: true,
			Text:  text(func(c operator.Conversation) string { return PeopleNames(c.Participants) }),
			Exact: text(func(c operator.Conversation) string { return PeopleRefs(c.Participants) }),
		},
		{Name: "last_message", Title: "Last message", Flexible: true, Share: 2, Text: text(lastMessage), Exact: text(exactLastMessage)},
		{
			Name: "age", Title: "Age",
			Text:  text(func(c operator.Conversation) string { return d.Age(lastAt(c)) }),
			Exact: text(func(c operator.Conversation) string { return render.Stamp(lastAt(c)) }),
		},
		{Name: "subject", Title: "Subject", Flexible: true, Hidden: true, Text: text(func(c operator.Conversation) string { return operator.Value(c.Subject) })},
		{Name: "audience", Title: "Audience", Hidden: true, Text: text(func(c operator.Conversation) string { return string(c.Audience) })},
		{Name: "state", Title: "State", Hidden: true, Text: text(func(c operator.Conversation) string { return string(c.State) })},
		{Name: "waiting_on", Title: "Waiting on", Hidden: true, Text: text(func(c operator.Conversation) string { return Text(c.WaitingOn) })},
		{Name: "labels", Title: "Labels", Flexible: true, Hidden: true, Text: text(func(c operator.Conversation) string { return strings.Join(c.Labels, ", ") })},
		{Name: "assignee", Title: "Assignee", Flexible: true, Hidden: true, Text: text(func(c operator.Conversation) string { return OptionalWho(c.Assignee) }), Exact: text(func(c operator.Conversation) string { return OptionalRef(c.Assignee) })},
		{Name: "message_count", Title: "Messages", Align: render.Right, Hidden: true, Text: text(func(c operator.Conversation) string { return fmt.Sprint(c.MessageCount) })},
	}
}

// TalkMarks is the column with what is special about a conversation, in words. It
// is wide enough for the one that counts: waiting on us.
func TalkMarks[T any](marks func(T) string) render.Column[T] {
	return render.Column[T]{Name: "marks", Title: "Marks", Flexible: true, Least: len("waiting on them"), Text: marks}
}

// TalkProperty is the column with the property, by which a terminal groups them.
func TalkProperty[T any](of func(T) operator.Conversation) render.Column[T] {
	return render.Column[T]{Name: "property", Title: "Property", Reference: true, Text: func(row T) string { return of(row).Property }}
}

// lastMessage is the last message as a table shows it, below its subject.
func lastMessage(c operator.Conversation) string {
	subject := ""
	if c.Subject != nil {
		subject = "[" + *c.Subject + "] "
	}
	if c.LastMessage == nil {
		return strings.TrimSpace(subject)
	}
	return subject + c.LastMessage.Author.Name + ": " + c.LastMessage.Excerpt
}

func exactLastMessage(c operator.Conversation) string {
	if c.LastMessage == nil {
		return ""
	}
	return c.LastMessage.Excerpt
}

// lastAt is when the last message was written, or the conversation started.
func lastAt(c operator.Conversation) time.Time {
	if c.LastMessage == nil {
		return c.CreatedAt
	}
	return c.LastMessage.CreatedAt
}
