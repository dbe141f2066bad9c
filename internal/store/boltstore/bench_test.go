package boltstore

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BenchmarkSend is what a message costs the store: the message, its conversation
// of six people, their entries, an event with details and the head of its chain,
// in one transaction, in a store with 200 conversations.
func BenchmarkSend(b *testing.B) {
	for name, noSync := range map[string]bool{"on disk": false, "without waiting for the disk": true} {
		b.Run(name, func(b *testing.B) {
			const talks = 200
			o := newWorkspace(b, nil)
			o.NoSync = noSync
			s := hold(b, o)
			n := 0
			for ; n < talks; n++ {
				must(b, s.Update(b.Context(), func(tx store.Tx) error { return send(tx, n, talks) }))
			}
			b.ReportAllocs()
			for b.Loop() {
				must(b, s.Update(b.Context(), func(tx store.Tx) error { return send(tx, n, talks) }))
				n++
			}
		})
	}
}

// send writes message n, in conversation n modulo talks.
func send(tx store.Tx, n, talks int) error {
	at := day(1).Add(time.Duration(n) * time.Second)
	talk := operator.ConversationID(n%talks + 1)
	seq := uint64(n/talks + 1)
	home := operator.PropertyID(talk/4 + 1)
	m := store.Message{
		Conversation: talk, Seq: seq, Author: 1, Body: strings.Repeat("The tiles come on Tuesday. ", 6),
		Source: operator.SourceCLI, Created: at,
	}
	if err := tx.PutMessage(&m); err != nil {
		return err
	}
	c := store.Conversation{
		ID: talk, Property: home, Sale: 1, Subject: "Kitchen", LastSeq: seq, LastAt: at, LastMessage: m.ID,
		LastAuthor: 1, Excerpt: m.Body[:80], Created: at, Updated: at,
	}
	for p := range operator.PersonID(6) {
		c.Participants = append(c.Participants, store.Participant{Person: p + 1, From: 1, Since: day(1)})
		e := store.Entry{Person: p + 1, Conversation: talk, LastAt: at, Unread: int(seq)}
		if err := tx.PutEntry(e); err != nil {
			return err
		}
	}
	hash := []byte(strings.Repeat("h", 32))
	e := store.Event{
		Seq: uint64(n + 1), At: at, Actor: 1, Source: operator.SourceCLI, Action: "message.sent", Object: m.ID.String(),
		Property: home, Refs: map[string]string{"conversation": talk.String()}, Digest: hash, N: uint64(n + 1), Prev: hash, Hash: hash,
	}
	return errors.Join(tx.PutConversation(&c), tx.PutEvent(e),
		tx.PutDetails(store.Details{Seq: e.Seq, Salt: hash[:16], Content: fmt.Appendf(nil, `{"body":%q}`, m.Body)}),
		tx.PutChain(store.Chain{Property: home, N: e.N, Seq: e.Seq, Head: hash}))
}

// BenchmarkInboxPage reads the first 50 of 6,000 entries, with their conversations.
func BenchmarkInboxPage(b *testing.B) {
	s := hold(b, newWorkspace(b, nil))
	for from := 0; from < 6000; from += 500 {
		must(b, s.Update(b.Context(), func(tx store.Tx) error {
			for n := from; n < from+500; n++ {
				if err := send(tx, n, 6000); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	b.ReportAllocs()
	for b.Loop() {
		must(b, s.View(b.Context(), func(r store.Reader) error {
			n := 0
			for e, err := range r.Entries(3, store.ViewOpen, nil) {
				if err != nil {
					return err
				}
				if _, _, err := r.Conversation(e.Conversation); err != nil {
					return err
				}
				if n++; n == 50 {
					break
				}
			}
			return nil
		}))
	}
}

// BenchmarkCheck looks at a store of 6,000 conversations with a message each; its
// findings do not matter.
func BenchmarkCheck(b *testing.B) {
	s := hold(b, newWorkspace(b, nil))
	for from := 0; from < 6000; from += 500 {
		must(b, s.Update(b.Context(), func(tx store.Tx) error {
			for n := from; n < from+500; n++ {
				if err := send(tx, n, 6000); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	rows := 0
	for b.Loop() {
		looked, err := s.Check(b.Context(), func(string) {})
		must(b, err)
		rows = looked.Rows + looked.Entries
	}
	b.ReportMetric(float64(rows), "rows")
}
