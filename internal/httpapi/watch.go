package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// settle is how long a watcher waits for a first word before the answer begins:
// until then, a refusal has a status of its own.
const settle = time.Second

// heard is one thing that a watcher hears.
type heard[T any] struct {
	thing T
	err   error
}

// watch answers with server-sent events. resume has a request go on after an event
// that was delivered, and id names one.
func watch[Req, T any](h *handler, e api.Endpoint[Req, T], resume func(*Req, string) error, id func(T) string) answers {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		var req Req
		if err := readQuery(r, &req); err != nil {
			return err
		}
		if last := r.Header.Get("Last-Event-ID"); last != "" {
			if err := resume(&req, last); err != nil {
				return err
			}
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		news := make(chan heard[T])
		go func() {
			defer close(news)
			for thing, err := range e.Watch(ctx, h.service, req) {
				select {
				case news <- heard[T]{thing, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		s := sending[T]{h: h, w: w, r: r, id: id, news: news}
		return s.run(ctx)
	}
}

// sending is a stream of events on its way.
type sending[T any] struct {
	h     *handler
	w     http.ResponseWriter
	r     *http.Request
	id    func(T) string
	news  chan heard[T]
	begun bool
}

func (s *sending[T]) run(ctx context.Context) error {
	silence := time.NewTimer(settle)
	defer silence.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-silence.C:
			err = s.send(": still here\n\n")
		case n, more := <-s.news:
			if !more {
				return nil
			}
			if n.err != nil && !s.begun {
				return n.err
			}
			err = s.tell(ctx, n)
			if n.err != nil {
				return nil
			}
		}
		if err != nil {
			return nil // who watched has gone
		}
		silence.Reset(s.h.Beat)
	}
}

func (s *sending[T]) tell(ctx context.Context, n heard[T]) error {
	if n.err != nil {
		return s.send(fmt.Sprintf("event: problem\ndata: %s\n\n", problem(s.h.told(ctx, s.w, n.err))))
	}
	raw, err := encode(n.thing)
	if err != nil {
		return s.send(fmt.Sprintf("event: problem\ndata: %s\n\n", problem(s.h.told(ctx, s.w, err))))
	}
	return s.send(fmt.Sprintf("id: %s\ndata: %s\n\n", s.id(n.thing), raw))
}

// send writes a piece and sees that it leaves. JSON has no line break but the one at
// its end, which makes one more empty line.
func (s *sending[T]) send(piece string) error {
	if !s.begun {
		s.begun = true
		s.w.Header().Set("Content-Type", "text/event-stream")
		s.w.Header().Set("X-Accel-Buffering", "no")
		s.w.WriteHeader(http.StatusOK)
	}
	if _, err := s.w.Write([]byte(piece)); err != nil {
		return err
	}
	return http.NewResponseController(s.w).Flush()
}

func resumeInbox(req *operator.WatchInboxRequest, last string) error {
	req.After = operator.Cursor(last)
	return nil
}

func inboxID(c operator.InboxChange) string { return string(c.Cursor) }

func resumeEvents(req *operator.ListEventsRequest, last string) error {
	seq, err := strconv.ParseUint(last, 10, 64)
	if err != nil {
		return operator.Errorf(operator.Usage, "the header Last-Event-ID is not the number of an event").Reason("bad_header")
	}
	req.Since = seq
	return nil
}

func eventID(e operator.Event) string { return strconv.FormatUint(e.Seq, 10) }
