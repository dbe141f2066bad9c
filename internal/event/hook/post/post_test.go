package post_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/event/hook/post"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func message(url string, private bool) hook.Message {
	return hook.Message{URL: url, AllowPrivate: private, ID: "W1-7-00", At: time.Unix(1777637000, 0), Signature: "v1,c2ln", Body: []byte(`{"type":"x"}`)}
}

func reasonOf(err error) string {
	if e, ok := err.(*operator.Error); ok {
		reason, _ := e.Details["reason"].(string)
		return reason
	}
	return ""
}

func TestTheHeadersAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	var got http.Header
	r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = r.Header.Clone(); w.WriteHeader(202) }))
	defer r.Close()
	answer, err := post.New(post.Options{Version: "1.2.3"}).Send(t.Context(), message(r.URL, true))
	if err != nil || answer.Status != 202 {
		t.Fatal(answer, err)
	}
	for name, want := range map[string]string{
		"webhook-id": "W1-7-00", "webhook-timestamp": "1777637000", "webhook-signature": "v1,c2ln",
		"Content-Type": "application/json", "User-Agent": "operator/1.2.3",
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q", name, got.Get(name))
		}
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	end := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer end.Close()
	r := httptest.NewServer(http.RedirectHandler(end.URL, http.StatusTemporaryRedirect))
	defer r.Close()
	answer, err := post.New(post.Options{}).Send(t.Context(), message(r.URL, true))
	if err != nil || answer.Status != 307 || reached.Load() {
		t.Errorf("%+v, %v, reached %v", answer, err, reached.Load())
	}
}

func TestAnAnswerWithoutEndIsNotReadToIt(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			n, err := w.Write(make([]byte, 64<<10))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	}))
	defer r.Close()
	answer, err := post.New(post.Options{}).Send(t.Context(), message(r.URL, true))
	if err != nil || answer.Status != 200 {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestAnAnswerThatTricklesIsKnownByItsStatus(t *testing.T) {
	t.Parallel()
	r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("."))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}))
	defer r.Close()
	began := time.Now()
	answer, err := post.New(post.Options{}).Send(t.Context(), message(r.URL, true))
	if took := time.Since(began); err != nil || answer.Status != 200 || took > 10*time.Second {
		t.Errorf("%+v, %v after %s", answer, err, took)
	}
}

// listening answers each connection as one of answer does, in their order.
func listening(t *testing.T, answer ...func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for _, one := range answer {
			c, err := l.Accept()
			if err != nil {
				return
			}
			one(c, bufio.NewReader(c))
			_ = c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func told(c net.Conn, in *bufio.Reader, answer string) {
	req, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, req.Body)
	_, _ = io.WriteString(c, answer)
}

func TestAConnectionThatIsClosedAsItIsUsedAgainIsNoFailure(t *testing.T) {
	t.Parallel()
	const good = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	url := listening(t, func(c net.Conn, in *bufio.Reader) {
		told(c, in, good)
		told(c, in, "")
	}, func(c net.Conn, in *bufio.Reader) { told(c, in, good) })
	s := post.New(post.Options{})
	for n := range 2 {
		if answer, err := s.Send(t.Context(), message(url, true)); err != nil || answer.Status != 200 {
			t.Errorf("message %d: %+v, %v", n+1, answer, err)
		}
	}
}

func TestAnAnswerThatIsNoneIsSaidInWords(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"":                              "it closed the connection without an answer",
		"HTTP/1.1 200 OK\r\nContent-Le": "its answer is not HTTP, or too long to be one",
		"SSH-2.0-OpenSSH\r\n":           "its answer is not HTTP, or too long to be one",
		"HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+strings.Repeat("y", 1000)+"\r\n", 100): "its answer is not HTTP, or too long to be one",
	} {
		url := listening(t, func(c net.Conn, in *bufio.Reader) { told(c, in, answer) })
		_, err := post.New(post.Options{}).Send(t.Context(), message(url, true))
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", answer, err, want)
		}
	}
}

func TestASlowReceiverIsGivenUp(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	r := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	defer r.Close()
	defer close(hang)
	_, err := post.New(post.Options{Limit: 20 * time.Millisecond}).Send(t.Context(), message(r.URL, true))
	if reasonOf(err) != "slow" {
		t.Error(err)
	}
}

func TestWhatGoesWrongIsSaidWithoutTheAddress(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	other := httptest.NewTLSServer(nil)
	defer other.Close()
	for _, url := range []string{closed.URL + "/secret", other.URL + "/secret"} {
		_, err := post.New(post.Options{Roots: x509.NewCertPool()}).Send(t.Context(), message(url, true))
		if reasonOf(err) != "unreachable" || strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}

func TestACertificateThatIsBelievedIsEnough(t *testing.T) {
	t.Parallel()
	r := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	defer r.Close()
	roots := x509.NewCertPool()
	roots.AddCert(r.Certificate())
	answer, err := post.New(post.Options{Roots: roots}).Send(t.Context(), message(r.URL, true))
	if err != nil || answer.Status != 204 {
		t.Error(answer, err)
	}
}

func TestThisMachineIsReachedOnlyWhereItIsMeant(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	r := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer r.Close()
	_, port, err := net.SplitHostPort(r.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s := post.New(post.Options{Resolver: names(t, "127.0.0.1")})
	for _, host := range []string{"127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "crm.example"} {
		if _, err := s.Send(t.Context(), message("http://"+host+":"+port, false)); err == nil || reached.Load() > 0 {
			t.Errorf("%s was reached: %v", host, err)
		}
	}
	if _, err := s.Send(t.Context(), message("http://crm.example:"+port, false)); reasonOf(err) != "private_network" {
		t.Error(err)
	}
	if _, err := s.Send(t.Context(), message("http://crm.example:"+port, true)); err != nil || reached.Load() != 1 {
		t.Errorf("where it is meant: %v", err)
	}
}

// TestANameThatLeadsElsewhereTheNextTimeIsLookedAtEachTime is for names that are
// public when somebody looks, and this machine when we connect.
func TestANameThatLeadsElsewhereTheNextTimeIsLookedAtEachTime(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	r := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer r.Close()
	_, port, err := net.SplitHostPort(r.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resolver := names(t, "93.184.215.14", "127.0.0.1", "169.254.169.254")
	looked, err := resolver.LookupNetIP(t.Context(), "ip4", "crm.example")
	if err != nil || len(looked) != 1 || !hook.Public(looked[0]) {
		t.Fatal(looked, err)
	}
	s := post.New(post.Options{Resolver: resolver})
	for range 2 {
		if _, err := s.Send(t.Context(), message("http://crm.example:"+port, false)); reasonOf(err) != "private_network" || reached.Load() {
			t.Errorf("reached %v, %v", reached.Load(), err)
		}
	}
}

// names is a resolver for which every name has the addresses, one at each time it is
// looked up, and then the last for ever.
func names(t *testing.T, addresses ...string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		query := make([]byte, 512)
		for at := 0; ; {
			n, from, err := server.ReadFrom(query)
			if err != nil {
				return
			}
			reply, is4 := answerTo(query[:n], netip.MustParseAddr(addresses[min(at, len(addresses)-1)]))
			if is4 {
				at++
			}
			if _, err := server.WriteTo(reply, from); err != nil {
				return
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// answerTo is the message of DNS (RFC 1035) that answers a question for addresses of
// IPv4 with one, and any other with none.
func answerTo(query []byte, a netip.Addr) (reply []byte, is4 bool) {
	end := 12 + slices.Index(query[12:], 0) + 5 // past the name, the type and the class
	is4 = binary.BigEndian.Uint16(query[end-4:]) == 1
	reply = slices.Clone(query[:end])
	copy(reply[2:12], []byte{0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0})
	if is4 {
		reply[7] = 1
		b := a.As4()
		reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, b[0], b[1], b[2], b[3])
	}
	return reply, is4
}
