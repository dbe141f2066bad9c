package walk

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// clock is a time that only moves when told to, also while streams look at it.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// chance gives the same bytes from the same seed, so that two offices of one walk have
// the same salts and tickets, and say the same.
type chance struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func newChance(seed uint64) *chance {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &chance{from: rand.NewChaCha8(key)}
}

// Read gives bytes.
func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from.Read(p)
}

var _ io.Reader = (*chance)(nil)

// office is a workspace of its own, asked in process or over HTTP.
type office struct {
	name    string // "app" or "http"
	service operator.Service
	ends    []func()

	mu    sync.Mutex
	looks map[operator.Ref]int // how often a stream of somebody has found nothing more
}

func (o *office) close() {
	for i := len(o.ends) - 1; i >= 0; i-- {
		o.ends[i]()
	}
}

// founded is what every office begins with.
var founded = operator.InitRequest{Name: "Acme Homes", Admin: "Maya Ortiz <maya@acme.example>", TimeZone: "America/Denver"}

// newOffice makes an office whose only person is its administrator, P1.
func newOffice(ctx context.Context, name string, seed uint64, at *clock) (*office, error) {
	dir, err := os.MkdirTemp("", "walk")
	if err != nil {
		return nil, err
	}
	o := &office{name: name, looks: map[operator.Ref]int{}, ends: []func(){func() { _ = os.RemoveAll(dir) }}}
	random := newChance(seed)
	where := boltstore.Options{Dir: filepath.Join(dir, "store"), Wait: time.Minute, Now: at.now, NoSync: true}
	f, err := app.Found(founded, at.now(), random)
	if err == nil {
		err = boltstore.Init(ctx, where, f.Workspace, f.Fill)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return o, o.open(ctx, where, random)
}

// open opens the store, and has it answer in the office's way.
func (o *office) open(ctx context.Context, where boltstore.Options, random io.Reader) error {
	held, err := boltstore.Hold(ctx, where)
	if err != nil {
		return err
	}
	o.ends = append(o.ends, func() { _ = held.Close() })
	here := app.New(app.Parts{
		Store: held, Files: fsblob.Open(filepath.Join(where.Dir, "blobs")), Now: where.Now,
		Random: random, Pause: o.pause,
	})
	if o.service = here; o.name == "app" {
		return nil
	}
	path := filepath.Join(filepath.Dir(where.Dir), "s")
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return err
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{
		Handler: httpapi.New(here, httpapi.Options{Version: "1.2.3", Trusted: true}), ReadHeaderTimeout: time.Minute,
	}}
	server.Start()
	asker, err := client.New(client.Options{Socket: path, Version: "1.2.3", Wait: time.Minute})
	o.ends = append(o.ends, func() {
		server.CloseClientConnections()
		server.Close()
		_ = asker.Close()
	})
	o.service = asker
	return err
}

// pause is what a stream does that has found nothing more.
func (o *office) pause(ctx context.Context) error {
	o.mu.Lock()
	o.looks[operator.CallFrom(ctx).Actor]++
	o.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Millisecond):
		return nil
	}
}

// looked is how often streams of somebody have found nothing more.
func (o *office) looked(who operator.Ref) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.looks[who]
}
