package app

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// pending is an event on its way into the log, with what it tells of in words
// that erasure can take out again.
type pending struct {
	event   store.Event
	content any  // nil where the event says it all
	held    bool // the content stands in the row the event names; only its digest is kept
}

// record notes an event, to be kept in the same transaction as the change.
// property is the home whose history it belongs to; zero is the workspace.
func (s *session) record(action, object string, property operator.PropertyID, refs map[string]string, content any) {
	s.note(action, object, property, refs, content, false)
}

// recordHeld is record for content that stands in the row itself, as the body
// of a message does: the event keeps its digest only.
func (s *session) recordHeld(action, object string, property operator.PropertyID, refs map[string]string, content any) {
	s.note(action, object, property, refs, content, true)
}

func (s *session) note(action, object string, property operator.PropertyID, refs map[string]string, content any, held bool) {
	actor, behalf := s.attribution()
	s.events = append(s.events, pending{
		event: store.Event{
			At: s.now, Actor: actor, Behalf: behalf, Source: s.source(), Trusted: s.call.Trusted,
			Action: action, Object: object, Property: property, Refs: refs,
		},
		content: content, held: held,
	})
}

func (s *session) source() operator.Source {
	if s.call.Source == "" {
		return operator.SourceAPI
	}
	return s.call.Source
}

// keepEvents appends the session's events to the log and to their chains.
func (s *session) keepEvents() error {
	if len(s.events) == 0 {
		return nil
	}
	if err := s.tellOfDisabled(); err != nil {
		return err
	}
	seq, err := s.r.LastEvent()
	if err != nil {
		return err
	}
	heads := map[operator.PropertyID]store.Chain{}
	linker, err := s.linker()
	if err != nil {
		return err
	}
	for _, p := range s.events {
		seq++
		if err := s.keepEvent(p, seq, heads, linker); err != nil {
			return err
		}
	}
	for _, of := range slices.Sorted(maps.Keys(heads)) {
		if err := s.tx.PutChain(heads[of]); err != nil {
			return err
		}
	}
	s.events = nil
	return nil
}

// keepEvent puts an event at the end of its chain, of which heads has the end where it
// was read before.
func (s *session) keepEvent(p pending, seq uint64, heads map[operator.PropertyID]store.Chain, linker *event.Linker) error {
	e := p.event
	e.Seq = seq
	if p.content != nil {
		d, err := s.details(seq, p.content)
		if err != nil {
			return err
		}
		e.Digest = event.Digest(d.Salt, d.Content)
		if p.held {
			d.Content = nil
		}
		if err := s.tx.PutDetails(d); err != nil {
			return err
		}
	}
	chain, ok := heads[e.Property]
	var err error
	if !ok {
		if chain, _, err = s.r.Chain(e.Property); err != nil {
			return err
		}
	}
	if e, err = linker.Link(chain, e); err != nil {
		return operator.Wrap(operator.Internal, err, "link the event into its chain")
	}
	if err := s.tx.PutEvent(e); err != nil {
		return err
	}
	s.last = e
	heads[e.Property] = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
	return nil
}

func (s *session) details(seq uint64, content any) (store.Details, error) {
	raw, err := contentJSON(content)
	if err != nil {
		return store.Details{}, operator.Wrap(operator.Internal, err, "write the details of an event")
	}
	salt := make([]byte, event.SaltSize)
	if _, err := io.ReadFull(s.app.Random, salt); err != nil {
		return store.Details{}, operator.Wrap(operator.Internal, err, "make a salt")
	}
	return store.Details{Seq: seq, Salt: salt, Content: raw}, nil
}

// contentJSON is the content of an event as it is kept.
func contentJSON(content any) ([]byte, error) {
	switch c := content.(type) {
	case json.RawMessage:
		return c, nil
	case toldPerson:
		return c.appendJSON(make([]byte, 0, 256)), nil
	}
	return json.Marshal(content)
}
