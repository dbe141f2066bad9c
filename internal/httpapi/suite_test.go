package httpapi_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestTheSuiteOverTheSocket runs what defines a Service through a client, a socket
// and a server.
func TestTheSuiteOverTheSocket(t *testing.T) {
	servicetest.Run(t, func(t *testing.T) *servicetest.World {
		p := newPlace(t)
		_, sentence, _ := strings.Cut(t.Name(), "/")
		as := func(who operator.Ref) context.Context {
			call := operator.Call{Actor: who, Source: operator.SourceCLI}
			if signedIn[sentence] {
				call.Token = p.tokenFor(t, who)
			}
			return operator.WithCall(t.Context(), call)
		}
		return &servicetest.World{
			Service: p.socket(t), As: as, Clock: p.clock,
			Check:  func() error { return check(p.app, operator.WithCall(t.Context(), operator.Call{Trusted: true})) },
			Events: func() int { return p.events(t) },
			Break:  p.disk.Break, Mend: p.disk.Mend,
		}
	})
}

// signedIn are the sentences about buyers who have signed in, and therefore use a
// token on the socket too.
var signedIn = map[string]bool{
	"AnUpdateIsNewsInTheInbox":                     true,
	"AnUpdateToWhoWorksAndBuysIsOne":               true,
	"AnUpdateThatIsSeenIsUnseenNoMore":             true,
	"NumbersOfUpdatesAreThoseOfTheHomesOneWorksOn": true,
	"AnUpdateIsDueTheAcknowledgementItAsksFor":     true,
	"WhatOneOfTwoHasSeenBothHave":                  true,
	"AHistoryTellsOfUpdatesToWhoSeesThem":          true,
}

// place is a workspace on this machine, for servers to answer for.
type place struct {
	app   *app.App
	store store.Store
	disk  *storetest.Breaking // the same, until it breaks
	clock *servicetest.Clock
	blobs string // the folder of files
}

func newPlace(t testing.TB) *place {
	clock := servicetest.NewClock()
	dir := filepath.Join(t.TempDir(), "store")
	o := boltstore.Options{Dir: dir, Wait: 20 * time.Second, Now: clock.Now, NoSync: true}
	f, err := app.Found(operator.InitRequest{Name: "Acme Homes", Admin: "Maya Ortiz <maya@acme.example>", TimeZone: "America/Denver"}, clock.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := boltstore.Init(t.Context(), o, f.Workspace, f.Fill); err != nil {
		t.Fatal(err)
	}
	s, err := boltstore.Hold(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	disk := &storetest.Breaking{Store: s}
	return &place{
		store: s, disk: disk, clock: clock, blobs: filepath.Join(dir, "blobs"),
		app: app.New(app.Parts{
			Store: disk, Files: fsblob.Open(filepath.Join(dir, "blobs")), Now: clock.Now,
			Random: rand.Reader, Pause: pause, Sender: &servicetest.Receiver{},
		}),
	}
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Millisecond):
		return nil
	}
}

// socket is a client of a server on a socket.
func (p *place) socket(t testing.TB) *client.Client {
	folder, err := os.MkdirTemp("", "op") // the test's own can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	path := filepath.Join(folder, "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	serve(t, listener, httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true}))
	return dial(t, client.Options{Socket: path, Version: "1.2.3", Wait: 10 * time.Second})
}

// serve answers on a listener until the test ends.
func serve(t testing.TB, l net.Listener, h http.Handler) *httptest.Server {
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server
}

func dial(t testing.TB, o client.Options) *client.Client {
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func check(s operator.Service, ctx context.Context) error {
	r, err := s.Check(ctx, operator.CheckRequest{ReadData: true})
	if err != nil {
		return err
	}
	var all []error
	for _, f := range r.Findings {
		all = append(all, errors.New(f))
	}
	return errors.Join(all...)
}

func (p *place) events(t testing.TB) int {
	var n uint64
	err := p.disk.View(t.Context(), func(r store.Reader) (err error) { n, err = r.LastEvent(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}
