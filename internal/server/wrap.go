package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
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
		out, r, over := s.patiently(w, r)
		defer over()
		ctx, stop := s.untilStopped(r)
		defer stop()
		r = r.WithContext(ctx)
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
