package transcript

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (w writer) updates() section {
	s := section{ID: "updates", Title: "Updates", Empty: "No update."}
	for _, u := range w.Updates {
		e := &entry{
			Ref: u.Ref.String(), Who: who(u.Author), When: w.moment(u.PublishedAt), Title: line(operator.Value(u.Title)), Body: plain(u.Body),
			Files: w.attached(u.Attachments), Before: w.before(u.Versions), Receipts: w.receipts(u.Proof),
		}
		if u.Milestone != nil {
			e.mark("milestone " + *u.Milestone)
		}
		if !u.Transaction.IsZero() {
			e.mark("sale " + u.Transaction.String())
		}
		if u.Ack != operator.AckNone {
			e.mark("asks for acknowledgement: " + string(u.Ack))
		}
		if u.ForHome {
			e.mark("for whoever buys the home")
		}
		if u.Homes > 1 {
			e.mark(fmt.Sprintf("posted to %d homes, as %s", u.Homes, u.Group))
		}
		if u.EditedAt != nil {
			e.mark("edited " + w.stamp(*u.EditedAt))
		}
		if u.State == operator.UpdateDeleted {
			e.Gone = "This update was deleted."
		}
		s.Blocks = append(s.Blocks, block{Entry: e})
	}
	return s
}

func (e *entry) mark(text string) { e.Marks = append(e.Marks, line(text)) }

// receipts is who an update reached; nil for nobody whom the actor may know of.
func (w writer) receipts(proof []operator.Receipt) *grid {
	if len(proof) == 0 {
		return nil
	}
	g := &grid{Head: []string{"Person", "Delivered", "Seen", "Acknowledged", "Liked"}, Shares: []int{5, 5, 5, 5, 5}}
	for _, r := range proof {
		name := who(r.Person)
		if r.Required {
			name += ", asked to acknowledge"
		}
		if r.Means != nil {
			name += ", by " + string(*r.Means)
		}
		acknowledged := w.moment(r.AcknowledgedAt)
		switch {
		case r.OnBehalf:
			acknowledged += ", by somebody else as them"
		case r.AcknowledgedAt == nil && r.RemindedAt != nil:
			acknowledged = "reminded " + w.moment(r.RemindedAt)
		}
		g.Rows = append(g.Rows, []string{name, w.moment(r.DeliveredAt), w.moment(r.SeenAt), acknowledged, w.moment(r.LikedAt)})
	}
	return g
}

// before is what something said before, with who replaced it.
func (w writer) before(versions []operator.MessageVersion) []version {
	var all []version
	for i, v := range versions {
		until := fmt.Sprintf("Version %d, until %s, replaced by %s", i+1, w.stamp(v.ReplacedAt), who(v.ReplacedBy))
		if v.Reason != nil {
			until += ": " + line(*v.Reason)
		}
		all = append(all, version{until, plain(v.Body)})
	}
	return all
}

// attached is the files of an entry, as they were fetched.
func (w writer) attached(files []operator.Attachment) []attached {
	var all []attached
	for _, a := range files {
		k := w.files[a.SHA256]
		if k == nil {
			continue
		}
		about := a.MediaType + ", " + size(a.Size) + ", SHA-256 " + a.SHA256
		all = append(all, attached{line(a.Name), line(about), k})
	}
	return all
}

func (w writer) talks() section {
	s := section{ID: "conversations", Title: "Conversations", Empty: "No conversation."}
	for _, c := range w.Conversations {
		heading := c.Ref.String()
		if c.Subject != nil {
			heading += " " + line(*c.Subject)
		}
		audience := "shared"
		if c.Audience == operator.InternalOnly {
			audience = "internal: the team only"
		}
		if c.Home {
			audience += ", with everyone on the home"
		}
		assignee := ""
		if c.Assignee != nil {
			assignee = who(*c.Assignee)
		}
		s.Blocks = append(s.Blocks, block{Heading: heading}, block{Facts: facts(
			"Audience", audience, "State", string(c.State), "Sale", c.Transaction.String(), "About", c.About.String(),
			"People", names(c.Participants), "Labels", strings.Join(c.Labels, ", "), "Assigned to", assignee,
			"Begun", w.stamp(c.CreatedAt), "How it came to be", w.trail(c.Trail),
		)})
		for _, m := range c.Messages {
			s.Blocks = append(s.Blocks, block{Entry: w.message(m)})
		}
	}
	return s
}

// trail is how a conversation came to be what it is.
func (w writer) trail(steps []operator.TrailEntry) string {
	said := map[string]string{
		"merged": "%s was appended", "split_off": "its end became %s", "split_from": "it began as the end of %s", "moved": "it came from the home %s",
	}
	var all []string
	for _, step := range steps {
		format := said[step.Action]
		if format == "" {
			format = step.Action + " %s"
		}
		all = append(all, fmt.Sprintf(format, line(step.Other))+" ("+w.stamp(step.At)+", "+who(step.By)+")")
	}
	return strings.Join(all, "; ")
}

func (w writer) message(m operator.Message) *entry {
	e := &entry{
		Ref: m.Ref.String(), Who: who(m.Author), When: w.stamp(m.CreatedAt), Body: plain(m.Body),
		Files: w.attached(m.Attachments), Before: w.before(m.Versions),
	}
	if !m.InReplyTo.IsZero() {
		e.mark("in reply to " + m.InReplyTo.String())
	}
	if len(m.Mentions) > 0 {
		e.mark("mentions " + names(m.Mentions))
	}
	if m.EditedAt != nil {
		e.mark("edited " + w.stamp(*m.EditedAt))
	}
	if m.Source != "" {
		e.mark("by " + string(m.Source))
	}
	switch {
	case m.ErasedAt != nil:
		e.Gone = "What this message said was erased with who wrote it."
	case m.Deleted:
		e.Gone = "This message was deleted."
	}
	return e
}
