package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Conversation(id operator.ConversationID) (store.Conversation, bool, error) {
	return conversations.get(r.tx, num(id))
}

func (r reader) Conversations(of operator.PropertyID, after *store.Place) iter.Seq2[store.Conversation, error] {
	if of.IsZero() {
		return latest(r, conversations, "by_time", nil, after)
	}
	return latest(r, conversations, "by_home", num(of), after)
}

func (r reader) ConversationsOf(g store.GroupKey) ([]store.Conversation, error) {
	return with(r, conversations, "by_group", groupDigest(g))
}

func (w writer) PutConversation(c *store.Conversation) error {
	return putNumbered(w, conversations, &c.ID, c)
}
