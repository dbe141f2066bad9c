package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

// wrap is what every request goes through: it gets a name for the log, it may not stand
// still, and what came of it is written down. Neither what it carries nor what it asks
// for is: paths say what kind of request it was.
func (s *Server) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.o.Now()
		id := newID()
		w.Header().Set("X-Request-Id", id)
		out := &answer{ResponseWriter: w, control: http.NewResponseController(w), patience: s.o.Patience}
		body := &arriving{ReadCloser: r.Body, control: out.control, patience: s.o.Patience, began: time.Now()}
		ctx, stop := s.untilStopped(r)
		defer stop()
		r = r.WithContext(ctx)
		r.Body = body
		if s.o.Collect != nil {
			s.o.Collect.Begin()
		}
		defer func() {
			broke := recover()
			if broke != nil && broke != http.ErrAbortHandler {
				s.o.Log.Error("panic", "id", id, "route", routeOf(r))
			}
			s.wrote(r, out, id, s.o.Now().Sub(began))
			if broke != nil {
				// The connection is cut, so that half an answer is not taken for one.
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(out, r)
	})
}

// wrote notes what came of a request.
func (s *Server) wrote(r *http.Request, out *answer, id string, took time.Duration) {
	route := routeOf(r)
	if s.proxies.unheard(r) {
		s.warned.Do(func() {
			s.o.Log.Warn("a program on this machine asks for others, who are all counted as one: name it with --trusted-proxy, if it is yours")
		})
	}
	if s.o.Collect != nil {
		s.o.Collect.End(route, r.Method, out.status(), took)
	}
	s.o.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("id", id), slog.String("method", r.Method), slog.String("route", route), slog.Int("status", out.status()),
		slog.Int64("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("remote", s.proxies.addressOf(r)))
}

// routeOf is the pattern that a request matched. What matched none is not named: the
// paths that strangers think of have no end.
func routeOf(r *http.Request) string {
	if _, route, ok := strings.Cut(r.Pattern, " "); ok {
		return route
	}
	if r.Pattern != "" {
		return r.Pattern
	}
	return "none"
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// untilStopped ends a stream when the server stops. All other requests may end.
func (s *Server) untilStopped(r *http.Request) (context.Context, func()) {
	if !slices.Contains(s.o.Endless, r.URL.Path) {
		return r.Context(), func() {}
	}
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		select {
		case <-s.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// answer is what is written to who asked. A write that stands still for longer than
// patience ends the connection; one that goes on may take as long as it takes.
type answer struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	code     int
	bytes    int64
}

func (a *answer) WriteHeader(status int) {
	if a.code == 0 || a.code < http.StatusOK {
		a.code = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.code == 0 {
		a.code = http.StatusOK
	}
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience))
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Flush sends what was written.
func (a *answer) Flush() {
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience))
	_ = a.control.Flush()
}

// Unwrap lets http.ResponseController through.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) status() int {
	if a.code == 0 {
		return http.StatusOK
	}
	return a.code
}

// slowestUpload is how many bytes a second a body must come with, once it has had its
// patience: the rate of an old telephone line.
const slowestUpload = 1 << 10

// arriving is a body that is read. It may not stand still, nor trickle.
type arriving struct {
	io.ReadCloser
	control  *http.ResponseController
	patience time.Duration
	began    time.Time
	bytes    int64
}

func (b *arriving) Read(p []byte) (int, error) {
	still := time.Now().Add(b.patience)
	due := b.began.Add(2*b.patience + time.Duration(b.bytes/slowestUpload)*time.Second)
	if due.Before(still) {
		still = due
	}
	_ = b.control.SetReadDeadline(still)
	n, err := b.ReadCloser.Read(p)
	b.bytes += int64(n)
	if err == io.EOF {
		_ = b.control.SetReadDeadline(time.Time{}) // a stream of answers may take its time
	}
	return n, err
}
