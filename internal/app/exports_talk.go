package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// talksToExport are the conversations that the actor may read, by number: for who
// sees all that is all of them, which the event of the export records.
func (s *session) talksToExport() ([]operator.ConversationID, error) {
	var ids []operator.ConversationID
	if s.seesAll() {
		for c, err := range s.r.Conversations(0, nil) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, c.ID)
		}
	} else {
		for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, e.Conversation)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func (s *session) exportMessages(give func(exportRow) error) error {
	ids, err := s.talksToExport()
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, ok, err := s.r.Conversation(id)
		if err != nil {
			return err
		}
		t, err := s.talk(c)
		if err != nil {
			return err
		}
		if !ok || !t.read.Allowed {
			continue
		}
		for m, err := range s.r.Messages(t.ID, t.from) {
			if err != nil {
				return err
			}
			if m.Deleted {
				continue
			}
			if err := give(messageCells(m, t)); err != nil {
				return err
			}
		}
	}
	return nil
}

func messageCells(m store.Message, t talk) exportRow {
	cells := map[importer.Field]string{
		importer.Property: t.home.Code, importer.Thread: t.ID.String(), importer.Subject: t.Subject,
		importer.From: m.Author.String(), importer.SentAt: moment(m.Created), importer.Body: m.Body,
	}
	if t.Internal {
		cells[importer.Internal] = "yes"
	}
	var to []string
	for _, p := range t.Participants {
		if p.Person != m.Author {
			to = append(to, p.Person.String())
		}
	}
	cells[importer.To] = strings.Join(to, "\n")
	return exportRow{cells: cells, of: []string{m.ID.String(), "talk " + t.ID.String()}, at: latest(m.Created, m.Edited)}
}

// moment is a time as an import takes it.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func (s *session) exportUpdates(give func(exportRow) error) error {
	return s.exportHomes(func(v operator.Property) error {
		h, err := s.home(v.Ref)
		if err != nil {
			return err
		}
		f, err := s.feedOf(h)
		if err != nil {
			return err
		}
		for u, err := range s.r.UpdatesOf(h.ID) {
			if err != nil {
				return err
			}
			p, err := s.withPost(u)
			if err != nil {
				return err
			}
			sees, err := s.sees(f, p)
			if err != nil {
				return err
			}
			if !sees || !p.live() {
				continue
			}
			if err := give(updateCells(p, h)); err != nil {
				return err
			}
		}
		return nil
	})
}

func updateCells(p posted, h home) exportRow {
	c := p.content()
	return exportRow{
		of: []string{p.ID.String(), postName(p.Post)}, at: p.at(),
		cells: map[importer.Field]string{
			importer.Property: h.Code, importer.Subject: c.Title, importer.Body: c.Body, importer.Milestone: p.post.Milestone,
			importer.From: p.post.Author.String(), importer.SentAt: moment(p.at()),
		},
	}
}
