package walk

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// stream is somebody who follows the log, from before a step is taken.
type stream struct {
	who   operator.Ref
	over  *office
	stop  context.CancelFunc
	got   chan operator.Event
	ended chan error
	after uint64 // the last event that was compared
}

// follow opens a stream for a few people, of each office.
func (w *Walk) follow() {
	for _, s := range w.streams {
		s.stop()
	}
	w.streams = nil
	since := w.logEnd()
	for range 3 {
		who := pick(w, w.people)
		if w.privileged(who) || slices.ContainsFunc(w.streams, func(s *stream) bool { return s.who == who }) {
			continue // each of their readings is an event, and so is what follows
		}
		for _, o := range w.offices {
			ctx, stop := context.WithCancel(operator.WithCall(w.ctx, operator.Call{Actor: who, Source: operator.SourceCLI, Trusted: true}))
			s := &stream{who: who, over: o, stop: stop, got: make(chan operator.Event, 1000), ended: make(chan error, 1), after: since}
			go s.run(o.service.WatchEvents(ctx, operator.ListEventsRequest{Since: since}))
			w.streams = append(w.streams, s)
		}
	}
}

func (s *stream) run(events iter.Seq2[operator.Event, error]) {
	for e, err := range events {
		if err != nil {
			s.ended <- err
			return
		}
		s.got <- e
	}
	s.ended <- nil
}

// logEnd is the number of the last event there is.
func (w *Walk) logEnd() uint64 {
	a, err := ask(w, boss, operator.Service.AuditAnchor, operator.AnchorRequest{})
	if err != nil {
		return 0
	}
	return a.LastEvent
}

// privileged says whether somebody may read everything, which is recorded.
func (w *Walk) privileged(who operator.Ref) bool {
	p, err := ask(w, boss, operator.Service.ShowPerson, operator.ShowPersonRequest{Person: who})
	return err == nil && p.Role != nil && *p.Role != operator.Member
}

// patience is how long a stream may take to tell what has happened.
const patience = 20 * time.Second

// streamed compares what was streamed since the last step with what is listed now.
func (w *Walk) streamed() {
	kept := w.streams[:0]
	for _, s := range w.streams {
		if w.compareStream(s) {
			kept = append(kept, s)
		} else {
			s.stop()
		}
	}
	w.streams = kept
}

// catchUp waits until the stream has looked at all that there is: what it would find only
// later would be as who follows sees it then. A look may have begun before.
func (s *stream) catchUp(w *Walk) {
	from, late := s.over.looked(s.who), time.Now().Add(patience)
	for s.over.looked(s.who) < from+2 && len(s.ended) == 0 && time.Now().Before(late) && w.ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
}

// compareStream says whether the stream goes on.
func (w *Walk) compareStream(s *stream) bool {
	if w.privileged(s.who) {
		return false
	}
	listed, failed := ask(w, s.who, operator.Service.ListEvents, operator.ListEventsRequest{Since: s.after, Paging: operator.Paging{Limit: operator.MaxPage}})
	name := "events --follow over " + s.over.name
	s.catchUp(w)
	late := time.NewTimer(patience)
	defer late.Stop()
	if failed != nil {
		select {
		case err := <-s.ended:
			agree(w, s.who, name, "event list", string(given(nil, err)), string(given(nil, failed)))
		case <-late.C:
			w.find(s.who, name, "event list", "it goes on", failed.Error())
		}
		return false
	}
	for _, want := range listed.Items {
		select {
		case e := <-s.got:
			agree(w, s.who, name, "event list", e, want)
			s.after = e.Seq
		case err := <-s.ended:
			w.find(s.who, name, "event list", "it ended: "+string(given(nil, err)), want.Action)
			return false
		case <-late.C:
			w.find(s.who, name, "event list", "nothing", string(given(want, nil)))
			return false
		}
	}
	select {
	case e := <-s.got:
		w.find(s.who, name, "event list", string(given(e, nil)), "nothing")
		return false
	default:
	}
	s.after = max(s.after, w.logEnd())
	return w.ctx.Err() == nil
}

// listEvents compares the log as the person sees it with what it is said to be of.
func (r *reading) listEvents() {
	if r.all {
		return // each page is an event, and changes the next
	}
	all := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{})
	for code := range r.homes {
		of := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{Property: code})
		var want []operator.Event
		for _, e := range all {
			if e.Property != nil && *e.Property == string(code) {
				want = append(want, e)
			}
		}
		agree(r.Walk, r.who, "event list -p "+string(code), "event list", seqs(of), seqs(want))
	}
	for _, e := range all {
		r.aboutShown("event list", e)
	}
}

func seqs(of []operator.Event) []uint64 {
	all := []uint64{}
	for _, e := range of {
		all = append(all, e.Seq)
	}
	return all
}
