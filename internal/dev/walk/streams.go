package walk

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// patience is how long a stream may take to tell what has happened.
const patience = 20 * time.Second

// stream is somebody who follows something, from before a step is taken.
type stream[T any] struct {
	who   operator.Ref
	over  *office
	stop  context.CancelFunc
	got   chan T
	ended chan error
	after uint64 // the last event that was compared
}

func open[T any](w *Walk, who operator.Ref, over *office, since uint64, watch func(context.Context) iter.Seq2[T, error]) *stream[T] {
	ctx, stop := context.WithCancel(operator.WithCall(w.ctx, vouched(operator.Call{Actor: who})))
	s := &stream[T]{who: who, over: over, stop: stop, got: make(chan T, 1000), ended: make(chan error, 1), after: since}
	go func() {
		for v, err := range watch(ctx) {
			if err != nil {
				s.ended <- err
				return
			}
			s.got <- v
		}
		s.ended <- nil
	}()
	return s
}

// catchUp waits until the stream has looked at all that there is: what it would find only
// later would be as who follows sees it then. A look may have begun before.
func (s *stream[T]) catchUp(w *Walk) {
	from, late := s.over.looked(s.who), time.Now().Add(patience)
	for s.over.looked(s.who) < from+2 && len(s.ended) == 0 && time.Now().Before(late) && w.ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if s.over.name != "app" {
		time.Sleep(5 * time.Millisecond) // it is on its way
	}
}

// wait waits until as much has come as is wanted.
func (s *stream[T]) wait(n int) {
	for late := time.Now().Add(patience); len(s.got) < n && len(s.ended) == 0 && time.Now().Before(late); {
		time.Sleep(time.Millisecond)
	}
}

// follow opens streams of a few people, in each office: of the log, or of their inbox.
func (w *Walk) follow() {
	w.unfollow()
	since := w.logEnd()
	var chosen []operator.Ref
	for n := range 6 {
		who := pick(w, w.people)
		if w.privileged(who) || slices.Contains(chosen, who) {
			continue // each of their readings is an event, and so is what follows
		}
		chosen = append(chosen, who)
		for _, o := range w.offices {
			if n%2 == 0 {
				w.logs = append(w.logs, open(w, who, o, since, func(ctx context.Context) iter.Seq2[operator.Event, error] {
					return o.service.WatchEvents(ctx, operator.ListEventsRequest{Since: since})
				}))
				continue
			}
			s := open(w, who, o, since, func(ctx context.Context) iter.Seq2[operator.InboxChange, error] {
				return o.service.WatchInbox(ctx, operator.WatchInboxRequest{})
			})
			s.catchUp(w) // it begins with what is new from when it looks first
			w.inboxStreams = append(w.inboxStreams, s)
		}
	}
}

func (w *Walk) unfollow() {
	for _, s := range w.logs {
		s.stop()
	}
	for _, s := range w.inboxStreams {
		s.stop()
	}
	w.logs, w.inboxStreams = nil, nil
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

// streamed compares what was streamed since the last step with what is listed now.
func (w *Walk) streamed() {
	w.logs = slices.DeleteFunc(w.logs, func(s *stream[operator.Event]) bool { return ends(w, s, w.compareLog) })
	w.inboxStreams = slices.DeleteFunc(w.inboxStreams, func(s *stream[operator.InboxChange]) bool { return ends(w, s, w.compareInbox) })
}

// ends compares a stream, and says whether it is over with it: who may not ask any more is
// told so by the stream as by a list.
func ends[T any](w *Walk, s *stream[T], compare func(*stream[T], []operator.Event) bool) bool {
	if w.privileged(s.who) || w.ctx.Err() != nil {
		s.stop()
		return true
	}
	s.catchUp(w)
	listed, failed := ask(w, s.who, operator.Service.ListEvents, operator.ListEventsRequest{Since: s.after, Paging: operator.Paging{Limit: operator.MaxPage}})
	if operator.CodeOf(failed) == operator.Denied {
		if who, err := ask(w, s.who, operator.Service.Whoami, operator.WhoamiRequest{}); err == nil && who.Person.Kind == operator.Contact {
			failed = nil // contacts have an inbox, and no log
		}
	}
	if failed == nil && compare(s, listed.Items) {
		s.after = max(s.after, w.logEnd())
		return false
	}
	if failed != nil {
		select {
		case err := <-s.ended:
			agree(w, s.who, "a stream over "+s.over.name, "event list", string(given(nil, err)), string(given(nil, failed)))
		case <-time.After(patience):
			w.find(s.who, "a stream over "+s.over.name, "event list", "it goes on", failed.Error())
		}
	}
	s.stop()
	return true
}

// compareLog says whether the stream goes on.
func (w *Walk) compareLog(s *stream[operator.Event], listed []operator.Event) bool {
	name := "events --follow over " + s.over.name
	s.wait(len(listed))
	got := drained(s.got)
	for i := range max(len(got), len(listed)) {
		var a, b any
		if i < len(got) {
			a = got[i]
		}
		if i < len(listed) {
			b = listed[i]
		}
		agree(w, s.who, name, "event list", a, b)
	}
	return len(s.ended) == 0
}

// compareInbox wants news of every message that came, and no other; and of updates that
// are new.
func (w *Walk) compareInbox(s *stream[operator.InboxChange], listed []operator.Event) bool {
	name := "inbox watch over " + s.over.name
	var got, want []operator.Ref
	for _, c := range drained(s.got) {
		if c.Update != nil {
			if u, err := plan(w, s.who, operator.Service.ShowUpdate, operator.ShowUpdateRequest{Update: ref(c.Update.Ref)}); err != nil || u.Mine == nil || u.Mine.SeenAt != nil {
				w.find(s.who, name, "update show", string(given(c, nil)), string(given(u, err)))
			}
			continue
		}
		if _, err := ask(w, s.who, operator.Service.ListMessages, operator.ListMessagesRequest{Conversation: ref(c.Conversation)}); err != nil {
			w.find(s.who, name, "msg list", string(given(c, nil)), err.Error())
		}
		if c.Message != nil && c.Action == "message.sent" {
			got = append(got, ref(c.Message.Ref))
		}
	}
	for _, e := range listed {
		if e.Action == "message.sent" {
			want = append(want, operator.Ref(e.Object))
		}
	}
	if me, err := ask(w, s.who, operator.Service.Whoami, operator.WhoamiRequest{}); err == nil && me.Person.Kind != operator.Contact {
		agree(w, s.who, name, "event list", got, want)
	}
	return len(s.ended) == 0
}

// drained is all that has come.
func drained[T any](from chan T) []T {
	var all []T
	for len(from) > 0 {
		all = append(all, <-from)
	}
	return all
}
