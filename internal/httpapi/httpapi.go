// Package httpapi answers over HTTP what an operator.Service is asked. It is made
// of the table in pkg/api. It decides nothing: who asks goes along with the request,
// and the service says what they may.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say how requests are answered.
type Options struct {
	Version string       // of the program
	Log     *slog.Logger // gets what failed, without what was asked; nowhere if nil
	// Trusted says that whoever asks is the user that the server runs as: the
	// socket on this machine. Without a token they are whom they say, and the
	// workspace's administrator if they say nothing.
	Trusted bool
	// Beat is how long a watcher hears nothing before a sign of life; 15 s if 0.
	Beat time.Duration
	// Large is what this handler shares with others of the process; its own, in memory, if nil.
	Large *Large
}

const beat = 15 * time.Second

// handler answers for a service.
type handler struct {
	Options
	service operator.Service
	mux     *http.ServeMux
	// damaged has the SHA-256 of files that were found to be damaged while they were sent.
	// Who was cut off may ask for the rest alone, of which nothing can be said: such a file
	// is looked at as a whole before any more of it is sent.
	damaged sync.Map
}

// New makes the handler of a service.
func New(service operator.Service, o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Beat == 0 {
		o.Beat = beat
	}
	if o.Large == nil {
		o.Large = NewLarge(func() (Aside, error) { return &memory{}, nil })
	}
	h := &handler{Options: o, service: service, mux: http.NewServeMux()}
	for _, e := range api.Table() {
		switch spec := e.Describe(); {
		case spec.Kind == api.Plain && spec.Large:
			h.add(spec, h.large(e))
		case spec.Kind == api.Plain:
			h.add(spec, h.plain(e))
		}
	}
	h.add(api.PutFile.Spec, h.putFile)
	h.add(api.Import.Spec, h.importFile)
	h.add(api.OpenFile.Spec, download(h, api.OpenFile))
	h.add(api.OpenUpdateFile.Spec, download(h, api.OpenUpdateFile))
	h.add(api.Export.Spec, h.export)
	h.add(api.Backup.Spec, h.backup)
	h.add(api.WatchInbox.Spec, watch(h, api.WatchInbox, resumeInbox, inboxID))
	h.add(api.WatchEvents.Spec, watch(h, api.WatchEvents, resumeEvents, eventID))
	h.mux.HandleFunc("/openapi.json", h.describe())
	h.mux.HandleFunc("/", h.nothing)
	return h
}

// nothing answers for what is not there.
func (h *handler) nothing(w http.ResponseWriter, r *http.Request) {
	h.fail(w, r, operator.Errorf(operator.NotFound, "there is nothing at this path").WithHint("GET /openapi.json lists what there is").Reason("bad_path"))
}

// ServeHTTP answers a request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	about := w.Header()
	about.Set("Cache-Control", "no-store")
	about.Set("X-Content-Type-Options", "nosniff")
	about.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	about.Set("Referrer-Policy", "no-referrer")
	about.Set(api.HeaderVersion, h.Version)
	about.Set(api.HeaderProtocol, protocol)
	if path.Clean(r.URL.Path) != r.URL.Path {
		// The mux would lead to the clean path, in HTML.
		h.nothing(w, r)
		return
	}
	h.mux.ServeHTTP(w, r)
}

// answers is how an endpoint is answered. An error is for who asked, and nothing
// was written then.
type answers func(ctx context.Context, w http.ResponseWriter, r *http.Request) error

// add answers a path. What goes with every request is looked at first.
func (h *handler) add(spec api.Spec, do answers) {
	h.mux.HandleFunc(spec.Path, func(w http.ResponseWriter, r *http.Request) {
		err := allowed(w, r, spec)
		if err == nil {
			err = h.fits(r)
		}
		var call operator.Call
		if err == nil {
			call, err = h.call(r)
		}
		body := &incoming{ReadCloser: r.Body}
		if err == nil {
			r.Body = body
			err = do(operator.WithCall(r.Context(), call), w, r)
		}
		if err != nil {
			h.fail(w, r, err)
			body.linger(w, r)
		}
	})
}

// allowed checks the method. A read that is too long for an address is posted.
func allowed(w http.ResponseWriter, r *http.Request, spec api.Spec) error {
	switch {
	case r.Method == spec.Method():
	case r.Method == http.MethodPost && spec.Kind == api.Plain:
	case r.Method == http.MethodHead && spec.Kind == api.Download:
	default:
		w.Header().Set("Allow", spec.Method())
		return operator.Errorf(operator.Usage, "%s is asked for by %s", spec.Path, spec.Method()).Reason("bad_method")
	}
	return nil
}

// plain answers JSON with JSON.
func (h *handler) plain(e api.Any) answers {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		res, err := e.Do(ctx, h.service, func(req any) error { return readRequest(w, r, req) })
		if err != nil {
			return err
		}
		return answer(w, res)
	}
}
