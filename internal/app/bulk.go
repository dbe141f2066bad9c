package app

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A bulk edit is one change, and its answer is kept with its idempotency key as any other
// is. It says what each conversation had before, which is all that taking it back needs.

// bulkRequest ends the names of requests whose answer is a bulk edit.
const bulkRequest = ".bulk_edit"

// inBulk makes a bulk edit, with a key of its own where it was given none.
func inBulk[Req any](ctx context.Context, a *App, action string, req Req, do func(*session, Req) (operator.BulkEdit, error)) (operator.BulkEdit, error) {
	if call := operator.CallFrom(ctx); call.Key == "" && !call.DryRun {
		key, err := randomBytes(a.Random, bulkKeySize)
		if err != nil {
			return operator.BulkEdit{}, err
		}
		call.Key = hex.EncodeToString(key)
		ctx = operator.WithCall(ctx, call)
	}
	return change(ctx, a, action, req, do)
}

// bulkKeySize is the random bytes of a key.
const bulkKeySize = 8

// BulkEditConversations changes what the participants share of all conversations that fit.
func (a *App) BulkEditConversations(ctx context.Context, req operator.BulkEditConversationsRequest) (operator.BulkEdit, error) {
	return inBulk(ctx, a, "conversation.bulk_edit", req, (*session).bulkEditConversations)
}

func (s *session) bulkEditConversations(req operator.BulkEditConversationsRequest) (operator.BulkEdit, error) {
	marks := sharedMarks{add: req.AddLabels, remove: req.RemoveLabels, assignee: req.SetAssignee, state: req.SetState}
	if err := s.checkMarks(marks); err != nil {
		return operator.BulkEdit{}, err
	}
	talks, err := s.talksThatFit(req)
	if err != nil {
		return operator.BulkEdit{}, err
	}
	return s.eachInBulk(operator.BulkConversations, talks, func(t talk) ([]operator.FieldChange, error) { return s.setShared(t, marks) })
}

// sharedMarks are what a bulk edit makes of conversations; what is empty stays.
type sharedMarks struct {
	add, remove []string
	assignee    *operator.Ref
	state       operator.ConversationState
}

// checkMarks refuses what is wrong whatever the conversation is.
func (s *session) checkMarks(m sharedMarks) error {
	if len(m.add)+len(m.remove) == 0 && m.assignee == nil && m.state == "" {
		return nothingSaid()
	}
	for _, l := range slices.Concat(m.add, m.remove) {
		if err := operator.CheckName("the label", l); err != nil {
			return err
		}
	}
	if m.state != "" && m.state != operator.StateOpen && m.state != operator.StateClosed {
		return operator.Errorf(operator.Usage, "no conversation state %q", m.state).Reason("bad_state")
	}
	if m.assignee == nil || nobodyNamed(*m.assignee) {
		return nil
	}
	_, err := s.findPerson(*m.assignee, "")
	return err
}

func nothingSaid() error {
	return operator.Errorf(operator.Usage, "there is nothing to change: say what becomes of those that fit").Reason("nothing_said")
}

// talksThatFit is the conversations of a bulk edit.
func (s *session) talksThatFit(req operator.BulkEditConversationsRequest) ([]talk, error) {
	list := operator.ListConversationsRequest{ConversationFilter: req.ConversationFilter, State: req.State, All: req.All}
	var t talk
	keep, err := s.keepTalk(list, &t)
	if err != nil {
		return nil, err
	}
	rows, err := s.conversationsFor(list, nil)
	if err != nil {
		return nil, err
	}
	s.looksAtAll = req.All
	var talks []talk
	for c, err := range rows {
		fits := false
		if err == nil {
			fits, err = keep(c)
		}
		if err != nil {
			return nil, err
		}
		if !fits {
			continue
		}
		if talks = append(talks, t); len(talks) > operator.MaxBulk {
			return nil, tooManyFit()
		}
	}
	return talks, nil
}

func tooManyFit() error {
	return operator.Errorf(operator.Invalid, "more than %d conversations fit: that is too many at once", operator.MaxBulk).
		WithHint("narrow it, as with --property, --community or --older-than").Reason("too_many").With("limit", operator.MaxBulk)
}

// eachInBulk has do change one conversation after the other. One that refuses stays as it
// was, and is told of beside the others: do writes nothing before it is sure.
func (s *session) eachInBulk(kind operator.BulkKind, talks []talk, do func(talk) ([]operator.FieldChange, error)) (operator.BulkEdit, error) {
	done := operator.BulkEdit{Kind: kind, Fit: len(talks), Items: []operator.BulkItem{}}
	for _, t := range talks {
		recorded := len(s.events)
		item := operator.BulkItem{
			Conversation: t.ID, Property: t.home.Code, Subject: operator.Optional(t.Subject), Fields: []operator.FieldChange{},
		}
		fields, err := do(t)
		switch {
		case refuses(err):
			s.events = s.events[:recorded]
			item.Refused = operator.Optional(err.Error())
			done.Refused++
		case err != nil:
			return operator.BulkEdit{}, err
		case len(fields) == 0:
			continue
		default:
			item.Fields = fields
			done.Changed++
		}
		done.Items = append(done.Items, item)
	}
	s.unchanged = done.Changed == 0
	if !s.unchanged {
		done.Undo = operator.Optional(s.call.Key)
	}
	return done, nil
}

// refuses says whether an error is about one conversation of many.
func refuses(err error) bool {
	switch operator.CodeOf(err) {
	case operator.Denied, operator.Conflict, operator.NotFound, operator.Invalid:
		return true
	}
	return false
}

// setShared makes of a conversation what marks say.
func (s *session) setShared(t talk, m sharedMarks) ([]operator.FieldChange, error) {
	if err := s.mayTalk(policy.ManageGroup, t); err != nil {
		return nil, err
	}
	opens := m.state == operator.StateOpen && t.Closed
	closes := m.state == operator.StateClosed && !t.Closed
	if opens {
		if err := s.canReopen(t); err != nil {
			return nil, err
		}
	}
	was := t.Conversation
	if err := s.editLabels(&t.Conversation, m.add, m.remove); err != nil {
		return nil, err
	}
	if err := s.assign(&t.Conversation, m.assignee); err != nil {
		return nil, err
	}
	fields := sharedChanges(was, t.Conversation)
	if opens || closes {
		fields = append(fields, operator.FieldChange{Field: "state", Was: string(state(was.Closed)), Is: string(state(closes))})
		return fields, s.keepState(&t, closes)
	}
	if len(fields) == 0 {
		return nil, nil
	}
	t.Updated = s.now
	return fields, s.tx.PutConversation(&t.Conversation)
}

// sharedChanges is what became of the labels and the assignee of a conversation.
func sharedChanges(was, is store.Conversation) []operator.FieldChange {
	var fields []operator.FieldChange
	for _, l := range is.Labels {
		if !slices.Contains(was.Labels, l) {
			fields = append(fields, operator.FieldChange{Field: "label", Is: l})
		}
	}
	for _, l := range was.Labels {
		if !slices.Contains(is.Labels, l) {
			fields = append(fields, operator.FieldChange{Field: "label", Was: l})
		}
	}
	if was.Assignee != is.Assignee {
		fields = append(fields, operator.FieldChange{Field: "assignee", Was: was.Assignee.String(), Is: is.Assignee.String()})
	}
	return fields
}

// nobodyNamed says whether a reference to an assignee means that there is none.
func nobodyNamed(ref operator.Ref) bool {
	return ref == "" || operator.Fold(strings.TrimSpace(string(ref))) == nobody
}
