package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// plain is a store that reads whole rows where it is asked for what is short of them.
type plain struct{ store.Store }

func (p plain) View(ctx context.Context, fn func(store.Reader) error) error {
	return p.Store.View(ctx, func(r store.Reader) error { return fn(whole{r}) })
}

type whole struct{ store.Reader }

func threadOf(c store.Conversation) store.Thread {
	return store.Thread{ID: c.ID, Internal: c.Internal, Closed: c.Closed, Turn: c.Turn, LastAt: c.LastAt, MergedInto: c.MergedInto}
}

func (w whole) Threads() iter.Seq2[store.Thread, error] {
	return func(yield func(store.Thread, error) bool) {
		for c, err := range w.Conversations(0, nil) {
			if !yield(threadOf(c), err) {
				return
			}
		}
	}
}

func (w whole) Thread(id operator.ConversationID) (store.Thread, bool, error) {
	c, ok, err := w.Conversation(id)
	return threadOf(c), ok, err
}

func (w whole) SaidBack(of operator.ConversationID) iter.Seq2[store.Said, error] {
	return func(yield func(store.Said, error) bool) {
		for m, err := range w.MessagesBack(of) {
			if !yield(store.Said{Author: m.Author, Turn: m.Turn, Deleted: m.Deleted, Created: m.Created}, err) {
				return
			}
		}
	}
}

// TestNumbersOfAnswersAreThoseOfThePlainWay compares them after random talk: two homes,
// two members, two buyers, an administrator, and weeks between.
func TestNumbersOfAnswersAreThoseOfThePlainWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var below store.Store
		w := world(hold, func(s store.Store) store.Store { below = s; return s })(t)
		other := app.New(app.Parts{Store: plain{below}, Now: w.Clock.Now, Random: rand.Reader})
		talks := newTalks(t, w)
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			talks.step(r)
		}
		for _, who := range []operator.Ref{"P1", "P2", "P3"} {
			for _, req := range []operator.ResponseStatsRequest{{}, {Since: "7d", By: operator.ByPerson}, {Since: "90d", By: operator.ByProperty}} {
				got, err := w.ShowResponseStats(w.As(who), req)
				want, failed := other.ShowResponseStats(w.As(who), req)
				if diff := cmp.Diff(want, got); diff != "" || err != nil || failed != nil {
					r.Fatalf("%s, %+v (-plain +ours): %v, %v\n%s", who, req, failed, err, diff)
				}
			}
			got, err := w.ListDue(w.As(who), operator.DueRequest{Replies: true})
			want, failed := other.ListDue(w.As(who), operator.DueRequest{Replies: true})
			if diff := cmp.Diff(want, got); diff != "" || err != nil || failed != nil {
				r.Fatalf("what is late for %s (-plain +ours): %v, %v\n%s", who, failed, err, diff)
			}
		}
	})
}

// talks is talk on two homes.
type talks struct {
	*servicetest.World
	t    *testing.T
	last operator.ConversationID
}

func newTalks(t *testing.T, w *servicetest.World) *talks {
	k := &talks{World: w, t: t}
	boss := w.As("P1")
	k.must(second(w.AddCommunity(boss, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"})))
	for _, p := range []operator.AddPersonRequest{
		{Kind: operator.Team, Name: "Tess", Role: operator.Member},
		{Kind: operator.Team, Name: "Will", Role: operator.Member},
		{Kind: operator.Buyer, Name: "Ben"},
		{Kind: operator.Buyer, Name: "Cora"},
	} {
		k.must(second(w.AddPerson(boss, p)))
	}
	for i, lot := range []string{"1", "2"} {
		home := operator.Ref("MR-00" + lot)
		k.must(second(w.AddProperty(boss, operator.AddPropertyRequest{Community: "MR", Lot: lot})))
		k.must(second(w.OpenTransaction(boss, operator.OpenTransactionRequest{Property: home, Buyers: []operator.Ref{operator.Ref(fmt.Sprintf("P%d", 4+i))}})))
		k.must(second(w.AssignProperty(boss, operator.AssignRequest{Property: home, People: []operator.Ref{"P2", "P3"}[:2-i]})))
	}
	return k
}

func (k *talks) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// step does something, or is refused, and lets time pass.
func (k *talks) step(r *rapid.T) {
	k.Clock.Advance(time.Duration(rapid.IntRange(1, 20*24*60).Draw(r, "minutes")) * time.Minute)
	home := rapid.IntRange(0, 1).Draw(r, "home")
	property, buyer := operator.Ref(fmt.Sprintf("MR-00%d", home+1)), operator.Ref(fmt.Sprintf("P%d", 4+home))
	who := rapid.SampledFrom([]operator.Ref{"P1", "P2", "P3", "P4", "P5"}).Draw(r, "who")
	talk := operator.Ref(operator.ConversationID(rapid.Uint64Range(1, uint64(max(k.last, 1))).Draw(r, "talk")).String())
	switch rapid.IntRange(0, 9).Draw(r, "what") {
	case 0, 1, 2:
		m, err := k.SendMessage(k.As(buyer), operator.SendMessageRequest{Property: property, To: []operator.Ref{"team"}, Body: "When?"})
		k.must(err)
		k.last = max(k.last, m.Conversation)
	case 3:
		m, err := k.SendMessage(k.As("P2"), operator.SendMessageRequest{Property: property, To: []operator.Ref{"team"}, Body: "Do we know?", Internal: true, Subject: "Among us"})
		if err == nil {
			k.last = max(k.last, m.Conversation)
		}
	case 4, 5, 6:
		_, _ = k.ReplyMessage(k.As(who), operator.ReplyMessageRequest{Conversation: talk, Body: "On Friday."})
	case 7:
		_, _ = k.CloseConversation(k.As("P1"), operator.ConversationRequest{Conversation: talk})
	case 8:
		_, _ = k.DeleteMessage(k.As("P1"), operator.DeleteMessageRequest{Message: "M1", Reason: "wrong", Confirmed: true})
	case 9:
		_, _ = k.MergeConversations(k.As("P1"), operator.MergeConversationsRequest{Into: "C1", From: talk, Confirmed: true})
	}
}
