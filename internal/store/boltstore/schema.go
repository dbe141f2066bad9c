package boltstore

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The schema. A bucket is named TABLE or TABLE.INDEX. The shape of a key names
// its parts: a part with ~ is a text, one with /N has N bytes, and all others are
// numbers or times of 8 bytes. Texts are folded, but for ids of other systems and
// idempotency keys.
//
//	workspace               one/1                              → Workspace
//	people                  person                             → Person
//	people.by_email         email~ person                      (two people may share one)
//	people.by_external      id~ person
//	people.by_name          kind~ name~ person
//	people.by_phone         phone~ person                      the number as E.164
//	people.by_word          word~ person                       words of name and e-mail
//	communities             community                          → Community
//	communities.by_code     code~                              unique
//	communities.by_external id~ community
//	buildings               building                           → Building
//	buildings.by_number     community number~ building
//	buildings.by_external   id~ building
//	properties              property                           → Property
//	properties.by_code      code~                              unique; with the codes it had before
//	properties.by_community community code~ property
//	properties.by_building  building code~ property
//	properties.by_external  id~ property
//	assignments             property community person          → Assignment; one of the first two is 0
//	assignments.by_person   person property community person
//	sales                   sale                               → Sale
//	sales.by_property       property sale
//	sales.by_buyer          person sale
//	sales.by_external       id~ sale
//	conversations           conversation                       → Conversation
//	conversations.by_time   time conversation                  but for what was merged into another
//	conversations.by_home   property time conversation         likewise
//	conversations.by_group  group/16 conversation              while open
//	messages                conversation seq                   → Message
//	messages.by_id          message                            unique
//	messages.by_file        sum/32 conversation seq            of live messages
//	versions                message n                          → Version
//	versions.by_file        sum/32 message n
//	inbox                   person conversation                → Entry
//	inbox.by_view           person view/1 time conversation    its view, all, and unread
//	totals                  person                             → Totals
//	requests                person key~                        → Key
//	requests.by_time        time person key~
//	events                  seq                                → Event
//	events.by_property      property seq
//	details                 seq                                → Details
//	chains                  property                           → Chain; 0 is the workspace's
//	rearrangements          rearrangement                      → Rearrangement
//	rearrangements.by_conversation conversation rearrangement
//	merges                  person                             → PersonMerge; by who was merged
//	posts                   post                               → Post
//	posts.by_state          state/1 time post
//	posts.by_file           sum/32 post                        of live posts
//	stagings                post                               → Staging
//	updates                 update                             → Update
//	updates.by_home         property update
//	updates.by_post         post property update
//	updates.by_file         sum/32 update                      of what one home has of its own
//	update_versions         post update n                      → UpdateVersion
//	receipts                update person                      → Receipt
//	receipts.by_person      person update person
//	unseen                  person property update             → Unseen
//	unseen.by_update        update person property update
//	steps                   community                          → Steps; 0 is the workspace's
//	progress                property                           → Progress
//	templates               name~                              → Template
//	schedule                scheduled                          → Scheduled
//	schedule.by_state       state~ time scheduled
//	schedule.by_post        post scheduled
//	schedule.by_file        sum/32 scheduled                   of what is pending
//	imports                 import                             → Import
//	import_parts            import n                           → ImportPart
//	mappings                name~                              → Mapping
//	tokens                  token                              → Token
//	tokens.by_hash          hash/32                            unique
//	tokens.by_person        person token
//	login_codes             code                               → LoginCode
//	login_codes.by_hash     hash/32                            unique
//	login_codes.by_person   person code
//	webhooks                webhook                            → Webhook
//	searched                kind/1                             → indexed; how far the index of words goes
//	searched.words          kind/1 chunk word~                 → numbers; see search_numbers.go
//
// Fields of rows come and go without another number of the schema: a row that lacks one
// has its zero. A bucket more, or another key, takes one.
//
// A row's number comes from the sequence of its bucket, an event's from the app.
func tables() []anyTable {
	return []anyTable{
		workspaces, people, communities, buildings, properties, assignments, sales,
		conversations, messages, versions, inbox, totals, requests, events, details, chains, rearrangements, merges,
		posts, stagings, updates, updateVersions, receipts, unseen, steps, progress, templates, schedule,
		imports, importParts, mappings,
		tokens, loginCodes,
		webhooks,
		searched,
	}
}

// bucketNames are the buckets of all tables.
func bucketNames() []string {
	var names []string
	for _, t := range tables() {
		names = append(names, t.buckets()...)
	}
	return names
}

var workspaces = table[store.Workspace]{
	fields: workspaceFields,
	name:   "workspace", shape: "one/1", width: 1,
	key: func(store.Workspace) []byte { return theWorkspace() },
}

// theWorkspace is the key of the one row.
func theWorkspace() []byte { return one(byte(1)) }

// people has only its own key for who was merged into somebody else, or erased.
var people = table[store.Person]{
	fields: personFields,
	name:   "people", shape: "person", width: 8,
	key: func(p store.Person) []byte { return num(p.ID) },
	indexes: []index[store.Person]{
		{name: "by_email", shape: "email~ person", keys: unlessMerged(func(p store.Person) [][]byte {
			if p.Email == "" {
				return nil
			}
			return [][]byte{numbered(text(p.Email), p.ID)}
		})},
		{name: "by_external", shape: "id~ person", keys: unlessMerged(func(p store.Person) [][]byte {
			return externalKeys(p.External, num(p.ID))
		})},
		{name: "by_name", shape: "kind~ name~ person", keys: unlessMerged(func(p store.Person) [][]byte {
			return [][]byte{key(text(string(p.Kind)), numbered(text(p.Name), p.ID))}
		})},
		{name: "by_phone", shape: "phone~ person", keys: unlessMerged(func(p store.Person) [][]byte {
			var keys [][]byte
			for _, phone := range p.Phones {
				if phone.E164 != "" {
					keys = append(keys, numbered(text(phone.E164), p.ID))
				}
			}
			return distinct(keys)
		})},
		{name: "by_word", shape: "word~ person", keys: unlessMerged(func(p store.Person) [][]byte {
			words := p.Words()
			keys := make([][]byte, len(words))
			for i, word := range words {
				keys[i] = numbered(text(word), p.ID)
			}
			return keys
		})},
	},
}

// externalKeys are the keys of a row by its ids in other systems, whatever the
// system. Case counts: there are systems whose ids differ by it alone.
func externalKeys(ids store.External, rowKey []byte) [][]byte {
	var keys [][]byte
	for _, id := range ids {
		keys = append(keys, key(exact(id), rowKey))
	}
	return distinct(keys)
}

var communities = table[store.Community]{
	fields: communityFields,
	name:   "communities", shape: "community", width: 8,
	key: func(c store.Community) []byte { return num(c.ID) },
	indexes: []index[store.Community]{
		{name: "by_code", shape: "code~", unique: true, keys: func(c store.Community) [][]byte {
			return [][]byte{text(c.Code)}
		}},
		{name: "by_external", shape: "id~ community", keys: func(c store.Community) [][]byte {
			return externalKeys(c.External, num(c.ID))
		}},
	},
}

var buildings = table[store.Building]{
	fields: buildingFields,
	name:   "buildings", shape: "building", width: 8,
	key: func(b store.Building) []byte { return num(b.ID) },
	indexes: []index[store.Building]{
		{name: "by_number", shape: "community number~ building", keys: func(b store.Building) [][]byte {
			return [][]byte{key(num(b.Community), text(b.Number), num(b.ID))}
		}},
		{name: "by_external", shape: "id~ building", keys: func(b store.Building) [][]byte {
			return externalKeys(b.External, num(b.ID))
		}},
	},
}

var properties = table[store.Property]{
	fields: propertyFields,
	name:   "properties", shape: "property", width: 8,
	key: func(p store.Property) []byte { return num(p.ID) },
	indexes: []index[store.Property]{
		{name: "by_code", shape: "code~", unique: true, keys: func(p store.Property) [][]byte {
			keys := [][]byte{text(p.Code)}
			for _, alias := range p.Aliases {
				keys = append(keys, text(alias))
			}
			return distinct(keys)
		}},
		{name: "by_community", shape: "community code~ property", keys: func(p store.Property) [][]byte {
			return [][]byte{key(num(p.Community), text(p.Code), num(p.ID))}
		}},
		{name: "by_building", shape: "building code~ property", keys: func(p store.Property) [][]byte {
			if p.Building.IsZero() {
				return nil
			}
			return [][]byte{key(num(p.Building), text(p.Code), num(p.ID))}
		}},
		{name: "by_external", shape: "id~ property", keys: func(p store.Property) [][]byte {
			return externalKeys(p.External, num(p.ID))
		}},
	},
}

var assignments = table[store.Assignment]{
	fields: assignmentFields,
	name:   "assignments", shape: "property community person", width: 24,
	key: assignmentKey,
	indexes: []index[store.Assignment]{
		{name: "by_person", shape: "person property community person", keys: func(a store.Assignment) [][]byte {
			return [][]byte{key(num(a.Person), assignmentKey(a))}
		}},
	},
}

// assignmentKey leaves the community out where the assignment is to one home.
func assignmentKey(a store.Assignment) []byte {
	if !a.Property.IsZero() {
		a.Community = 0
	}
	return key(num(a.Property), num(a.Community), num(a.Person))
}

var sales = table[store.Sale]{
	fields: saleFields,
	name:   "sales", shape: "sale", width: 8,
	key: func(s store.Sale) []byte { return num(s.ID) },
	indexes: []index[store.Sale]{
		{name: "by_property", shape: "property sale", keys: func(s store.Sale) [][]byte {
			return [][]byte{key(num(s.Property), num(s.ID))}
		}},
		{name: "by_buyer", shape: "person sale", keys: func(s store.Sale) [][]byte {
			var keys [][]byte
			for _, b := range s.Buyers {
				keys = append(keys, key(num(b.Person), num(s.ID)))
			}
			return distinct(keys)
		}},
		{name: "by_external", shape: "id~ sale", keys: func(s store.Sale) [][]byte {
			return externalKeys(s.External, num(s.ID))
		}},
	},
}

// groupDigest stands for a group key, whose people can be hundreds. Subjects are
// the same without regard to case and to white space around them.
func groupDigest(g store.GroupKey) []byte {
	var b []byte
	add := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	flag := func(is bool) {
		if is {
			add(1)
		} else {
			add(0)
		}
	}
	add(uint64(g.Property))
	add(uint64(g.Sale))
	flag(g.Internal)
	flag(g.Home)
	subject := operator.Fold(g.Subject)
	add(uint64(len(subject)))
	b = append(b, subject...)
	if !g.Home {
		for _, person := range g.People {
			add(uint64(person))
		}
	}
	if !g.About.IsZero() { // the others have the digests they had before there were updates
		b = append(b, "about"...)
		add(uint64(g.About))
	}
	sum := sha256.Sum256(b)
	return sum[:16]
}

// fileKeys are the keys of a row by the digests of its files.
func fileKeys(files []store.Attachment, rowKey []byte) [][]byte {
	var keys [][]byte
	for _, f := range files {
		keys = append(keys, key(f.Sum, rowKey))
	}
	return distinct(keys)
}
