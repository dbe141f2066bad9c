package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// watchSilence is how long a stream may say nothing: the server gives a sign of life
// every 15 s.
const watchSilence = 50 * time.Second

// maxEvent is how long one event may be.
const maxEvent = 16 << 20

// WatchInbox follows the inbox, and goes on by itself after a broken connection.
func (c *Client) WatchInbox(ctx context.Context, req operator.WatchInboxRequest) iter.Seq2[operator.InboxChange, error] {
	return follow[operator.InboxChange](ctx, c, api.WatchInbox.Spec, req)
}

// WatchEvents follows the log, and goes on by itself after a broken connection.
func (c *Client) WatchEvents(ctx context.Context, req operator.ListEventsRequest) iter.Seq2[operator.Event, error] {
	return follow[operator.Event](ctx, c, api.WatchEvents.Spec, req)
}

// errEnough says that nobody listens any more.
var errEnough = errors.New("enough")

// follow yields what a stream tells. Where it breaks, another one takes it up after
// the last event that was heard.
func follow[T any](ctx context.Context, c *Client, spec api.Spec, req any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		q, err := c.question(ctx, spec, req)
		if err != nil {
			yield(none, err)
			return
		}
		q.accept = "text/event-stream"
		last := ""
		for patience := c.patience(); ; {
			if last != "" {
				q.header = http.Header{"Last-Event-Id": {last}}
			}
			alive := func() { patience = c.patience() }
			err := c.ask(ctx, q, func(r *http.Response) error {
				return listen(r.Body, alive, func(id string, raw []byte) error {
					var thing T
					if err := decode(raw, &thing); err != nil {
						return err
					}
					last = id
					if !yield(thing, nil) {
						return errEnough
					}
					return nil
				})
			})
			broken := brokenOff{}
			switch {
			case errors.Is(err, errEnough), ctx.Err() != nil:
				return
			case !errors.As(err, &broken), !patience.rest(ctx, 0):
				if ctx.Err() == nil {
					yield(none, c.given(err))
				}
				return
			}
		}
	}
}

// brokenOff is a stream that ended, as each of them does at some time.
type brokenOff struct{ error }

func (b brokenOff) Unwrap() error { return b.error }

// listen reads server-sent events until the stream ends, which is always an error.
// alive is told of every line.
func listen(from io.Reader, alive func(), hear func(id string, data []byte) error) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 0, 64<<10), maxEvent)
	id, kind, data := "", "", []byte(nil)
	for lines.Scan() {
		alive()
		name, value, _ := bytes.Cut(lines.Bytes(), []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch {
		case len(lines.Bytes()) == 0 && kind == "problem":
			if e, ok := api.ReadProblem(data); ok {
				return e
			}
			return operator.Errorf(operator.Protocol, "the server's answer cannot be read").Reason("bad_answer")
		case len(lines.Bytes()) == 0:
			if data != nil {
				if err := hear(id, data); err != nil {
					return err
				}
			}
			kind, data = "", nil
		case string(name) == "id":
			id = string(value)
		case string(name) == "event":
			kind = string(value)
		case string(name) == "data":
			data = append(data, value...)
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	return brokenOff{err}
}
