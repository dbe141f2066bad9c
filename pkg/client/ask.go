package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxAnswer is how long an answer in JSON may be: more than any has a reason to be,
// and less than what would hurt.
const maxAnswer = 1 << 30

// question is one request as it goes out, once or again.
type question struct {
	spec   api.Spec
	call   operator.Call
	query  string // of the address
	json   []byte // the body; nil if there is none
	file   *body  // the body of an upload
	accept string
	header http.Header // more of them
}

// call asks a plain question.
func call[Req, Res any](ctx context.Context, c *Client, e api.Endpoint[Req, Res], req Req) (Res, error) {
	var res Res
	q, err := c.question(ctx, e.Spec, req)
	if err != nil {
		return res, err
	}
	err = c.ask(ctx, q, func(r *http.Response) error { return readJSON(r.Body, &res) })
	return res, err
}

// question puts a request into words.
func (c *Client) question(ctx context.Context, spec api.Spec, req any) (question, error) {
	q := question{spec: spec, call: operator.CallFrom(ctx), accept: "application/json"}
	if q.call.Actor == "" {
		q.call.Actor = c.As
	}
	if err := checkKey(q.call.Key); err != nil {
		return q, err
	}
	if spec.Changes && q.call.Key == "" && !q.call.DryRun {
		q.call.Key = rand.Text()
	}
	if !spec.Changes || spec.Kind != api.Plain {
		q.query = api.Values(req).Encode()
		if len(q.query) <= api.MaxQuery || spec.Kind != api.Plain {
			return q, nil
		}
		q.query = ""
	}
	if err := checkTexts(req); err != nil {
		return q, err
	}
	raw, err := json.Marshal(req)
	if err != nil {
		return q, operator.Wrap(operator.Internal, err, "write the request")
	}
	if len(raw) > api.MaxRequest {
		return q, operator.Errorf(operator.Invalid, "the request is too long: %d of at most %d bytes", len(raw), api.MaxRequest).Reason("too_long")
	}
	q.json = raw
	return q, nil
}

// checkKey is what a header must not be asked to carry.
func checkKey(key string) error {
	if len(key) > operator.MaxKey {
		return operator.Errorf(operator.Invalid, "the idempotency key is too long: %d of at most %d bytes", len(key), operator.MaxKey).Reason("too_long")
	}
	return nil
}

// errSilent ends a request whose server says nothing any more.
var errSilent = errors.New("the server says nothing")

// attempt sends a question once. sent says that the server may have got it.
func (c *Client) attempt(ctx context.Context, q question) (resp *http.Response, sent bool, err error) {
	limit := c.Silence
	switch {
	case q.spec.Kind == api.Watch:
		limit = watchSilence
	case q.spec.Long:
		limit = 0
	}
	watched, breath := breathe(ctx, limit)
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }}
	r, err := c.request(httptrace.WithClientTrace(watched, trace), q)
	if err != nil {
		breath.stop()
		return nil, false, err
	}
	resp, err = c.asker.Do(r)
	if err != nil {
		if errors.Is(context.Cause(watched), errSilent) {
			err = errSilent
		}
		breath.stop()
		return nil, sent, err
	}
	resp.Body = breath.of(resp.Body)
	return resp, true, nil
}

// request makes the HTTP request of a question.
func (c *Client) request(ctx context.Context, q question) (*http.Request, error) {
	address := c.base + q.spec.Path
	if q.query != "" {
		address += "?" + q.query
	}
	var content io.Reader
	method, kind := q.spec.Method(), "application/json"
	switch {
	case q.file != nil:
		if err := q.file.rewind(); err != nil {
			return nil, err
		}
		content, kind = q.file, "application/octet-stream"
	case q.json != nil:
		content, method = bytes.NewReader(q.json), http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "make the request")
	}
	if q.file != nil {
		r.ContentLength = q.file.size()
		r.Header.Set("Expect", "100-continue")
	}
	if content != nil {
		r.Header.Set("Content-Type", kind)
	}
	maps.Copy(r.Header, q.header)
	r.Header.Set("Accept", q.accept)
	r.Header.Set("User-Agent", strings.TrimSpace("operator "+c.Version))
	r.Header.Set(api.HeaderVersion, c.Version)
	r.Header.Set(api.HeaderProtocol, strconv.Itoa(api.Protocol))
	return r, c.sign(ctx, r, q.call)
}

// sign says who asks, and how.
func (c *Client) sign(ctx context.Context, r *http.Request, call operator.Call) error {
	if call.Actor != "" || c.Socket != "" && !call.Trusted {
		r.Header.Set(api.HeaderAs, api.Escape(string(call.Actor)))
	}
	if c.Socket != "" && call.Source != "" {
		r.Header.Set(api.HeaderSource, string(call.Source))
	}
	if call.Key != "" {
		r.Header.Set(api.HeaderKey, api.Escape(call.Key))
	}
	if call.DryRun {
		r.Header.Set(api.HeaderDryRun, "true")
	}
	if call.Wait > 0 {
		r.Header.Set(api.HeaderWait, strconv.Itoa(int((call.Wait+time.Second-1)/time.Second)))
	}
	if c.Socket != "" && call.Trusted {
		return nil // the operating system says who it is, and nobody signed in
	}
	token := call.Token
	if token == "" && c.Token != nil {
		var err error
		if token, err = c.Token(ctx); err != nil {
			return err
		}
	}
	if token == "" {
		return nil
	}
	for _, b := range []byte(token) {
		if b <= ' ' || b > '~' {
			return operator.Errorf(operator.Config, "the token holds characters that no token has").Reason("bad_token")
		}
	}
	r.Header.Set("Authorization", "Bearer "+string(token))
	return nil
}

// readJSON reads an answer. What it does not know it leaves out: the server may be
// newer.
func readJSON(from io.Reader, into any) error {
	raw, err := io.ReadAll(io.LimitReader(from, maxAnswer))
	if err != nil {
		return cut{err}
	}
	return decode(raw, into)
}

func decode(raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return operator.Wrap(operator.Protocol, err, "the server's answer cannot be read").
			WithHint("upgrade this program or the server").Reason("bad_answer")
	}
	return nil
}
