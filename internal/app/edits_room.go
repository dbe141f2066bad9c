package app

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What was said before an edit is kept, and shown all at once: so there is a most of it.
// What is deleted is kept beyond that, for it can always be.

// roomToEdit refuses one more edit of a message than there may be.
func (s *session) roomToEdit(m store.Message) error {
	if m.Versions == 0 {
		return nil
	}
	before, err := s.r.Versions(m.ID)
	if err != nil {
		return err
	}
	size := len(m.Body)
	for _, v := range before {
		size += len(v.Body)
	}
	return editable(m.ID.String(), len(before), size, "say it in another message: operator msg reply "+m.Conversation.String())
}

// roomToChange refuses one more edit of an update, or of the post that it shares with
// others, than there may be.
func (s *session) roomToChange(p posted, shared bool, code string) error {
	of, size := p.ID, lengthOf(contentOf(p))
	if shared {
		of, size = 0, lengthOf(p.post.Content)
	}
	before, err := s.r.UpdateVersions(p.Post, of)
	if err != nil {
		return err
	}
	for _, v := range before {
		size += lengthOf(v.Content)
	}
	return editable(p.ID.String(), len(before), size, "post another: operator update post -p "+code)
}

func lengthOf(c store.Content) int { return len(c.Title) + len(c.Body) }

// editable is the error for something that was edited so often, or said so much before
// with what is replaced now, that no more is kept.
func editable(what string, edits, size int, hint string) error {
	switch {
	case edits >= operator.MaxEdits:
		return operator.Errorf(operator.Conflict, "%s was edited %d times, and that is the most", what, edits).
			WithHint("%s", hint).Reason("too_many_edits").With("limit", operator.MaxEdits)
	case size > operator.MaxEditBytes:
		return operator.Errorf(operator.Conflict, "%s cannot be edited any more: what it said before would have more than %d bytes", what, operator.MaxEditBytes).
			WithHint("%s", hint).Reason("too_many_edits").With("limit", operator.MaxEditBytes)
	}
	return nil
}
