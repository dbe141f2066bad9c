package app

import (
	"cmp"
	"iter"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Where to look for messages: in the index of words, which has those of everybody,
// or in the conversations that the actor is in, one by one. How many the index has
// to give for a page follows from how many there are of the rarest word, and from
// which part of all conversations is one's own. Measured with a million messages,
// one that the index gives takes 2 to 3 µs to look at, most of them being others',
// and one of one's own 3 to 5 µs to read. So a lender with 12 conversations finds
// "the" in 1 ms among their own and would in 2.7 s among all; for the
// administrator with 2,274 it is 110 ms and 4 ms.
const (
	readAsLookedAt = 2
	// fewTalks are looked through in any case: that takes less than 1 ms.
	fewTalks = 16
)

// rows yields the messages that may be what is sought, the highest number first,
// below a number if it is not zero. wanted is how many will do.
func (q *sought) rows(before operator.MessageID, wanted int) (iter.Seq2[store.Found, error], error) {
	if len(q.on) > 0 { // the conversations of one home are few
		return q.inTalks(q.s.r.Conversations(q.on[0], nil), before)
	}
	if q.all {
		return q.s.r.MessagesWith(q.terms, before), nil
	}
	totals, err := q.s.r.Totals(q.s.actor.ID)
	if err != nil {
		return nil, err
	}
	own := entriesIn(totals)
	few := own <= fewTalks
	if !few {
		extent, err := q.s.r.SearchExtent(q.terms)
		if err != nil {
			return nil, err
		}
		toRead := own * extent.Messages / max(1, extent.Conversations)
		toLookAt := min(extent.Found, wanted*extent.Conversations/own)
		few = toRead*readAsLookedAt < toLookAt
	}
	if !few {
		return q.s.r.MessagesWith(q.terms, before), nil
	}
	return q.inTalks(q.ownTalks(), before)
}

// ownTalks yields the conversations in the actor's inbox.
func (q *sought) ownTalks() iter.Seq2[store.Conversation, error] {
	return func(yield func(store.Conversation, error) bool) {
		for e, err := range q.s.r.Entries(q.s.actor.ID, store.ViewAll, nil) {
			var c store.Conversation
			if err == nil {
				c, _, err = q.s.r.Conversation(e.Conversation)
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// inTalks looks through conversations, and puts what it finds in the order of a
// search.
func (q *sought) inTalks(talks iter.Seq2[store.Conversation, error], before operator.MessageID) (iter.Seq2[store.Found, error], error) {
	var found []store.Found
	for c, err := range talks {
		if err != nil {
			return nil, err
		}
		if !q.about(c.Property) {
			continue
		}
		t, err := q.s.talk(c)
		if err != nil {
			return nil, err
		}
		may := t.read.Allowed && (q.all || !t.read.Recorded)
		q.sights[c.ID] = sight{t, may}
		if !may {
			continue
		}
		for m, err := range q.s.r.Messages(c.ID, t.from) {
			if err != nil {
				return nil, err
			}
			if !before.IsZero() && m.ID >= before {
				continue
			}
			if _, fits, err := q.fits(m); err != nil {
				return nil, err
			} else if fits {
				found = append(found, store.Found{Message: m.ID, Conversation: m.Conversation, Seq: m.Seq})
			}
		}
	}
	slices.SortFunc(found, func(a, b store.Found) int { return cmp.Compare(b.Message, a.Message) })
	return func(yield func(store.Found, error) bool) {
		for _, f := range found {
			if !yield(f, nil) {
				return
			}
		}
	}, nil
}
