package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// eventPlace is a place in a list of events. To is the last event there was when
// the reading was recorded: what happens later is another reading.
type eventPlace struct {
	Seq uint64 `json:"s"`
	To  uint64 `json:"t"`
}

// ListEvents lists the events that the actor may see, the oldest first.
func (a *App) ListEvents(ctx context.Context, req operator.ListEventsRequest) (operator.Page[operator.Event], error) {
	return view(ctx, a, req, (*session).listEvents)
}

func (s *session) listEvents(req operator.ListEventsRequest) (operator.Page[operator.Event], error) {
	none := operator.Page[operator.Event]{}
	read, err := s.mayReadEvents()
	if err != nil {
		return none, err
	}
	at, err := s.eventsFrom(req, read, false)
	if err != nil {
		return none, err
	}
	match, err := s.eventFilter(req)
	if err != nil {
		return none, err
	}
	in := s.insight()
	var seen sighted // of the row that keep looked at last, for show
	keep := func(e store.Event) (met bool, err error) {
		if e.Seq > at.To {
			return false, nil
		}
		seen, met, err = in.meets(match, e)
		return met, err
	}
	rows := placed(s.r.Events(match.of, at.Seq), func(e store.Event) eventPlace { return eventPlace{e.Seq, at.To} })
	return pageOf(s, eventList(req), req.Paging, rows, keep, func(store.Event) (operator.Event, error) { return in.show(seen) })
}

// mayReadEvents asks policy whether the actor may read events: all there are, or
// those of what they may see.
func (s *session) mayReadEvents() (policy.Decision, error) {
	d := policy.Decide(policy.ReadEvents, policy.Facts{Actor: s.who(), Own: true})
	return d, d.Error()
}

// eventList is the name of a list of events. It has the conditions in it, so that
// no cursor of a reading that was recorded leads to another.
func eventList(req operator.ListEventsRequest) string {
	req.Paging = operator.Paging{}
	return "events " + hex.EncodeToString(fingerprint("", req))
}

// eventsFrom is where to begin and where to end. Reading of the whole log is
// recorded when it begins.
func (s *session) eventsFrom(req operator.ListEventsRequest, read policy.Decision, follow bool) (eventPlace, error) {
	after, err := placeOf[eventPlace](s, eventList(req), req.Paging)
	if err != nil {
		return eventPlace{}, err
	}
	if after != nil {
		return *after, nil
	}
	if read.Recorded {
		s.record("events.listed", "", 0, nil, conditions(req, follow))
	}
	last, err := s.r.LastEvent()
	return eventPlace{req.Since, last}, err
}

// conditions is what an event keeps of what was asked of the log.
func conditions(req operator.ListEventsRequest, follow bool) map[string]string {
	asked := map[string]string{}
	for name, value := range map[string]string{
		"property": string(req.Property), "actor": string(req.Actor), "action": req.Action,
		"object": string(req.Object), "from": req.From, "until": req.Until,
	} {
		if value != "" {
			asked[name] = value
		}
	}
	if follow {
		asked["follow"] = strconv.FormatBool(follow)
	}
	return asked
}

// WatchEvents follows the log. Whether the actor may see an event is asked when it
// is delivered.
func (a *App) WatchEvents(ctx context.Context, req operator.ListEventsRequest) iter.Seq2[operator.Event, error] {
	begin := func() (uint64, error) {
		return view(ctx, a, req, func(s *session, _ operator.ListEventsRequest) (uint64, error) {
			read, err := s.mayReadEvents()
			if err != nil {
				return 0, err
			}
			if req.From, err = s.fixed(req.From); err != nil { // "-2h" is meant from now
				return 0, err
			}
			if req.Until, err = s.fixed(req.Until); err != nil {
				return 0, err
			}
			at, err := s.eventsFrom(req, read, true)
			return at.Seq, err
		})
	}
	return follow(ctx, a, begin, func(s *session) (watched[operator.Event], error) {
		if _, err := s.mayReadEvents(); err != nil {
			return watched[operator.Event]{}, err
		}
		match, err := s.eventFilter(req)
		in := s.insight()
		return watched[operator.Event]{match.of, func(e store.Event) (operator.Event, bool, error) {
			seen, met, err := in.meets(match, e)
			if err != nil || !met {
				return operator.Event{}, false, err
			}
			shown, err := in.show(seen)
			return shown, true, err
		}}, err
	})
}

// show is an event as the actor may see it.
func (in *insight) show(seen sighted) (operator.Event, error) {
	e := seen.Event
	raw, err := json.Marshal(seen.data)
	if err != nil {
		return operator.Event{}, operator.Wrap(operator.Internal, err, "write the data of an event")
	}
	shown := operator.Event{
		Seq: e.Seq, Source: e.Source, Action: e.Action, Object: e.Object, At: e.At, Data: raw, Hash: hex.EncodeToString(e.Hash),
	}
	if shown.Actor, err = in.anyone(e.Actor); err != nil {
		return shown, err
	}
	if !e.Behalf.IsZero() {
		behalf, err := in.anyone(e.Behalf)
		if err != nil {
			return shown, err
		}
		shown.OnBehalfOf = &behalf
	}
	if !e.Property.IsZero() {
		code, err := in.homeCode(e.Property)
		if err != nil {
			return shown, err
		}
		shown.Property = &code
	}
	return shown, nil
}

// anyone is a person whom an event names, who may be gone from the directory.
func (s *session) anyone(id operator.PersonID) (operator.PersonSummary, error) {
	if id.IsZero() {
		return operator.PersonSummary{}, nil
	}
	if _, known := s.people[id]; !known {
		if _, ok, err := s.r.Person(id); err != nil || !ok {
			return operator.PersonSummary{Ref: id, Name: id.String()}, err
		}
	}
	return s.summary(id)
}

// homeCode is the code of a home that an event names, which may be deleted.
func (in *insight) homeCode(id operator.PropertyID) (string, error) {
	if code, ok := in.codes[id]; ok {
		return code, nil
	}
	p, ok, err := in.r.Property(id)
	if err != nil {
		return "", err
	}
	code := p.Code
	if !ok {
		code = id.String()
	}
	in.codes[id] = code
	return code, nil
}
