// Package server has handlers answer on sockets: over TCP with TLS or on this machine
// alone, and on a socket in the file system for programs of the same user. It knows
// HTTP and its abuses, and nothing of what is asked.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say what answers, and where.
type Options struct {
	API   http.Handler // what strangers ask
	Local http.Handler // what comes in by Socket
	// Ready says whether a request could be answered now.
	Ready func(context.Context) error

	// Whose names the person that a token is of; empty for one that is worth nothing.
	Whose func(ctx context.Context, token operator.Secret) string

	// Tell answers with an error, as API does; plain text if nil.
	Tell func(http.ResponseWriter, *operator.Error)

	Listen          string // "127.0.0.1:7171"
	TLSCert, TLSKey string // files in PEM
	Socket          string // a path; none if empty
	Metrics         string // an address; none if empty
	RateLimit       int    // requests a minute of one person; 0 is no limit
	// TrustedProxies are the networks of proxies that say for whom they ask, in
	// X-Forwarded-For. What all others say there is not believed.
	TrustedProxies  []netip.Prefix
	Endless         []string // the paths of answers that have no end, which stop with the server
	Large           []string // the paths of answers that are in memory as a whole
	Log             *slog.Logger
	Now             func() time.Time
	DrainFor        time.Duration // how long requests may take to end when it stops; 10 s if 0
	SlowestHeaders  time.Duration // how long a request's headers may take; 5 s if 0
	Patience        time.Duration // how long one read or write may stand still; 15 s if 0
	TurnWait        time.Duration // how long a request waits where one person has many; 10 s if 0
	MostConnections int           // at a time; 4096 if 0
	Collect         Collector     // nil counts nothing
	MetricsHandler  http.Handler  // what answers at Metrics; from Collect
}

// Collector counts what was asked.
type Collector interface {
	Begin()
	End(route, method string, status int, took time.Duration)
}

// Limits where Options say nothing. The header limit is far above what our own client
// sends, and far below what would hurt.
const (
	drainFor        = 10 * time.Second
	slowestHeaders  = 5 * time.Second
	patience        = 15 * time.Second
	idleFor         = 30 * time.Second
	mostConnections = 4096
	maxHeaders      = 32 << 10
)

func (o Options) withDefaults() Options {
	if o.DrainFor == 0 {
		o.DrainFor = drainFor
	}
	if o.SlowestHeaders == 0 {
		o.SlowestHeaders = slowestHeaders
	}
	if o.Patience == 0 {
		o.Patience = patience
	}
	if o.Tell == nil {
		o.Tell = plainly
	}
	if o.TurnWait == 0 {
		o.TurnWait = waits
	}
	if o.MostConnections == 0 {
		o.MostConnections = mostConnections
	}
	return o
}

// Server answers once Run is called. What it listens on is bound before.
type Server struct {
	o        Options
	parts    []part
	draining atomic.Bool
	stopping chan struct{} // closed when streams are to end
	limits   *limits
	proxies  proxies
	warned   sync.Once // that a proxy is not believed
}

// part is one listener with what answers there.
type part struct {
	name     string
	listener net.Listener
	handler  http.Handler
}

// The names of the parts.
const (
	networkPart = "network"
	socketPart  = "socket"
	metricsPart = "metrics"
)

// Open binds everything, and fails where an address is taken, is no address, or would
// give passwords away.
func Open(o Options) (*Server, error) {
	s := &Server{o: o.withDefaults(), stopping: make(chan struct{}), proxies: o.TrustedProxies}
	s.limits = newLimits(s.o, s.proxies.addressOf)
	tcp, err := listenTCP(s.o)
	if err != nil {
		return nil, err
	}
	s.add(networkPart, tcp, s.wrap(s.limits.guard(s.probed(o.API))))
	if o.Socket != "" {
		socket, err := listenSocket(s.o)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.add(socketPart, socket, s.wrap(s.probed(o.Local)))
	}
	if o.Metrics != "" {
		metrics, err := listenMetrics(s.o)
		if err != nil {
			s.Close()
			return nil, err
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", o.MetricsHandler)
		s.add(metricsPart, metrics, s.patient(s.probed(mux)))
	}
	return s, nil
}

func (s *Server) add(name string, l net.Listener, h http.Handler) {
	s.parts = append(s.parts, part{name, l, h})
}

// Close lets go of what is listened on, where Run does not come to it.
func (s *Server) Close() {
	for _, p := range s.parts {
		_ = p.listener.Close()
	}
}

// Addr is where a part answers, as in "127.0.0.1:7171"; empty where it does not.
func (s *Server) Addr(name string) string {
	for _, p := range s.parts {
		if p.name == name {
			return p.listener.Addr().String()
		}
	}
	return ""
}

// URL is where the network or the metrics answer, as in "https://127.0.0.1:7171"; empty
// where they do not.
func (s *Server) URL(name string) string {
	at := s.Addr(name)
	switch {
	case at == "":
		return ""
	case s.o.TLSCert == "", name == metricsPart && loopback(s.o.Metrics):
		return "http://" + at
	}
	return "https://" + at
}

// Run answers until ctx is done, and then ends what was begun: streams at once, all
// other requests within Options.DrainFor. It fails where a listener does.
func (s *Server) Run(ctx context.Context) error {
	failed := make(chan error, len(s.parts))
	servers := make([]*http.Server, len(s.parts))
	for i, p := range s.parts {
		servers[i] = &http.Server{
			Handler: p.handler, ReadHeaderTimeout: s.o.SlowestHeaders, IdleTimeout: idleFor, MaxHeaderBytes: maxHeaders,
			ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
			// HTTP/2 multiplexes requests, and their deadlines would be those of one connection.
			TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		}
		go func() { failed <- servers[i].Serve(p.listener) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(ignoreClosed(err), s.drain(servers))
}

// drain ends what was begun.
func (s *Server) drain(servers []*http.Server) error {
	s.draining.Store(true)
	close(s.stopping)
	within, stop := context.WithTimeout(context.Background(), s.o.DrainFor)
	defer stop()
	done := make(chan error, len(servers))
	for _, server := range servers {
		go func() { done <- server.Shutdown(within) }()
	}
	var cut error
	for range servers {
		if err := <-done; err != nil {
			cut = operator.Wrap(operator.Busy, err, "requests were cut off after %s", s.o.DrainFor).Reason("cut_off")
		}
	}
	for _, server := range servers {
		_ = server.Close()
	}
	return cut
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// probed answers those who watch over the server, before anything else.
func (s *Server) probed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		switch r.URL.Path {
		case "/healthz":
			tell(w, http.StatusOK, "ok")
		case "/readyz":
			if s.draining.Load() || s.o.Ready != nil && s.o.Ready(r.Context()) != nil {
				tell(w, http.StatusServiceUnavailable, "not ready")
				return
			}
			tell(w, http.StatusOK, "ready")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func tell(w http.ResponseWriter, status int, what string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"status":"` + what + `"}` + "\n"))
}
