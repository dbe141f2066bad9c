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
	names := s.exportedNames()
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
			row := exportRow{ref: m.ID.String(), erased: m.Erased}
			switch {
			case !m.Deleted:
				row, err = messageCells(m, t, names)
			case m.Erased.IsZero():
				continue // its event tells
			}
			if err == nil {
				err = give(row)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func messageCells(m store.Message, t talk, names exportedNames) (exportRow, error) {
	cells := map[importer.Field]string{
		importer.Property: t.home.Code, importer.Thread: t.ID.String(), importer.Subject: t.Subject,
		importer.SentAt: moment(m.Created), importer.Body: m.Body,
	}
	if t.Internal {
		cells[importer.Internal] = "yes"
	}
	var err error
	if cells[importer.From], err = names.of(m.Author); err != nil {
		return exportRow{}, err
	}
	var to []string
	for _, p := range t.Participants {
		if p.Person == m.Author {
			continue
		}
		name, err := names.of(p.Person)
		if err != nil {
			return exportRow{}, err
		}
		to = append(to, name)
	}
	cells[importer.To] = strings.Join(to, "\n")
	return exportRow{ref: m.ID.String(), cells: cells, of: []string{m.ID.String(), "talk " + t.ID.String()}, at: latest(m.Created, m.Edited)}, nil
}

// exportedNames is how an export refers to people, as it was found before.
type exportedNames struct {
	s     *session
	known map[operator.PersonID]string
}

func (s *session) exportedNames() exportedNames {
	return exportedNames{s, map[operator.PersonID]string{}}
}

// of is how an export refers to somebody: by the e-mail address, which means the same
// in another workspace, where the actor sees all of them; with the name where several
// share it. Else it is the name and the number, with the workspace that it is of.
func (n exportedNames) of(id operator.PersonID) (string, error) {
	if name, ok := n.known[id]; ok || !n.s.seesAll() {
		if !ok {
			name = id.String()
		}
		return name, nil
	}
	p, err := n.s.person(id)
	if err != nil {
		return "", err
	}
	n.known[id] = n.s.numberedName(p)
	if p.Email == "" {
		return n.known[id], nil
	}
	found, err := n.s.r.PeopleByEmail(p.Email)
	if err != nil {
		return "", err
	}
	same := 0
	for _, o := range found {
		same += count1(importer.NameKey(o.Name) == importer.NameKey(p.Name))
	}
	switch {
	case len(found) == 1:
		n.known[id] = p.Email
	case same == 1 && !strings.ContainsAny(p.Name, ",;|<>"):
		n.known[id] = p.Name + " <" + p.Email + ">"
	}
	return n.known[id], nil
}

// moment is a time as an import takes it.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func (s *session) exportUpdates(give func(exportRow) error) error {
	names := s.exportedNames()
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
			row := updateCells(p, h)
			if row.cells[importer.From], err = names.of(p.post.Author); err == nil {
				err = give(row)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func updateCells(p posted, h home) exportRow {
	c := p.content()
	return exportRow{
		ref: p.ID.String(), of: []string{p.ID.String(), postName(p.Post)}, at: p.at(),
		cells: map[importer.Field]string{
			importer.Property: h.Code, importer.Subject: c.Title, importer.Body: c.Body, importer.Milestone: p.post.Milestone,
			importer.SentAt: moment(p.at()),
		},
	}
}
