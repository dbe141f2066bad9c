package event_test

import (
	"encoding/hex"
	"maps"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
)

var secret, instance = []byte("a secret of the workspace"), []byte("an instance, 16b")

func first() store.Event {
	return store.Event{
		Seq: 7, At: time.Date(2026, 3, 4, 9, 0, 0, 1000, time.UTC), Actor: 1, Behalf: 2, Source: "cli", Trusted: true,
		Action: "message.sent", Object: "M19", Property: 3, Refs: map[string]string{"conversation": "C4", "version": "0"},
		Digest: event.Digest([]byte("salt"), []byte("content")),
	}
}

// chain links events one after the other and gives them with the chain's head.
func chain(t *testing.T, events ...store.Event) ([]store.Event, store.Chain) {
	t.Helper()
	var head store.Chain
	for i := range events {
		e, err := event.NewLinker(secret, instance).Link(head, events[i])
		if err != nil {
			t.Fatal(err)
		}
		events[i] = e
		head = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
	}
	return events, head
}

func TestAChainVerifiesFromItsBeginning(t *testing.T) {
	second := first()
	second.Seq = 9
	events, head := chain(t, first(), second)
	var at store.Chain
	for _, e := range events {
		if err := event.NewLinker(secret, instance).Verify(at, e); err != nil {
			t.Fatal(err)
		}
		at = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
	}
	if at.N != head.N || at.N != 2 {
		t.Errorf("the chain ends at %d, want 2", at.N)
	}
	if err := event.NewLinker(secret, instance).Verify(store.Chain{}, events[1]); err == nil {
		t.Error("an event was taken out, and nothing shows")
	}
	if err := event.NewLinker([]byte("another"), instance).Verify(store.Chain{}, events[0]); err == nil {
		t.Error("a chain verifies with another secret")
	}
}

func TestNoFieldOfAnEventCanBeChanged(t *testing.T) {
	for field, change := range map[string]func(*store.Event){
		"seq":      func(e *store.Event) { e.Seq++ },
		"time":     func(e *store.Event) { e.At = e.At.Add(time.Microsecond) },
		"actor":    func(e *store.Event) { e.Actor++ },
		"behalf":   func(e *store.Event) { e.Behalf = 0 },
		"source":   func(e *store.Event) { e.Source = "api" },
		"trusted":  func(e *store.Event) { e.Trusted = false },
		"action":   func(e *store.Event) { e.Action = "message.edited" },
		"object":   func(e *store.Event) { e.Object = "M20" },
		"home":     func(e *store.Event) { e.Property++ },
		"refs":     func(e *store.Event) { e.Refs["version"] = "1" },
		"no refs":  func(e *store.Event) { e.Refs = nil },
		"moved":    func(e *store.Event) { e.Action, e.Object = "message.sen", "tM19" },
		"digest":   func(e *store.Event) { e.Digest = event.Digest([]byte("salt"), []byte("other content")) },
		"salt":     func(e *store.Event) { e.Digest = event.Digest([]byte("pepper"), []byte("content")) },
		"previous": func(e *store.Event) { e.Prev = []byte("x") },
		"number":   func(e *store.Event) { e.N++ },
	} {
		events, _ := chain(t, first())
		e := events[0]
		e.Refs = maps.Clone(e.Refs)
		change(&e)
		if err := event.NewLinker(secret, instance).Verify(store.Chain{}, e); err == nil {
			t.Errorf("%s was changed, and nothing shows", field)
		}
	}
}

// TestTheFormatOfAHashIsForEver pins the format: a store written by any version
// has to verify with all later ones.
func TestTheFormatOfAHashIsForEver(t *testing.T) {
	events, _ := chain(t, first())
	const want = "88abfa202d8ea03b7aafaabac485dbf23de496bf69ce0a4162ebc3ffa70ce2c9"
	if got := hex.EncodeToString(events[0].Hash); got != want {
		t.Errorf("the hash is %s, want %s", got, want)
	}
}

func BenchmarkLink(b *testing.B) {
	e, linker := first(), event.NewLinker(secret, instance)
	for b.Loop() {
		if _, err := linker.Link(store.Chain{}, e); err != nil {
			b.Fatal(err)
		}
	}
}
