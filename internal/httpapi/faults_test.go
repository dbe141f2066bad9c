package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fault is what becomes of one connection: how many bytes of the request and of the
// answer get through before it is cut; less than 0 is all of them. A reset tells who
// asked at once.
type fault struct {
	name            string
	request, answer int
	reset           bool
	delay           time.Duration
}

const all = -1

// faults are those after which the next connection is a good one.
var faults = []fault{
	{name: "cut before the request", request: 0},
	{name: "reset before the request", request: 0, reset: true},
	{name: "cut within the headers", request: 20},
	{name: "cut within the body", request: 500},
	{name: "reset within the body", request: 500, reset: true},
	{name: "cut before the answer", request: all, answer: 0},
	{name: "reset before the answer", request: all, answer: 0, reset: true},
	{name: "cut within the answer's headers", request: all, answer: 30},
	{name: "cut within the answer", request: all, answer: 700},
	{name: "reset within the answer", request: all, answer: 700, reset: true},
	{name: "slow", request: all, answer: all, delay: 20 * time.Millisecond},
}

// proxy stands between a client and a server, and has each connection meet the next
// of its faults; the last one goes on for ever.
type proxy struct {
	net.Listener
	to     string
	faults []fault
	next   atomic.Int64
	wg     sync.WaitGroup
}

func newProxy(t *testing.T, to string, faults ...fault) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, to: to, faults: faults}
	p.wg.Go(p.run)
	t.Cleanup(func() {
		l.Close()
		p.wg.Wait()
	})
	return p
}

func (p *proxy) run() {
	for {
		c, err := p.Accept()
		if err != nil {
			return
		}
		f := p.faults[min(int(p.next.Add(1))-1, len(p.faults)-1)]
		p.wg.Go(func() { p.meet(c.(*net.TCPConn), f) })
	}
}

// meet has a connection meet its fault.
func (p *proxy) meet(c *net.TCPConn, f fault) {
	defer c.Close()
	if f.reset {
		_ = c.SetLinger(0)
	}
	if f.request == 0 {
		if f.reset {
			_, _ = c.Read(make([]byte, 1)) // so that there is somebody to reset
		}
		return
	}
	up, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer up.Close()
	done := make(chan struct{}, 2)
	go func() {
		pass(up, c, f.request, f.delay)
		done <- struct{}{}
	}()
	go func() {
		if f.answer == 0 {
			_, _ = up.Read(make([]byte, 1)) // the server has answered
		} else {
			pass(c, up, f.answer, f.delay)
		}
		done <- struct{}{}
	}()
	<-done
}

// pass copies so many bytes, or all.
func pass(to io.Writer, from io.Reader, n int, delay time.Duration) {
	if delay > 0 {
		time.Sleep(delay)
	}
	if n < 0 {
		_, _ = io.Copy(to, from)
		return
	}
	_, _ = io.CopyN(to, from, int64(n))
}

// tcp serves a place over TCP to whoever says who they are, and gives the address.
func (p *place) tcp(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, l, httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true, Beat: 50 * time.Millisecond}))
	return l.Addr().String()
}

// through is a client by way of a proxy, with a connection for each request.
func through(t *testing.T, p *proxy, wait time.Duration) *client.Client {
	return dial(t, client.Options{
		URL: "http://" + p.Addr().String(), Wait: wait, Silence: 5 * time.Second,
		HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	})
}

// ann is somebody to add, whose request and answer are longer than any fault lets by.
func ann() operator.AddPersonRequest {
	return operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann Once", Email: strings.Repeat("a", 60) + "@" + strings.Repeat("b", 60) + ".example"}
}

func (p *place) anns(t *testing.T) int {
	people, err := p.app.ListPeople(operator.WithCall(t.Context(), operator.Call{Trusted: true}), operator.ListPeopleRequest{Kind: operator.Buyer})
	if err != nil {
		t.Fatal(err)
	}
	return len(people.Items)
}

func TestWhateverTheNetworkDoesAChangeHappensOnce(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			by := newProxy(t, p.tcp(t), f, f, fault{request: all, answer: all})
			ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
			added, err := through(t, by, 10*time.Second).AddPerson(ctx, ann())
			if err != nil {
				t.Fatal(err)
			}
			if added.Name != "Ann Once" || p.anns(t) != 1 {
				t.Errorf("answered %+v, and there are %d of them", added, p.anns(t))
			}
			if f.delay == 0 && by.next.Load() != 3 {
				t.Errorf("it took %d connections; want 3", by.next.Load())
			}
		})
	}
}

// TestWhatCannotBeFoundOutIsSaidWithTheKey has the network fail for good. The error
// says what is known; asking again with the key it names is harmless.
func TestWhatCannotBeFoundOutIsSaidWithTheKey(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		if f.delay > 0 {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			address := p.tcp(t)
			ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
			_, err := through(t, newProxy(t, address, f), 200*time.Millisecond).AddPerson(ctx, ann())
			var e *operator.Error
			if !errors.As(err, &e) || e.Code != operator.Unknown {
				t.Fatalf("%v; want unknown", err)
			}
			key, _ := e.Details["key"].(string)
			if key == "" || !bytes.Contains([]byte(e.Hint), []byte(key)) {
				t.Fatalf("hint %q, details %v: want the key", e.Hint, e.Details)
			}
			again := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true, Key: key})
			if _, err := dial(t, client.Options{URL: "http://" + address}).AddPerson(again, ann()); err != nil || p.anns(t) != 1 {
				t.Errorf("asked again: %v, and there are %d of them", err, p.anns(t))
			}
		})
	}
}

// TestAFileThatBreaksOffGoesOn downloads through cuts.
func TestAFileThatBreaksOffGoesOn(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	content := bytes.Repeat([]byte("0123456789abcdef"), 40_000)
	message := p.sendFile(t, ctx, content)
	cut := fault{request: all, answer: 200_000}
	by := newProxy(t, p.tcp(t), cut, cut, cut, fault{request: all, answer: all})
	opened, err := through(t, by, 10*time.Second).OpenFile(ctx, operator.OpenFileRequest{Message: message, Index: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Content.Close()
	got, err := io.ReadAll(opened.Content)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d of %d bytes, %v", len(got), len(content), err)
	}
	if by.next.Load() != 4 {
		t.Errorf("it took %d connections; want 4", by.next.Load())
	}
	if _, err := opened.Content.Seek(-16, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if end, err := io.ReadAll(opened.Content); err != nil || string(end) != "0123456789abcdef" {
		t.Errorf("the end is %q, %v", end, err)
	}
}

// sendFile sends a message with a file.
func (p *place) sendFile(t *testing.T, ctx context.Context, content []byte) operator.Ref {
	t.Helper()
	up, err := p.app.PutFile(ctx, operator.PutFileRequest{Name: "plan.txt", Content: bytes.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.app.AddCommunity(ctx, operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"})
	if err == nil {
		_, err = p.app.AddProperty(ctx, operator.AddPropertyRequest{Community: "OAK", Lot: "7"})
	}
	if err == nil {
		_, err = p.app.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Tim", Role: operator.Admin})
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.app.SendMessage(ctx, operator.SendMessageRequest{
		Property: "OAK-007", To: []operator.Ref{"P2"}, Internal: true, Body: "The plan.",
		Attachments: []operator.NewAttachment{{Name: "plan.txt", Upload: up}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return operator.Ref(m.Ref.String())
}

// TestAWatchThatBreaksOffMissesNothing follows the log through cuts.
func TestAWatchThatBreaksOffMissesNothing(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	cut := fault{request: all, answer: 1500}
	by := newProxy(t, p.tcp(t), cut, cut, cut, cut, fault{request: all, answer: all})
	for i := range 5 {
		if _, err := p.app.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Buyer, Name: fmt.Sprint("Ann ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	var got, want []uint64
	late := false
	for e, err := range through(t, by, 10*time.Second).WatchEvents(ctx, operator.ListEventsRequest{}) {
		if err != nil {
			t.Fatal(err)
		}
		got, want = append(got, e.Seq), append(want, uint64(len(got)+1))
		if len(got) == p.events(t) && late {
			break
		}
		if !late && len(got) == 5 {
			late = true
			if _, err := p.app.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann Late"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("events %v; want each once and in order", got)
	}
	if by.next.Load() < 3 {
		t.Errorf("it took %d connections: nothing was cut", by.next.Load())
	}
}
