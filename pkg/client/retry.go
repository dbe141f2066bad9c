package client

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// How long to pause between tries: twice as long each time, and by chance a part of
// it, so that many clients do not come back at once.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
)

// cut is an answer that broke off.
type cut struct{ error }

func (c cut) Unwrap() error { return c.error }

// holds is how long an instance has a change wait for others before it says what it waits
// for, and is asked again.
const holds = 3 * time.Second

// hold is how long the instance is to have a question wait, at most: a little, so that it
// tells what is going on, and no longer than there is time. What is a file is not sent
// again for that.
func (p *patience) hold(q question) time.Duration {
	if !q.spec.Changes || q.file != nil || q.spec.Long {
		return 0
	}
	return max(time.Second, min(time.Until(p.end), holds))
}

// patience is how long to go on trying.
type patience struct {
	end   time.Time
	pause time.Duration
}

func (c *Client) patience() *patience {
	return &patience{end: time.Now().Add(c.Wait), pause: firstPause}
}

// rest waits before another try, at least for what the server asked for. It is
// false where there is no time left.
func (p *patience) rest(ctx context.Context, atLeast time.Duration) bool {
	pause := max(p.pause/2+chance(p.pause/2), atLeast)
	p.pause = min(2*p.pause, lastPause)
	if time.Until(p.end) < pause {
		return false
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func chance(most time.Duration) time.Duration {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return time.Duration(binary.LittleEndian.Uint64(b[:]) % uint64(most+1))
}

// outcome is what came of one try.
type outcome struct {
	err   error
	again bool          // it is worth another try
	open  bool          // it may have been done, or not
	after time.Duration // the server asked to wait so long
	waits string        // what it has waited for there
}

// ask sends a question until there is an answer, and reads it. It is sent again only
// where that does no harm.
func (c *Client) ask(ctx context.Context, q question, read func(*http.Response) error) error {
	var open error // a try to change something of which nobody knows what came
	p, asked := c.patience(), q.call.Wait
	for first := true; ; first = false {
		if asked == 0 && c.Wait > 0 {
			q.call.Wait = p.hold(q)
		}
		o := c.once(ctx, q, read)
		if o.err == nil {
			return nil
		}
		if c.Socket != "" && nobodyListens(o.err) && (first || q.spec.Kind == api.Plain) {
			return serverGone(open, q)
		}
		if o.open && q.keeps() {
			open = o.err
		}
		harmless := !o.open || !q.keeps() || q.call.Key != ""
		if o.waits != "" {
			p.pause = firstPause // it has waited there
		}
		if o.again && harmless && q.repeatable() && p.rest(ctx, o.after) {
			if o.waits != "" {
				operator.Waiting(ctx, o.waits)
			}
			continue
		}
		if !o.again && !o.open && (open == nil || decided(o.err)) {
			return o.err
		}
		if open != nil {
			return unknown(open, q.call.Key)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return c.given(o.err)
	}
}

// decided says whether an error tells that an earlier try was not done either: it comes
// of the request itself, which the server looks at when it knows the key. What fails
// before, as a sign-in or the disk may, tells nothing of that try.
func decided(err error) bool {
	switch operator.CodeOf(err) {
	case operator.Usage, operator.Invalid, operator.NotFound, operator.Conflict, operator.Finding, operator.Partial:
		return true
	}
	return false
}

// keeps says whether something is another after the question than before.
func (q question) keeps() bool { return q.spec.Changes && !q.call.DryRun }

func (q question) repeatable() bool { return q.file == nil || q.file.repeatable() }

// once sends a question once, and reads the answer.
func (c *Client) once(ctx context.Context, q question, read func(*http.Response) error) outcome {
	resp, sent, err := c.attempt(ctx, q)
	if q.file != nil {
		if wrong := q.file.release(); wrong != nil {
			err = wrong
			if resp != nil {
				resp.Body.Close()
			}
			return outcome{err: err} // it was cut by us, and the server does nothing with a part
		}
	}
	if err != nil {
		return c.unanswered(ctx, sent, err)
	}
	defer func() { resp.Body.Close() }() // a download keeps it, and leaves none
	if o := c.refused(resp); o.err != nil {
		return o
	}
	err = read(resp)
	var late problem
	if errors.As(err, &late) { // as it would be, had it come first
		unsure := late.told.Code == operator.Unknown
		return outcome{err: late.told, again: unsure || late.told.Code == operator.Busy, open: unsure}
	}
	var broken cut
	if errors.As(err, &broken) {
		return outcome{err: broken.error, again: true, open: true}
	}
	return outcome{err: err}
}

// unanswered is a try without an answer.
func (c *Client) unanswered(ctx context.Context, sent bool, err error) outcome {
	var known *operator.Error
	switch {
	case errors.As(err, &known):
		return outcome{err: known}
	case ctx.Err() != nil:
		return outcome{err: ctx.Err(), open: sent, again: true} // there is no time for another
	}
	if final := c.final(err); final != nil {
		return outcome{err: final}
	}
	return outcome{err: err, again: true, open: sent}
}

// refused is an answer that is none, if it is.
func (c *Client) refused(resp *http.Response) outcome {
	if err := c.stranger(resp); err != nil {
		return outcome{err: err}
	}
	if resp.StatusCode/100 == 2 {
		return outcome{}
	}
	e, ours := readProblem(resp)
	e = c.below(e)
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	o := outcome{err: e, after: time.Duration(min(max(seconds, 0), 3600)) * time.Second}
	if o.waits, _ = e.Details[operator.Writing].(string); o.waits != "" {
		o.after = 0
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		o.again = true
	case http.StatusServiceUnavailable:
		o.again, o.open = true, !ours
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		o.again, o.open = !ours, !ours // something between us and the instance
	}
	if e.Code == operator.Unknown {
		o.again, o.open = true, true
	}
	return o
}

// ReasonServerGone is why a request failed that no server listens for any more at the
// socket: whoever asked can open the store. Where something may have been done before,
// the error is Unknown, and asking again with the key in its details does it once.
const ReasonServerGone = "server_gone"

// nobodyListens says that a socket is not there, or was left behind.
func nobodyListens(err error) bool {
	of, ok := errors.AsType[*net.OpError](err)
	return ok && of.Op == "dial" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED))
}

func serverGone(open error, q question) error {
	if open != nil {
		if e, ok := errors.AsType[*operator.Error](unknown(open, q.call.Key)); ok {
			return e.Reason(ReasonServerGone)
		}
	}
	return operator.Errorf(operator.Busy, "the server of this store is gone").
		WithHint("run the same command again: it opens the store").Reason(ReasonServerGone)
}

func unknown(err error, key string) error {
	e := operator.Wrap(operator.Unknown, err, "the connection broke, and whether it was done could not be found out").Reason("unknown_outcome")
	if known, ok := errors.AsType[*operator.Error](err); ok && known.Code == operator.Unknown {
		e = known
	}
	if key == "" {
		return e.WithHint("look whether it was done before you ask again")
	}
	return e.WithHint("ask again with the same key, and it is done once: --idempotency-key %s", key).With("key", key)
}

// given is an error after which there is no more time to try.
func (c *Client) given(err error) error {
	if known, ok := errors.AsType[*operator.Error](err); ok {
		return known
	}
	if of, ok := errors.AsType[*url.Error](err); ok {
		err = of.Err // the address is told already
	}
	return operator.Wrap(operator.Busy, err, "%s cannot be reached", c.where()).
		WithHint("is it running there, at this port? wait for longer with --timeout 1m").Reason("unreachable").With("waited", fmt.Sprint(c.Wait))
}

func (c *Client) where() string {
	if c.Socket != "" {
		return "the server of this store"
	}
	return c.base
}
