package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

// clients is how many ask at the same time, and asked how often in all.
const (
	clients = 64
	asked   = 640
)

// httpSuite measures the server beside those that have no store, answering the same
// requests with the same bytes.
func httpSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	ours, t, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	reply, list := replyTo(t.conversation), api.ListInbox.Path+"?limit=20"
	unkept, bare, err := peersWithout(ctx, b, ours, list, reply)
	if err != nil {
		return nil, err
	}
	commit, err := b.commitAlone(ctx, ours, t.store, reply)
	if err != nil {
		return nil, err
	}
	return []measurement{
		{
			name: "http-post", what: "640 durable messages by 64 clients", beside: "the same handler without a store", target: 1 / 0.35, rounds: 10,
			ours:   together64(asking(ours, http.MethodPost, api.ReplyMessage.Path, reply)),
			theirs: together64(asking(unkept, http.MethodPost, api.ReplyMessage.Path, reply)),
		},
		{
			name: "http-post-bare", what: "640 durable messages by 64 clients", beside: "a handler that decodes and encodes", rounds: 10,
			ours:   together64(asking(ours, http.MethodPost, api.ReplyMessage.Path, reply)),
			theirs: together64(asking(bare, http.MethodPost, api.ReplyMessage.Path, reply)),
		},
		{
			name: "http-list", what: "640 lists of 20 by 64 clients", beside: "a static handler", target: 1 / 0.25, rounds: 10,
			ours: together64(asking(ours, http.MethodGet, list, nil)), theirs: together64(asking(bare, http.MethodGet, list, nil)),
		},
		{
			name: "http-lone", what: "one durable message", beside: "bbolt alone, the same rows in the same store", target: 1.8,
			ours: clocked(asking(ours, http.MethodPost, api.ReplyMessage.Path, reply)), theirs: commit,
		},
	}, nil
}

// replyTo is the body of a request that writes to a conversation.
func replyTo(conversation string) []byte {
	raw, _ := json.Marshal(map[string]string{"conversation": conversation, "body": "The electrician comes on Thursday at nine."})
	return raw
}

// asking makes a request each time.
func asking(s *served, method, path string, body []byte) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := s.ask(ctx, method, path, body)
		return err
	}
}

func together64(ask func(context.Context) error) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		took, _, err := many(ctx, clients, asked, ask)
		return took, err
	}
}

func clocked(ask func(context.Context) error) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		from := time.Now()
		err := ask(ctx)
		return time.Since(from), err
	}
}

// peersWithout are the servers without a store: ours, and a handler with nothing around it.
func peersWithout(ctx context.Context, b *workbench, ours *served, list string, reply []byte) (unkept, bare *served, err error) {
	spec := peerSpec{Kind: unkeptPeer}
	if spec.Listed, err = ours.ask(ctx, http.MethodGet, list, nil); err != nil {
		return nil, nil, err
	}
	if spec.Posted, err = ours.ask(ctx, http.MethodPost, api.ReplyMessage.Path, reply); err != nil {
		return nil, nil, err
	}
	if unkept, err = b.startPeer(ctx, spec, ours.client); err != nil {
		return nil, nil, err
	}
	unkept.token = ours.token
	spec.Kind = staticPeer
	bare, err = b.startPeer(ctx, spec, ours.client)
	return unkept, bare, err
}

// abuse is who else is there while others are measured.
const (
	slowConnections = 500
	slowReaders     = 50
)

// abuseSuite measures how others are served while many connections stand still.
func abuseSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	s, _, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	get := func(ctx context.Context) error {
		_, err := s.ask(ctx, http.MethodGet, api.ListInbox.Path+"?limit=20", nil)
		return err
	}
	p99 := func(ctx context.Context) (time.Duration, error) {
		_, each, err := many(ctx, 8, 400, get)
		if err != nil {
			return 0, err
		}
		slices.Sort(each)
		return each[len(each)*99/100], nil
	}
	return []measurement{{
		name: "abuse", what: "p99 of 400 lists, beside 500 slow connections and 50 slow readers", beside: "the same without them", rounds: 5,
		ours: func(ctx context.Context) (time.Duration, error) {
			let, err := s.standStill()
			if err != nil {
				return 0, err
			}
			defer let()
			took, err := p99(ctx)
			fmt.Fprintf(os.Stderr, "  the server has %d MiB resident\n", residentMiB(s.cmd.Process.Pid))
			return took, err
		},
		theirs: p99,
	}}, nil
}

// standStill opens connections that send half of a request, or never read an answer.
func (s *served) standStill() (letGo func(), err error) {
	var all []net.Conn
	letGo = func() {
		for _, c := range all {
			_ = c.Close()
		}
	}
	host := s.URL[len("http://"):]
	for n := range slowConnections + slowReaders {
		c, err := net.Dial("tcp", host)
		if err != nil {
			letGo()
			return nil, err
		}
		all = append(all, c)
		ask := "GET /v1/inbox/list HTTP/1.1\r\nHost: x\r\nX-Slow: "
		if n >= slowConnections {
			ask = "GET /v1/inbox/list?limit=500 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + s.token + "\r\n\r\n"
		}
		if _, err := c.Write([]byte(ask)); err != nil {
			letGo()
			return nil, err
		}
	}
	return letGo, nil
}

// residentMiB is how much memory a process has; 0 where that cannot be told.
func residentMiB(pid int) (mib int) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, resident int
	if n, _ := fmt.Sscan(string(raw), &size, &resident); n < 2 {
		return 0
	}
	return resident * os.Getpagesize() >> 20
}
