package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lookAtEvents finds the events whose details tell who they are, or hold what is
// cleared; and the homes that they have acted on, or were named on.
func (e *erasing) lookAtEvents() error {
	things, err := e.thingsCleared()
	if err != nil {
		return err
	}
	var asked []store.Event // what others looked for
	for ev, err := range e.r.Events(0, 0) {
		if err != nil {
			return err
		}
		named := e.namedIn(ev)
		if named || e.is(ev.Actor) || e.is(ev.Behalf) {
			e.acted++
			if err := e.part(ev.Property); err != nil {
				return err
			}
		}
		switch {
		case len(ev.Digest) == 0:
		case named && e.tellsOf(ev):
			d, _, err := e.r.Details(ev.Seq)
			if err != nil {
				return err
			}
			e.called.content(d.Content)
			e.events = append(e.events, ev.Seq)
		case things[ev.Object]:
			e.events = append(e.events, ev.Seq)
		case ev.Action == "conversation.searched_all", ev.Action == "events.listed":
			asked = append(asked, ev)
		}
	}
	return e.lookAtQuestions(asked)
}

// thingsCleared is the references of what is cleared with them, and so of events that
// have a digest of it.
func (e *erasing) thingsCleared() (map[string]bool, error) {
	things := map[string]bool{}
	for _, item := range e.planned {
		things[item.ID.String()] = true
	}
	for _, post := range e.drafts {
		for u, err := range e.r.UpdatesOfPost(post.ID, 0) {
			if err != nil {
				return nil, err
			}
			things[u.ID.String()] = true
		}
	}
	if e.req.Messages {
		for _, m := range e.written {
			things[m.ID.String()] = true
		}
	}
	return things, nil
}

// namedIn says whether an event is about them, or names them.
func (e *erasing) namedIn(ev store.Event) bool {
	return slices.ContainsFunc(e.ids, func(id operator.PersonID) bool { return isAbout(ev, id.String()) })
}

// tellsOf says whether the details of an event that names them tell who they are.
// Those of a merge tell of who was merged.
func (e *erasing) tellsOf(ev store.Event) bool {
	switch ev.Action {
	case "person.erased":
		return false
	case "person.merged", "person.unmerged", "property.person_merged", "property.person_unmerged":
		return slices.ContainsFunc(e.ids, func(id operator.PersonID) bool { return ev.Refs["from"] == id.String() })
	}
	return strings.HasPrefix(ev.Action, "person.") || strings.HasPrefix(ev.Action, "token.")
}

// lookAtQuestions finds, of what others looked for, where they looked for them.
func (e *erasing) lookAtQuestions(asked []store.Event) error {
	for _, ev := range asked {
		d, _, err := e.r.Details(ev.Seq)
		if err != nil {
			return err
		}
		if e.called.soughtIn(string(d.Content)) {
			e.events = append(e.events, ev.Seq)
		}
	}
	return nil
}

// eraseDetails clears the details of events with their salts: the digest stays in the
// event, and nobody can tell any more of what.
func (e *erasing) eraseDetails() error {
	for _, seq := range e.events {
		d, ok, err := e.r.Details(seq)
		if err != nil {
			return err
		}
		if !ok || len(d.Salt) == 0 && len(d.Content) == 0 {
			continue
		}
		if err := e.tx.PutDetails(store.Details{Seq: seq}); err != nil {
			return err
		}
		e.report.Erased.Events++
	}
	return nil
}
