// Package serving puts a server together: an embedded store held open, the service
// over it, and what answers for it over the network and on a socket. It is apart from
// backend because most commands never need it, and it costs much to start.
package serving

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/server"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Serve has the store that the configuration names answer until ctx is done.
func Serve(version string) func(context.Context, config.Config, operator.ServeRequest) error {
	return func(ctx context.Context, c config.Config, req operator.ServeRequest) error {
		if err := server.Check(server.Options{Listen: req.Listen, TLSCert: req.TLSCert, TLSKey: req.TLSKey, Metrics: req.Metrics, Now: c.Now}); err != nil {
			return err // before the store is waited for, and its key is made
		}
		socket, forget, err := socketOf(c.Store)
		if err != nil {
			return err
		}
		defer forget()
		log := slog.New(slog.NewJSONHandler(req.Log, nil))
		held, err := backend.Hold(ctx, c, socket, log)
		if err != nil {
			return err
		}
		defer func() { _ = held.Close() }()
		defer runtime.KeepAlive(idle())
		metrics := server.NewMetrics(version)
		service := held.App
		s, err := open(c, req, service, metrics, socket, version, log)
		if err != nil {
			return err
		}
		defer s.Close()
		if err := held.OwnKey(ctx); err != nil { // as late as can be: it stays
			return err
		}
		if behind, err := service.Behind(ctx); err == nil && behind > 0 {
			log.Warn("the clock is behind the last event of the log: new messages would stand before old ones", "by", behind.Round(time.Second).String())
		}
		if err := req.Ready(told(s, c, socket, version)); err != nil {
			return err
		}
		defer delivering(ctx, service, metrics, log)()
		defer sweeping(ctx, service, metrics, log)()
		return s.Run(ctx)
	}
}

// idle is memory that is asked for and never touched, so that it takes none. The garbage
// collector runs when as much again was allocated as is in use: that is a few megabytes
// here, and it would run hundreds of times a second.
func idle() []byte { return make([]byte, 48<<20) }

func open(c config.Config, req operator.ServeRequest, service *app.App, metrics *server.Metrics, socket, version string, log *slog.Logger) (*server.Server, error) {
	large := httpapi.NewLarge(func() (httpapi.Aside, error) { return service.Spool() })
	answering := func(trusted bool) http.Handler {
		return httpapi.New(service, httpapi.Options{Version: version, Log: log, Trusted: trusted, Large: large})
	}
	return server.Open(server.Options{
		API: answering(false), Local: answering(true), Tell: httpapi.Tell, Ready: service.Ready, Whose: service.Whose,
		Listen: req.Listen, TLSCert: req.TLSCert, TLSKey: req.TLSKey, Socket: socket, Metrics: req.Metrics, RateLimit: req.RateLimit, TrustedProxies: req.TrustedProxies,
		Endless: paths(func(spec api.Spec) bool { return spec.Kind == api.Watch }), Large: paths(func(spec api.Spec) bool { return spec.Large }), Log: log, Now: c.Now, Collect: metrics, MetricsHandler: metrics.Handler(),
	})
}

// paths are those of the endpoints that are such.
func paths(such func(api.Spec) bool) []string {
	var paths []string
	for _, e := range api.Table() {
		if spec := e.Describe(); such(spec) {
			paths = append(paths, spec.Path)
		}
	}
	return paths
}

func told(s *server.Server, c config.Config, socket, version string) operator.Serving {
	is := operator.Serving{Store: c.Store, URL: s.URL("network"), Socket: &socket, Version: version, PID: os.Getpid()}
	if at := s.URL("metrics"); at != "" {
		url := at + "/metrics"
		is.Metrics = &url
	}
	return is
}

// maxSocket is how long the path of a socket may be: 104 bytes on the systems that have
// the least, with the one that ends it.
const maxSocket = 103

const socketName = "operator.sock"

// socketOf is where commands on this machine find the server: in the store's folder, or
// where that has too long a path, in a folder of its own that forget removes.
func socketOf(store string) (path string, forget func(), err error) {
	store, err = filepath.Abs(store)
	if err != nil {
		return "", nil, operator.Wrap(operator.IO, err, "cannot tell where the store is")
	}
	if path = filepath.Join(store, socketName); len(path) <= maxSocket {
		return path, func() {}, nil
	}
	own, err := os.MkdirTemp(os.Getenv("XDG_RUNTIME_DIR"), "operator-")
	if err != nil {
		return "", nil, operator.Wrap(operator.CannotCreate, err, "cannot make a folder for the socket").Reason("socket")
	}
	return filepath.Join(own, socketName), func() { _ = os.RemoveAll(own) }, nil
}
