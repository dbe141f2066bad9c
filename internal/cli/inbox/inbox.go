// Package inbox is the commands about one's own state of conversations: what one
// has read, put off, put away.
package inbox

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "inbox", Short: "See what waits for you"}
	cmd.AddCommand(
		newList(d), newNext(d), newCount(d), newWatch(d), newRead(d), newUnread(d), newSnooze(d), newUnsnooze(d),
		newArchive(d), newUnarchive(d), newMute(d), newUnmute(d), newStar(d), newUnstar(d), newBulkEdit(d),
	)
	return cmd
}

type item = operator.InboxItem

// others is a conversation with those who are in it beside its person.
func others(i item) operator.Conversation {
	c := i.Conversation
	c.Participants = slices.DeleteFunc(slices.Clone(c.Participants), func(p operator.PersonSummary) bool { return p.Ref == i.Person })
	return c
}

// sheet is the list of an inbox.
func sheet(d *deps.Deps) render.Sheet[item] {
	property := deps.TalkProperty(others)
	columns := deps.TalkColumns(d, others)
	for i := range columns {
		if columns[i].Name == "participants" { // programs get everybody
			columns[i].Exact = func(i item) string { return deps.PeopleRefs(i.Participants) }
		}
	}
	return render.Sheet[item]{
		Group: &property,
		Columns: append(columns,
			render.Column[item]{Name: "unread", Title: "Unread", Align: render.Right, Text: func(i item) string { return strconv.Itoa(i.Unread) }},
			deps.TalkMarks(func(i item) string { return marks(d, i) }),
			render.Column[item]{Name: "starred", Title: "Starred", Hidden: true, Text: func(i item) string { return strconv.FormatBool(i.Starred) }},
			render.Column[item]{Name: "muted", Title: "Muted", Hidden: true, Text: func(i item) string { return strconv.FormatBool(i.Muted) }},
			render.Column[item]{Name: "archived", Title: "Archived", Hidden: true, Text: func(i item) string { return strconv.FormatBool(i.Archived) }},
			render.Column[item]{Name: "snoozed_until", Title: "Snoozed until", Hidden: true, Text: snoozedUntil},
		),
		Ref:   func(i item) string { return i.Ref.String() },
		Empty: "No conversations.",
	}
}

// marks is what is special about a conversation, in words.
func marks(d *deps.Deps, i item) string {
	var words []string
	mark := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	mark(i.WaitingOn != nil && *i.WaitingOn == operator.WaitingOnUs, "waiting on us")
	mark(i.Starred, "starred")
	mark(i.Muted, "muted")
	mark(i.Archived, "archived")
	if i.SnoozedUntil != nil {
		mark(true, "snoozed until "+snoozedUntil(i))
		if d.IO.OutTTY {
			words[len(words)-1] = "snoozed, back " + render.Age(d.Now(), *i.SnoozedUntil)
		}
	}
	mark(i.State == operator.StateClosed, "closed")
	return strings.Join(words, ", ")
}

func snoozedUntil(i item) string {
	return deps.Stamp(i.SnoozedUntil)
}
