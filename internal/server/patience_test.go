package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// dialed is a connection to a part of a server on which something was said.
func dialed(t *testing.T, s *Server, part, say string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Addr(part))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := fmt.Fprint(c, strings.ReplaceAll(say, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	return c
}

// guarded is echo behind somebody who lets in only those with a token.
func guarded() http.Handler {
	next := echo()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/private" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func TestWhatStandsStillIsCutAndOthersAreServed(t *testing.T) {
	metrics := NewMetrics("1.2.3")
	s, _, _ := running(t, Options{
		API: guarded(), Metrics: "127.0.0.1:0", MetricsHandler: metrics.Handler(), SlowestHeaders: 200 * time.Millisecond, Patience: 200 * time.Millisecond,
	})
	for range 8 {
		for _, say := range []string{
			"GET /v1/hello HTTP/1.1\nHost: a\nX-",                                        // headers that never end
			"POST /v1/echo HTTP/1.1\nHost: a\nContent-Length: 100\n\nab",                 // a body that never comes
			"POST /v1/echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\nab",       // or not in one piece
			"POST /nope HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                       // to where nothing is
			"POST /nope HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 10\n\n",    // for the last time
			"POST /nope HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 10\n\n", // if it is wanted
			"POST /v1/hello HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                   // by the wrong method
			"GET /v1/hello HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                    // where none is read
			"GET /healthz HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                     // of who watches over it
			"POST /v1/private HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                 // without a token
			"POST /v1/login HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n",           // too often, by and by
			"POST /v1/broken HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                  // where something breaks
			"GET /v1/much HTTP/1.1\nHost: a\n\n",                                         // an answer that is never read
			"GET /v1/much HTTP/1.1\nHost: a\nContent-Length: 10\n\n",                     // for a body that never comes
		} {
			c := dialed(t, s, "network", say)
			if strings.Contains(say, "much") {
				_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
			}
		}
		for _, say := range []string{
			"GET /metrics HTTP/1.1\nHost: a\nContent-Length: 10\n\n", "POST /metrics HTTP/1.1\nHost: a\nContent-Length: 10\n\n",
		} {
			dialed(t, s, "metrics", say)
		}
	}
	if status, _ := get(t, "http://"+s.Addr("network")+"/v1/hello"); status != http.StatusOK {
		t.Errorf("others get %d", status)
	}
	http.DefaultClient.CloseIdleConnections()
	for _, p := range s.parts {
		// One is kept for the connection that is waited for.
		open := p.listener.(*limitedListener).free
		for began := time.Now(); len(open) > 1; time.Sleep(10 * time.Millisecond) {
			if time.Since(began) > 20*time.Second { // those that are idle are cut after 30
				t.Fatalf("%d connections to %s that stand still are open yet", len(open), p.name)
			}
		}
	}
}

func TestWhoIsRefusedBeforeTheirBodyCameIsToldSo(t *testing.T) {
	s, _, _ := running(t, Options{API: guarded(), RateLimit: 4, Patience: 200 * time.Millisecond, Whose: func(context.Context, operator.Secret) string { return "P1" }})
	for _, c := range []struct {
		ask  string
		want int
	}{
		{"POST /nope", http.StatusNotFound},
		{"POST /v1/hello", http.StatusMethodNotAllowed},
		{"POST /v1/private", http.StatusUnauthorized},
		{"GET /v1/hello", http.StatusOK},
		{"GET /v1/hello", http.StatusTooManyRequests},
	} {
		conn := dialed(t, s, "network", c.ask+" HTTP/1.1\nHost: a\nAuthorization: Bearer one\nContent-Length: 10\n\n")
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s gives %v", c.ask, err)
		}
		if res.StatusCode != c.want {
			t.Errorf("%s gives %d", c.ask, res.StatusCode)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil { // ends, as no other request fits behind this one
			t.Errorf("after %s the connection gives %v", c.ask, err)
		}
	}
}

func TestABodyThatComesSlowlyComesWhole(t *testing.T) {
	const patience = 300 * time.Millisecond
	s, _, _ := running(t, Options{Patience: patience})
	read, write := io.Pipe()
	go func() {
		defer write.Close()
		for range 20 {
			_, _ = write.Write(make([]byte, 1<<10))
			time.Sleep(patience / 6)
		}
	}()
	res, err := http.Post("http://"+s.Addr("network")+"/v1/echo", "text/plain", read)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if raw, err := io.ReadAll(res.Body); err != nil || len(raw) != 20<<10 {
		t.Errorf("%d bytes come back, %v", len(raw), err)
	}
}

func TestAStreamIsNotCutForABodyThatNobodyReads(t *testing.T) {
	const patience = 100 * time.Millisecond
	s, _, stop := running(t, Options{Patience: patience, Endless: []string{"/v1/watch"}})
	for _, say := range []string{"\n", "Content-Length: 2\n\n{}", "Connection: close\nContent-Length: 2\n\n{}"} {
		c := dialed(t, s, "network", "GET /v1/watch HTTP/1.1\nHost: a\n"+say)
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { _, err := io.ReadAll(res.Body); ended <- err }()
		select {
		case err := <-ended:
			t.Errorf("with %q it ends with %v", say, err)
		case <-time.After(5 * patience):
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestNobodyWhoseBodyNeverComesHoldsUpTheEnd(t *testing.T) {
	s, _, stop := running(t, Options{})
	for range 20 {
		dialed(t, s, "network", "POST /nope HTTP/1.1\nHost: a\nContent-Length: 10\n\n")
	}
	began := time.Now()
	if err := stop(); err != nil || time.Since(began) > drainFor {
		t.Errorf("it ends with %v after %s", err, time.Since(began))
	}
}
