package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var rearrangements = table[store.Rearrangement]{
	fields: rearrangementFields,
	name:   "rearrangements", shape: "rearrangement", width: 8, appends: true,
	key: func(r store.Rearrangement) []byte { return num(r.ID) },
	indexes: []index[store.Rearrangement]{
		{name: "by_conversation", shape: "conversation rearrangement", keys: func(r store.Rearrangement) [][]byte {
			keys := [][]byte{key(num(r.Conversation), num(r.ID))}
			if !r.Other.IsZero() {
				keys = append(keys, key(num(r.Other), num(r.ID)))
			}
			return distinct(keys)
		}},
	},
}

func (r reader) Rearrangements(of operator.ConversationID) ([]store.Rearrangement, error) {
	return with(r, rearrangements, "by_conversation", num(of))
}

func (r reader) AllRearrangements() iter.Seq2[store.Rearrangement, error] {
	return past(r, rearrangements, "", nil, nil)
}

func (w writer) PutRearrangement(r *store.Rearrangement) error {
	return putNumbered(w, rearrangements, &r.ID, r)
}

func (w writer) DeleteRearrangement(id uint64) error { return rearrangements.delete(w.tx, num(id)) }

// MoveMessage writes the row under another key. It goes by way of no row at all,
// because a number belongs to one row.
func (w writer) MoveMessage(id operator.MessageID, to operator.ConversationID, seq uint64) error {
	m, ok, err := w.Message(id)
	if err != nil {
		return err
	}
	if !ok {
		return operator.Errorf(operator.Internal, "message %s is to be moved, and is not there", id)
	}
	if m.Conversation == to && m.Seq == seq {
		return nil
	}
	if _, taken, err := w.MessageAt(to, seq); err != nil || taken {
		if err == nil {
			err = operator.Errorf(operator.Internal, "message %s cannot be number %d of %s: there is one", id, seq, to)
		}
		return err
	}
	if err := messages.delete(w.tx, messages.key(m)); err != nil {
		return err
	}
	m.Conversation, m.Seq = to, seq
	return messages.put(w.tx, m)
}

// shell looks at a conversation that was appended to another: nothing is left in
// it but the way there.
func (c *checker) shell(v store.Conversation) error {
	if v.MergedInto.IsZero() {
		return nil
	}
	into, ok, err := c.Conversation(v.MergedInto)
	if err != nil {
		return err
	}
	for steps := 0; ok && !into.MergedInto.IsZero() && into.ID != v.ID && steps < maxWay; steps++ {
		if into, ok, err = c.Conversation(into.MergedInto); err != nil {
			return err
		}
	}
	if !ok || !into.MergedInto.IsZero() {
		c.found("%s was merged into %s, which leads nowhere", v.ID, v.MergedInto)
	}
	if v.LastSeq > 0 || len(v.Participants) > 0 {
		c.found("%s was merged into %s, but has %d messages and %d people", v.ID, v.MergedInto, v.LastSeq, len(v.Participants))
	}
	return nil
}

// maxWay is more merges than lead from any conversation to the one it is in now.
const maxWay = 10_000

// rearrangements looks whether what is kept to take a step back fits the
// conversations of the step.
func (c *checker) rearrangements() error {
	return every(c, rearrangements, func(r store.Rearrangement) error {
		is := func(of operator.ConversationID) bool { return stands(c, conversations, num(of)) }
		rows := map[store.RearrangementKind][2]int{store.ByMerge: {2, 2}, store.BySplit: {1, 2}, store.ByMove: {1, 1}}[r.Kind]
		switch {
		case !is(r.Conversation) || !r.Other.IsZero() && !is(r.Other):
			c.found("the step %d names %s and %s, which are not there both", r.ID, r.Conversation, r.Other)
		case rows == [2]int{} || r.Other.IsZero() != (r.Kind == store.ByMove) || len(r.Was) != rows[0] || len(r.Is) != rows[1]:
			c.found("the step %d of %s cannot be taken back: it keeps %d conversations before and %d after it", r.ID, r.Conversation, len(r.Was), len(r.Is))
		}
		if r.Kind != store.ByMerge || r.Other.IsZero() {
			return nil
		}
		other, _, err := c.Conversation(r.Other)
		if err == nil && other.MergedInto != r.Conversation {
			c.found("%s was merged into %s, but leads to %s", r.Other, r.Conversation, other.MergedInto)
		}
		return err
	})
}

// answers says whether the message that another answers is there: in the same
// conversation, or in one that was the same before a split.
func (c *checker) answers(m store.Message) (bool, error) {
	to, ok, err := c.Message(m.InReplyTo)
	if err != nil || !ok || to.Conversation == m.Conversation {
		return ok, err
	}
	for _, id := range []operator.ConversationID{m.Conversation, to.Conversation} {
		if steps, err := c.Rearrangements(id); err != nil || len(steps) > 0 {
			return true, err
		}
	}
	return false, nil
}
