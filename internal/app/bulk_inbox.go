package app

import (
	"context"
	"strconv"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BulkEditInbox changes the actor's own state of all conversations that fit.
func (a *App) BulkEditInbox(ctx context.Context, req operator.BulkEditInboxRequest) (operator.BulkEdit, error) {
	return inBulk(ctx, a, "inbox.bulk_edit", req, (*session).bulkEditInbox)
}

func (s *session) bulkEditInbox(req operator.BulkEditInboxRequest) (operator.BulkEdit, error) {
	marks := ownMarks{read: req.SetRead, archived: req.SetArchived, muted: req.SetMuted, starred: req.SetStarred}
	if req.SetSnoozeUntil != nil {
		until, err := s.snoozeUntil(req.SetSnoozeUntil)
		if err != nil {
			return operator.BulkEdit{}, err
		}
		marks.until = &until
	}
	if marks == (ownMarks{}) {
		return operator.BulkEdit{}, nothingSaid()
	}
	talks, entries, err := s.entriesThatFit(req)
	if err != nil {
		return operator.BulkEdit{}, err
	}
	return s.eachInBulk(operator.BulkInbox, talks, func(t talk) ([]operator.FieldChange, error) { return s.setOwn(entries[t.ID], t, marks) })
}

// ownMarks are what a bulk edit makes of entries of the actor's; what is nil stays.
type ownMarks struct {
	read                     bool
	archived, muted, starred *bool
	until                    *time.Time // the zero time ends a snooze
}

// entriesThatFit is the conversations of a bulk edit, with what the actor has of them.
func (s *session) entriesThatFit(req operator.BulkEditInboxRequest) ([]talk, map[operator.ConversationID]store.Entry, error) {
	which, err := viewOf(req.State)
	if err != nil {
		return nil, nil, err
	}
	var t talk
	keep, err := s.keepEntry(operator.ListInboxRequest{ConversationFilter: req.ConversationFilter, Unread: req.Unread, Starred: req.Starred}, &t)
	if err != nil {
		return nil, nil, err
	}
	var talks []talk
	entries := map[operator.ConversationID]store.Entry{}
	for e, err := range s.entries(which, nil) {
		fits := false
		if err == nil {
			fits, err = keep(e)
		}
		if err != nil {
			return nil, nil, err
		}
		if !fits {
			continue
		}
		entries[t.ID] = e
		if talks = append(talks, t); len(talks) > operator.MaxBulk {
			return nil, nil, tooManyFit()
		}
	}
	return talks, entries, nil
}

// setOwn makes of an entry what marks say.
func (s *session) setOwn(e store.Entry, t talk, m ownMarks) ([]operator.FieldChange, error) {
	was := e
	setIf(&e.Archived, m.archived)
	setIf(&e.Muted, m.muted)
	setIf(&e.Starred, m.starred)
	if m.until != nil {
		if !m.until.IsZero() && t.Closed {
			return nil, snoozesClosed(t.ID)
		}
		e.SnoozedUntil = *m.until
	}
	if m.read {
		e.ReadSeq, e.Unread = t.LastSeq, 0
	}
	if e == was {
		return nil, nil
	}
	return ownChanges(was, e), s.tx.PutEntry(e)
}

func snoozesClosed(id operator.ConversationID) error {
	return operator.Errorf(operator.Conflict, "%s is closed, and cannot be snoozed", id).
		WithHint("operator conversation reopen %s", id).Reason("closed")
}

// ownField is a mark of an entry as a text, under its name in JSON.
type ownField struct {
	name string
	text func(store.Entry) string
}

var ownFields = []ownField{
	{"archived", func(e store.Entry) string { return strconv.FormatBool(e.Archived) }},
	{"muted", func(e store.Entry) string { return strconv.FormatBool(e.Muted) }},
	{"starred", func(e store.Entry) string { return strconv.FormatBool(e.Starred) }},
	{"snoozed_until", func(e store.Entry) string { return momentText(e.SnoozedUntil) }},
	{"unread", func(e store.Entry) string { return strconv.Itoa(e.Unread) }},
}

// ownChanges is what became of an entry.
func ownChanges(was, is store.Entry) []operator.FieldChange {
	var fields []operator.FieldChange
	for _, f := range ownFields {
		if before, after := f.text(was), f.text(is); before != after {
			fields = append(fields, operator.FieldChange{Field: f.name, Was: before, Is: after})
		}
	}
	return fields
}

// momentText is a time as JSON has it, and nothing for the zero time.
func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
