package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The tables of what people say, and of what happened; schema.go lists them all.

var conversations = table[store.Conversation]{
	fields: conversationFields,
	name:   "conversations", shape: "conversation", width: 8,
	key: func(c store.Conversation) []byte { return num(c.ID) },
	indexes: []index[store.Conversation]{
		{name: "by_time", shape: "time conversation", keys: func(c store.Conversation) [][]byte {
			if !c.MergedInto.IsZero() {
				return nil
			}
			return [][]byte{key(when(c.LastAt), num(c.ID))}
		}},
		{name: "by_home", shape: "property time conversation", keys: func(c store.Conversation) [][]byte {
			if !c.MergedInto.IsZero() {
				return nil
			}
			return [][]byte{key(num(c.Property), when(c.LastAt), num(c.ID))}
		}},
		{name: "by_group", shape: "group/16 conversation", keys: func(c store.Conversation) [][]byte {
			if c.Closed || !c.MergedInto.IsZero() {
				return nil
			}
			return [][]byte{key(groupDigest(groupOf(c)), num(c.ID))}
		}},
	},
}

// groupOf is the group key of a conversation.
func groupOf(c store.Conversation) store.GroupKey {
	g := store.GroupKey{Property: c.Property, Sale: c.Sale, Internal: c.Internal, Home: c.Home, Subject: c.Subject, About: c.About}
	g.People = make([]operator.PersonID, len(c.Participants))
	for i, p := range c.Participants {
		g.People[i] = p.Person
	}
	return g
}

var messages = table[store.Message]{
	fields: messageFields,
	name:   "messages", shape: "conversation seq", width: 16,
	key: func(m store.Message) []byte { return key(num(m.Conversation), num(m.Seq)) },
	indexes: []index[store.Message]{
		{name: "by_id", shape: "message", unique: true, appends: true, keys: func(m store.Message) [][]byte {
			return [][]byte{num(m.ID)}
		}},
		{name: "by_file", shape: "sum/32 conversation seq", keys: func(m store.Message) [][]byte {
			if m.Deleted {
				return nil
			}
			return fileKeys(m.Attachments, key(num(m.Conversation), num(m.Seq)))
		}},
	},
}

var versions = table[store.Version]{
	fields: versionFields,
	name:   "versions", shape: "message n", width: 16,
	key: func(v store.Version) []byte { return key(num(v.Message), num(uint64(v.N))) },
	indexes: []index[store.Version]{
		{name: "by_file", shape: "sum/32 message n", keys: func(v store.Version) [][]byte {
			return fileKeys(v.Attachments, key(num(v.Message), num(uint64(v.N))))
		}},
	},
}

var inbox = table[store.Entry]{
	fields: entryFields,
	name:   "inbox", shape: "person conversation", width: 16,
	key: func(e store.Entry) []byte { return key(num(e.Person), num(e.Conversation)) },
	indexes: []index[store.Entry]{
		{name: "by_view", shape: "person view/1 time conversation", keys: viewKeys, row: func(k []byte) []byte {
			if len(k) != 8+1+8+8 {
				return nil
			}
			return key(k[:8], k[len(k)-8:])
		}},
	},
}

// viewKeys are the places of an entry in the views of its person's inbox.
func viewKeys(e store.Entry) [][]byte {
	place := func(v store.View, at []byte) []byte {
		return key(num(e.Person), one(v), at, num(e.Conversation))
	}
	last := when(e.LastAt)
	own := last
	if e.View() == store.ViewSnoozed {
		own = when(e.SnoozedUntil)
	}
	keys := [][]byte{place(e.View(), own), place(store.ViewAll, last)}
	if e.Unread > 0 {
		keys = append(keys, place(store.ViewUnread, last))
	}
	return keys
}

var totals = table[store.Totals]{
	fields: totalsFields,
	name:   "totals", shape: "person", width: 8,
	key: func(t store.Totals) []byte { return num(t.Person) },
}

var requests = table[store.Key]{
	fields: keyFields,
	name:   "requests", shape: "person key~",
	key: func(k store.Key) []byte { return key(num(k.Person), exact(k.Key)) },
	indexes: []index[store.Key]{
		{name: "by_time", shape: "time person key~", keys: func(k store.Key) [][]byte {
			return [][]byte{key(when(k.At), num(k.Person), exact(k.Key))}
		}, row: func(k []byte) []byte {
			if len(k) < 8 {
				return nil
			}
			return k[8:]
		}},
	},
}

var events = table[store.Event]{
	fields: eventFields,
	name:   "events", shape: "seq", width: 8, appends: true,
	key: func(e store.Event) []byte { return num(e.Seq) },
	indexes: []index[store.Event]{
		{name: "by_property", shape: "property seq", keys: func(e store.Event) [][]byte {
			if e.Property.IsZero() {
				return nil
			}
			return [][]byte{key(num(e.Property), num(e.Seq))}
		}},
	},
}

var details = table[store.Details]{
	fields: detailsFields,
	name:   "details", shape: "seq", width: 8, appends: true,
	key: func(d store.Details) []byte { return num(d.Seq) },
}

var chains = table[store.Chain]{
	fields: chainFields,
	name:   "chains", shape: "property", width: 8,
	key: func(c store.Chain) []byte { return num(c.Property) },
}
