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
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// clients is how many ask at the same time, and asked how often in all.
const (
	clients = 64
	asked   = 640
)

// httpSuite measures the server beside one that has no store: the same requests over
// the same library, answered with the same bytes.
func httpSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	ours, t, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	reply, list := replyTo(t.conversation), api.ListInbox.Path+"?limit=20"
	theirs, err := staticPeer(ctx, b, ours, list, reply)
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
			theirs: together64(asking(theirs, http.MethodPost, api.ReplyMessage.Path, reply)),
		},
		{
			name: "http-list", what: "640 lists of 20 by 64 clients", beside: "a static handler", target: 1 / 0.25, rounds: 10,
			ours: together64(asking(ours, http.MethodGet, list, nil)), theirs: together64(asking(theirs, http.MethodGet, list, nil)),
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

// staticPeer is a server without a store, in the process that asks: it answers a list
// with the bytes that ours answered once, and a message with that which ours sent, which
// it encodes anew each time.
func staticPeer(ctx context.Context, b *workbench, ours *served, list string, reply []byte) (*served, error) {
	listed, err := ours.ask(ctx, http.MethodGet, list, nil)
	if err != nil {
		return nil, err
	}
	posted, err := ours.ask(ctx, http.MethodPost, api.ReplyMessage.Path, reply)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc(api.ListInbox.Path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(listed)
	})
	var said operator.Message
	if err := json.Unmarshal(posted, &said); err != nil {
		return nil, err
	}
	mux.HandleFunc(api.ReplyMessage.Path, func(w http.ResponseWriter, r *http.Request) {
		var req operator.ReplyMessageRequest
		err := json.NewDecoder(r.Body).Decode(&req)
		respond(w, said, err)
	})
	return servePeer(b, mux, ours.client)
}

// respond answers as a peer.
func respond(w http.ResponseWriter, with any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(with)
}

// servePeer has a handler answer in this process until the suite ends.
func servePeer(b *workbench, h http.Handler, client *http.Client) (*served, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	b.later(server.Close)
	return &served{URL: "http://" + l.Addr().String(), client: client}, nil
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
