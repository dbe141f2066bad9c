package app_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// between is a store in which something is done before the next update, and whose
// updates look through no list of events or conversations.
type between struct {
	store.Store
	first func()
	quick bool
}

func (b *between) Update(ctx context.Context, fn func(store.Tx) error) error {
	if first := b.first; first != nil {
		b.first = nil
		first()
	}
	if !b.quick {
		return b.Store.Update(ctx, fn)
	}
	return b.Store.Update(ctx, func(tx store.Tx) error { return fn(quickly{tx}) })
}

// quickly is a transaction that others do not wait for long.
type quickly struct{ store.Tx }

var errSlow = errors.New("a transaction that writes looks through a list")

func (quickly) Events(operator.PropertyID, uint64) iter.Seq2[store.Event, error] {
	return func(yield func(store.Event, error) bool) { yield(store.Event{}, errSlow) }
}

func (quickly) Conversations(operator.PropertyID, *store.Place) iter.Seq2[store.Conversation, error] {
	return func(yield func(store.Conversation, error) bool) { yield(store.Conversation{}, errSlow) }
}

// readings is every question whose answer is recorded and long.
func readings(w *servicetest.World, ctx context.Context) map[string]func() error {
	return map[string]func() error{
		"events.listed": func() error { return second(w.ListEvents(ctx, operator.ListEventsRequest{})) },
		"conversation.listed_all": func() error {
			return second(w.ListConversations(ctx, operator.ListConversationsRequest{All: true}))
		},
		"due":       func() error { return second(w.ListDue(ctx, operator.DueRequest{})) },
		"responses": func() error { return second(w.ShowResponseStats(ctx, operator.ResponseStatsRequest{})) },
		"inboxes":   func() error { return second(w.ShowInboxStats(ctx, operator.InboxStatsRequest{})) },
	}
}

// watched is a world with a conversation, a member and an auditor.
func watched(t *testing.T) (*between, *servicetest.World) {
	b := &between{}
	w := world(hold, func(s store.Store) store.Store { b.Store = s; return b })(t)
	for _, err := range []error{
		second(w.AddCommunity(w.As("P1"), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"})),
		second(w.AddProperty(w.As("P1"), operator.AddPropertyRequest{Community: "MR", Lot: "1"})),
		second(w.AddPerson(w.As("P1"), operator.AddPersonRequest{Kind: operator.Team, Name: "Tess"})),
		second(w.AddPerson(w.As("P1"), operator.AddPersonRequest{Kind: operator.Team, Name: "Ada", Role: operator.Auditor})),
		second(w.SendMessage(w.As("P1"), operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"P2"}, Body: "Hello"})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b, w
}

func lastRecorded(t *testing.T, b *between) (n uint64, last store.Event) {
	t.Helper()
	err := b.View(t.Context(), func(r store.Reader) error {
		var err error
		if n, err = r.LastEvent(); err == nil {
			last, _, err = r.Event(n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, last
}

func TestALongReadingIsRecordedWithoutBeingRepeated(t *testing.T) {
	t.Parallel()
	b, w := watched(t)
	b.quick = true
	for what, read := range readings(w, w.As("P3")) {
		before, _ := lastRecorded(t, b)
		if err := read(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if n, last := lastRecorded(t, b); n != before+1 || last.Actor != 3 {
			t.Errorf("%s: %d events more, the last is %s by %s", what, n-before, last.Action, last.Actor)
		}
	}
}

// TestWhoMayNotReadAnyMoreWhenItIsRecordedReadsNothing takes the right away while the
// answer is found, in every way that there is.
func TestWhoMayNotReadAnyMoreWhenItIsRecordedReadsNothing(t *testing.T) {
	t.Parallel()
	member := operator.Member
	for what, end := range map[string]func(*servicetest.World) error{
		"an auditor no more": func(w *servicetest.World) error {
			return second(w.EditPerson(w.As("P1"), operator.EditPersonRequest{Person: "P3", Role: &member}))
		},
		"deactivated": func(w *servicetest.World) error {
			return second(w.DeactivatePerson(w.As("P1"), operator.PersonRequest{Person: "P3"}))
		},
	} {
		b, w := watched(t)
		b.first = func() {
			if err := end(w); err != nil {
				t.Error(what, err)
			}
		}
		page, err := w.ListConversations(w.As("P3"), operator.ListConversationsRequest{All: true})
		if operator.CodeOf(err) != operator.Denied || len(page.Items) > 0 {
			t.Errorf("%s: %d conversations, %v", what, len(page.Items), err)
		}
		if _, last := lastRecorded(t, b); last.Actor == 3 {
			t.Errorf("%s: %s was recorded", what, last.Action)
		}
		if b.first != nil {
			t.Errorf("%s: nothing was to be recorded", what)
		}
	}
}

func TestATokenThatIsRevokedMeanwhileReadsNothing(t *testing.T) {
	t.Parallel()
	b, w := watched(t)
	token, err := w.AddToken(w.As("P1"), operator.AddTokenRequest{Person: "P3", Scopes: []operator.Scope{operator.ScopeRead}})
	if err != nil {
		t.Fatal(err)
	}
	b.first = func() {} // the use of the token is noted first
	ctx := operator.WithCall(t.Context(), operator.Call{Token: operator.Secret(operator.Value(token.Token))})
	if err := second(w.ListEvents(ctx, operator.ListEventsRequest{})); err != nil {
		t.Fatal(err)
	}
	b.first = func() {
		if err := second(w.DeleteToken(w.As("P1"), operator.TokenRequest{Token: operator.Ref(token.Ref.String())})); err != nil {
			t.Error(err)
		}
	}
	page, err := w.ListEvents(ctx, operator.ListEventsRequest{})
	if operator.CodeOf(err) != operator.Denied || len(page.Items) > 0 {
		t.Errorf("%d events, %v", len(page.Items), err)
	}
}

func TestATranscriptIsFoundBeforeItIsRecorded(t *testing.T) {
	t.Parallel()
	b, w := watched(t)
	b.quick = true
	before, _ := lastRecorded(t, b)
	told, err := w.Transcript(w.As("P2"), operator.TranscriptRequest{Of: "MR-001"})
	if operator.CodeOf(err) != operator.NotFound {
		t.Fatal("who is not assigned to the home has a transcript of it", err)
	}
	if told, err = w.Transcript(w.As("P3"), operator.TranscriptRequest{Of: "MR-001"}); err != nil || len(told.Conversations) != 1 {
		t.Fatal(len(told.Conversations), err)
	}
	if n, last := lastRecorded(t, b); n != before+3 || last.Action != "transcript.made" || last.Actor != 3 {
		t.Errorf("%d events more, the last is %s by %s", n-before, last.Action, last.Actor)
	}
}

// TestWhoLosesSightBeforeATranscriptIsRecordedHasNone: buyers and the team see a home by a
// sale or an assignment, and not by what they are.
func TestWhoLosesSightBeforeATranscriptIsRecordedHasNone(t *testing.T) {
	t.Parallel()
	b, w := watched(t)
	assign := operator.AssignRequest{Property: "MR-001", People: []operator.Ref{"P2"}}
	if err := second(w.AssignProperty(w.As("P1"), assign)); err != nil {
		t.Fatal(err)
	}
	of := operator.TranscriptRequest{Of: "MR-001"}
	if err := second(w.Transcript(w.As("P2"), of)); err != nil {
		t.Fatal(err)
	}
	b.first = func() {
		if err := second(w.UnassignProperty(w.As("P1"), assign)); err != nil {
			t.Error(err)
		}
	}
	told, err := w.Transcript(w.As("P2"), of)
	if operator.CodeOf(err) != operator.NotFound || len(told.Conversations) > 0 {
		t.Errorf("%d conversations, %v", len(told.Conversations), err)
	}
	if _, last := lastRecorded(t, b); last.Action == "transcript.made" || b.first != nil {
		t.Errorf("the last event is %s by %s", last.Action, last.Actor)
	}
}
