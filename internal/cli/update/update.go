// Package update is the commands about updates: the private feeds of homes.
package update

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
	cmd := &cobra.Command{Use: "update", Short: "Post and read updates of homes"}
	cmd.AddCommand(newPost(d), newList(d), newShow(d), newEdit(d), newPublish(d), newDelete(d),
		newSeen(d), newAck(d), newLike(d), newReceipts(d), newRemind(d), newDownload(d))
	return cmd
}

type update = operator.Update

func ref(u update) string { return u.Ref.String() }

// body is the text as people see it.
func body(u update) string {
	if u.State == operator.UpdateDeleted {
		return "(deleted)"
	}
	return u.Body
}

// thing says how an update is written.
func thing(d *deps.Deps) deps.Thing[update] {
	at := func(name, title string, of func(update) *time.Time) render.Field[update] {
		return render.Field[update]{
			Name: name, Title: title,
			Text:  func(u update) string { return d.OptionalMoment(of(u)) },
			Exact: func(u update) string { return deps.Stamp(of(u)) },
		}
	}
	return deps.Thing[update]{
		Fields: []render.Field[update]{
			{Name: "ref", Title: "Update", Reference: true, Text: ref},
			{Name: "property", Title: "Property", Reference: true, Text: func(u update) string { return u.Property }},
			{Name: "transaction", Title: "Sale", Hidden: true, Text: func(u update) string { return u.Transaction.String() }},
			{Name: "group", Title: "Posted to", Text: group, Exact: func(u update) string { return u.Group.String() }},
			{Name: "state", Title: "State", Text: func(u update) string { return string(u.State) }},
			{Name: "author", Title: "Author", Text: func(u update) string { return deps.Who(u.Author) }, Exact: func(u update) string { return u.Author.Ref.String() }},
			at("published_at", "Published", func(u update) *time.Time { return u.PublishedAt }),
			at("scheduled_for", "Planned for", func(u update) *time.Time { return u.ScheduledFor }),
			{Name: "scheduled", Title: "Plan", Reference: true, Hidden: true, Text: func(u update) string { return u.Scheduled.String() }},
			at("edited_at", "Edited", func(u update) *time.Time { return u.EditedAt }),
			{Name: "milestone", Title: "Milestone", Text: func(u update) string { return operator.Value(u.Milestone) }},
			{Name: "ack", Title: "Asks to acknowledge", Text: asks, Exact: func(u update) string { return string(u.Ack) }},
			{Name: "for_home", Title: "For whoever buys", Hidden: true, Text: func(u update) string { return fmt.Sprint(u.ForHome) }},
			{Name: "receipts", Title: "Reached", Text: reached},
			{Name: "mine", Title: "You", Text: mine},
			{Name: "attachments", Title: "Files", Text: files, Exact: fileNames},
			{Name: "title", Title: "Title", Text: func(u update) string { return operator.Value(u.Title) }},
			{Name: "body", Title: "Text", Block: true, Text: body, Exact: func(u update) string { return u.Body }},
			{Name: "versions", Title: "Before", Block: true, Text: func(u update) string { return deps.Versions(d, u.Versions) }, Exact: func(update) string { return "" }},
		},
		Ref: ref,
	}
}

func group(u update) string {
	if u.Homes <= 1 {
		return ""
	}
	return fmt.Sprintf("%d homes", u.Homes)
}

// asks says in words what acknowledgement is asked for.
func asks(u update) string {
	switch u.Ack {
	case operator.AckAny:
		return "any buyer"
	case operator.AckPrimary:
		return "the primary buyer"
	case operator.AckAll:
		return "all buyers"
	}
	return ""
}

func reached(u update) string {
	if u.Receipts == nil || u.State != operator.UpdatePublished {
		return ""
	}
	r := u.Receipts
	text := fmt.Sprintf("seen by %d of %d", r.Seen, r.Recipients)
	if u.Ack != operator.AckNone {
		text += fmt.Sprintf(", acknowledged by %d", r.Acknowledged)
	}
	if r.Liked > 0 {
		text += fmt.Sprintf(", liked by %d", r.Liked)
	}
	return text
}

// mine is what the actor has done with it, in words.
func mine(u update) string {
	if u.Mine == nil {
		return ""
	}
	var words []string
	mark := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	mark(u.Mine.SeenAt != nil, "seen")
	mark(u.Mine.AcknowledgedAt != nil, "acknowledged")
	mark(u.Mine.AcknowledgedAt == nil && u.Mine.Required, "asked to acknowledge")
	mark(u.Mine.LikedAt != nil, "liked")
	return strings.Join(words, ", ")
}

func files(u update) string { return deps.FileLines(u.Attachments) }

func fileNames(u update) string { return deps.FileNames(u.Attachments) }
