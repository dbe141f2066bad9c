package boltstore

import (
	"errors"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// rearranged is the village with a conversation that was merged into its first, and
// one that was split off.
func rearranged(tx store.Tx) error {
	if err := village(tx); err != nil {
		return err
	}
	row := []store.Conversation{{}, {}}
	return errors.Join(
		tx.PutConversation(&store.Conversation{Property: 1, MergedInto: 1, LastAt: day(4), Created: day(4)}),
		tx.PutConversation(&store.Conversation{
			Property: 1, LastSeq: 1, LastMessage: 4, LastAuthor: 1, LastAt: day(5), Created: day(5),
			Participants: []store.Participant{{Person: 1, From: 1}},
		}),
		tx.PutMessage(&store.Message{Conversation: 3, Seq: 1, Author: 1, InReplyTo: 1, Created: day(5)}),
		tx.PutEntry(store.Entry{Person: 1, Conversation: 3, ReadSeq: 1, LastAt: day(5)}),
		tx.PutRearrangement(&store.Rearrangement{Kind: store.ByMerge, Conversation: 1, Other: 2, Was: row, Is: row}),
		tx.PutRearrangement(&store.Rearrangement{Kind: store.BySplit, Conversation: 1, Other: 3, Was: row[:1], Is: row}),
	)
}

func TestCheckFindsWhatIsWrongWithSteps(t *testing.T) {
	t.Parallel()
	shell := func(edit func(*store.Conversation)) func(store.Tx) error {
		return change(store.Reader.Conversation, 2, store.Tx.PutConversation, edit)
	}
	step := func(id int, edit func(*store.Rearrangement)) func(store.Tx) error {
		return func(tx store.Tx) error {
			steps, err := tx.Rearrangements(1)
			if err != nil {
				return err
			}
			edit(&steps[id-1])
			return tx.PutRearrangement(&steps[id-1])
		}
	}
	for want, spoil := range map[string]func(store.Tx) error{
		"": func(store.Tx) error { return nil },
		"C2 was merged into C9, which leads nowhere": func(tx store.Tx) error {
			return errors.Join(shell(func(c *store.Conversation) { c.MergedInto = 9 })(tx), tx.DeleteRearrangement(1))
		},
		"C2 was merged into C2, which leads nowhere": func(tx store.Tx) error {
			return errors.Join(shell(func(c *store.Conversation) { c.MergedInto = 2 })(tx), tx.DeleteRearrangement(1))
		},
		"C2 was merged into C1, but has 1 messages and 0 people": func(tx store.Tx) error {
			return errors.Join(tx.PutMessage(&store.Message{Conversation: 2, Seq: 1, Author: 1, Created: day(4)}), shell(func(c *store.Conversation) {
				c.LastSeq, c.LastMessage, c.LastAuthor = 1, 5, 1
			})(tx))
		},
		"C2 was merged into C1, but leads to C3":               shell(func(c *store.Conversation) { c.MergedInto = 3 }),
		"the step 2 names C1 and C9, which are not there both": step(2, func(r *store.Rearrangement) { r.Other = 9 }),
		"the step 2 of C1 cannot be taken back: it keeps 1 conversations before and 1 after it": step(2, func(r *store.Rearrangement) {
			r.Is = r.Is[:1]
		}),
		"message M4 answers M1, which is not in its conversation": func(tx store.Tx) error {
			return errors.Join(tx.DeleteRearrangement(1), tx.DeleteRearrangement(2))
		},
	} {
		s := hold(t, newWorkspace(t, rearranged))
		must(t, s.Update(t.Context(), spoil))
		found := findings(t, s)
		if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || found[0] != want) {
			t.Errorf("%q: found %q", want, found)
		}
	}
}
