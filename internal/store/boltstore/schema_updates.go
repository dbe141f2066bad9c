package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The tables of updates, and of what belongs to them; schema.go lists them all.

var posts = table[store.Post]{
	fields: postFields,
	name:   "posts", shape: "post", width: 8,
	key: func(p store.Post) []byte { return num(p.ID) },
	indexes: []index[store.Post]{
		{name: "by_state", shape: "state/1 time post", keys: func(p store.Post) [][]byte {
			return [][]byte{key(one(p.State), when(p.Order()), num(p.ID))}
		}},
		{name: "by_file", shape: "sum/32 post", keys: func(p store.Post) [][]byte {
			if p.State == store.PostDeleted {
				return nil
			}
			return mediaKeys(p.Content.Media, num(p.ID))
		}},
	},
}

// mediaKeys are the keys of a row by the digests of its files, in every form.
func mediaKeys(media []store.Media, rowKey []byte) [][]byte {
	var keys [][]byte
	for _, m := range media {
		keys = append(keys, key(m.File.Sum, rowKey))
		for _, r := range []*store.Rendition{m.Web, m.Thumbnail, m.Original} {
			if r != nil {
				keys = append(keys, key(r.Sum, rowKey))
			}
		}
	}
	return distinct(keys)
}

var stagings = table[store.Staging]{
	fields: stagingFields,
	name:   "stagings", shape: "post", width: 8,
	key: func(s store.Staging) []byte { return num(s.Post) },
}

var updates = table[store.Update]{
	fields: updateFields,
	name:   "updates", shape: "update", width: 8,
	key: func(u store.Update) []byte { return num(u.ID) },
	indexes: []index[store.Update]{
		{name: "by_home", shape: "property update", keys: func(u store.Update) [][]byte {
			return [][]byte{key(num(u.Property), num(u.ID))}
		}},
		{name: "by_post", shape: "post property update", keys: func(u store.Update) [][]byte {
			return [][]byte{key(num(u.Post), num(u.Property), num(u.ID))}
		}},
		{name: "by_file", shape: "sum/32 update", keys: func(u store.Update) [][]byte {
			if u.Own == nil || u.Removed != nil {
				return nil
			}
			return mediaKeys(u.Own.Media, num(u.ID))
		}},
	},
}

var updateVersions = table[store.UpdateVersion]{
	fields: updateVersionFields,
	name:   "update_versions", shape: "post update n", width: 24,
	key: func(v store.UpdateVersion) []byte { return key(num(v.Post), num(v.Update), num(uint64(v.N))) },
}

var receipts = table[store.Receipt]{
	fields: receiptFields,
	name:   "receipts", shape: "update person", width: 16,
	key: func(r store.Receipt) []byte { return key(num(r.Update), num(r.Person)) },
	indexes: []index[store.Receipt]{
		{name: "by_person", shape: "person update person", keys: func(r store.Receipt) [][]byte {
			return [][]byte{key(num(r.Person), num(r.Update), num(r.Person))}
		}},
	},
}

var unseen = table[store.Unseen]{
	fields: unseenFields,
	name:   "unseen", shape: "person property update", width: 24,
	key: func(u store.Unseen) []byte { return key(num(u.Person), num(u.Property), num(u.Update)) },
	indexes: []index[store.Unseen]{
		{name: "by_update", shape: "update person property update", keys: func(u store.Unseen) [][]byte {
			return [][]byte{key(num(u.Update), num(u.Person), num(u.Property), num(u.Update))}
		}},
	},
}

var steps = table[store.Steps]{
	fields: stepsFields,
	name:   "steps", shape: "community", width: 8,
	key: func(s store.Steps) []byte { return num(s.Community) },
}

var progress = table[store.Progress]{
	fields: progressFields,
	name:   "progress", shape: "property", width: 8,
	key: func(p store.Progress) []byte { return num(p.Property) },
}

var templates = table[store.Template]{
	fields: templateFields,
	name:   "templates", shape: "name~",
	key: func(t store.Template) []byte { return text(t.Name) },
}

var schedule = table[store.Scheduled]{
	fields: scheduledFields,
	name:   "schedule", shape: "scheduled", width: 8,
	key: func(s store.Scheduled) []byte { return num(s.ID) },
	indexes: []index[store.Scheduled]{
		{name: "by_state", shape: "state~ time scheduled", keys: func(s store.Scheduled) [][]byte {
			return [][]byte{key(text(string(s.State)), when(s.At), num(s.ID))}
		}},
		{name: "by_post", shape: "post scheduled", keys: func(s store.Scheduled) [][]byte {
			if s.Post == 0 {
				return nil
			}
			return [][]byte{key(num(s.Post), num(s.ID))}
		}},
		{name: "by_file", shape: "sum/32 scheduled", keys: func(s store.Scheduled) [][]byte {
			if s.State != operator.SchedulePending {
				return nil // a message has them now, or nobody
			}
			return fileKeys(s.Files, num(s.ID))
		}},
	},
}
