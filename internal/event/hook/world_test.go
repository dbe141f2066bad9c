package hook_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/event/hook/post"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// world is a workspace with two homes, and a receiver of what its webhooks are told.
type world struct {
	*testing.T
	*app.App
	clock    *servicetest.Clock
	disk     *storetest.Breaking
	writes   *counting
	receiver *httptest.Server
	teller   *hook.Deliverer

	mu     sync.Mutex
	secret string
	badly  int // deliveries whose signature is to be none of the secret's
	got    []got
	// answer gives the status for an event; nil answers 200 to all.
	answer func(operator.Event) int
	header http.Header
}

// got is a delivery that came in, and how it was answered.
type got struct {
	id     string
	event  operator.Event
	status int
}

// counting is a store that counts changes.
type counting struct {
	store.Store
	n int
}

func (c *counting) Update(ctx context.Context, fn func(store.Tx) error) error {
	c.n++
	return c.Store.Update(ctx, fn)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: servicetest.NewClock(), header: http.Header{}}
	o := boltstore.Options{Dir: filepath.Join(t.TempDir(), "store"), Wait: 20 * time.Second, Now: w.clock.Now, NoSync: true}
	f, err := app.Found(operator.InitRequest{Name: "Acme", Admin: "Maya <maya@acme.example>", TimeZone: "UTC"}, w.clock.Now(), rand.Reader)
	w.must(nil, err)
	w.must(nil, boltstore.Init(t.Context(), o, f.Workspace, f.Fill))
	s, err := boltstore.Hold(t.Context(), o)
	w.must(nil, err)
	t.Cleanup(func() { w.must(nil, s.Close()) })
	w.writes = &counting{Store: s}
	w.disk = &storetest.Breaking{Store: w.writes}
	w.receiver = httptest.NewServer(http.HandlerFunc(w.receive))
	t.Cleanup(w.receiver.Close)
	w.App = app.New(app.Parts{
		Store: w.disk, Files: fsblob.Open(filepath.Join(o.Dir, "blobs")), Now: w.clock.Now, Random: rand.Reader,
		Sender: post.New(post.Options{Version: "test"}),
	})
	w.restart()
	ctx := w.boss()
	w.must(w.AddCommunity(ctx, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
	for _, code := range []string{"MR-1", "MR-2"} {
		w.must(w.AddProperty(ctx, operator.AddPropertyRequest{Community: "MR", Code: code}))
	}
	w.must(w.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Ada", Email: "ada@acme.example", Role: operator.Admin}))
	return w
}

// restart makes a deliverer anew, as a server that begins.
func (w *world) restart() {
	w.teller = w.deliverer(nil)
}

func (w *world) deliverer(count hook.Counter) *hook.Deliverer {
	return hook.New(hook.Options{
		Log: w.Hooks(), Sender: w.Sender, Now: w.clock.Now, Random: func() float64 { return 0 }, Slog: quiet(), Count: count,
	})
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (w *world) as(who operator.Ref) context.Context {
	return operator.WithCall(w.Context(), operator.Call{Actor: who, Source: operator.SourceCLI})
}

func (w *world) boss() context.Context { return w.as("P1") }

func (w *world) must(_ any, err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// receive checks the signature of what comes in as anybody would, and answers.
func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.Error(err)
	}
	key, err := standardwebhooks.NewWebhook(w.secret)
	if err != nil {
		w.Error(err)
	} else if err := key.VerifyIgnoringTimestamp(body, r.Header); err != nil && w.badly > 0 {
		w.badly--
	} else if err != nil {
		w.Errorf("%v: %s", err, body)
	}
	var p hook.Payload
	if err := json.Unmarshal(body, &p); err != nil || p.Type != p.Data.Action || !p.Timestamp.Equal(p.Data.At) {
		w.Errorf("%v: %s", err, body)
	}
	status := http.StatusOK
	if w.answer != nil {
		status = w.answer(p.Data)
	}
	w.got = append(w.got, got{r.Header.Get("webhook-id"), p.Data, status})
	maps.Copy(rw.Header(), w.header)
	rw.WriteHeader(status)
}

// add adds a webhook to the receiver, and has it checked by its secret.
func (w *world) add(req operator.AddWebhookRequest) operator.Webhook {
	w.Helper()
	req.URL, req.AllowPrivate = w.receiver.URL+"/in?key=hidden", true
	added, err := w.AddWebhook(w.boss(), req)
	w.must(nil, err)
	w.secret = *added.Secret
	return added
}

// label makes something happen on a home: its label becomes the text.
func (w *world) label(code operator.Ref, texts ...string) {
	w.Helper()
	for _, text := range texts {
		w.must(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: code, Plan: &text}))
	}
}

// step has the deliverer look once, and gives what was delivered: the home, what
// became of it, and the status if it is not 200.
func (w *world) step() []string {
	w.Helper()
	w.teller.Step(w.Context())
	w.mu.Lock()
	defer w.mu.Unlock()
	said := []string{}
	for _, g := range w.got {
		said = append(said, g.String())
	}
	w.got = nil
	return said
}

func (g got) String() string {
	text := g.event.Action
	if g.event.Property != nil {
		text = *g.event.Property
	}
	var data struct{ Plan struct{ After string } }
	if json.Unmarshal(g.event.Data, &data) == nil && data.Plan.After != "" {
		text += " " + data.Plan.After
	}
	if g.status != http.StatusOK {
		text += " " + http.StatusText(g.status)
	}
	return text
}

// show is a webhook as it is listed.
func (w *world) show(id operator.WebhookID) operator.Webhook {
	w.Helper()
	page, err := w.ListWebhooks(w.boss(), operator.ListWebhooksRequest{})
	w.must(nil, err)
	i := slices.IndexFunc(page.Items, func(h operator.Webhook) bool { return h.Ref == id })
	if i < 0 {
		w.Fatalf("no webhook %s", id)
	}
	return page.Items[i]
}

func (w *world) want(what string, got, want []string) {
	w.Helper()
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		w.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// healthy looks whether the store is whole.
func (w *world) healthy() {
	w.Helper()
	r, err := w.Check(w.boss(), operator.CheckRequest{})
	w.must(nil, err)
	w.want("findings", r.Findings, nil)
}
