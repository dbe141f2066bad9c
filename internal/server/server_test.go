package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// echo answers with what it was asked.
func echo() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/hello", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	mux.HandleFunc("POST /v1/echo", func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
			return
		}
		_, _ = w.Write(raw)
	})
	mux.HandleFunc("GET /v1/much", func(w http.ResponseWriter, r *http.Request) {
		for range 4096 {
			if _, err := w.Write(make([]byte, 16<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("GET /v1/watch", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("GET /v1/broken", func(http.ResponseWriter, *http.Request) { panic("secret") })
	return mux
}

// log is what a server wrote down.
type log struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// running is a server that answers, with what stops it and waits for it.
func running(t *testing.T, o Options) (*Server, *log, func() error) {
	t.Helper()
	written := &log{}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.API == nil {
		o.API = echo()
	}
	o.Local, o.Now, o.Log = echo(), time.Now, slog.New(slog.NewJSONHandler(written, nil))
	o.Tell = func(w http.ResponseWriter, e *operator.Error) {
		http.Error(w, fmt.Sprint("told that it is ", e.Code, ", ", e.Details["reason"]), http.StatusTooManyRequests)
	}
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop := sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { _ = stop() })
	return s, written, stop
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func TestItAnswersAndSaysHowItIs(t *testing.T) {
	metrics := NewMetrics("1.2.3")
	metrics.Deliveries(3, 2, 1)
	metrics.Disabled()
	metrics.Backlog(1, 7, 4)
	metrics.Swept(operator.SweepReport{Files: 5, Bytes: 90, Leftovers: 1, Kept: 3})
	metrics.SweepFailed()
	s, written, _ := running(t, Options{Metrics: "127.0.0.1:0", Collect: metrics, MetricsHandler: metrics.Handler()})
	base := "http://" + s.Addr("network")
	for path, want := range map[string]string{"/v1/hello": "hello\n", "/healthz": "{\"status\":\"ok\"}\n", "/readyz": "{\"status\":\"ready\"}\n"} {
		if status, body := get(t, base+path+"?q=password"); status != http.StatusOK || body != want {
			t.Errorf("%s gives %d %q", path, status, body)
		}
	}
	if status, _ := get(t, base+"/v1/of-strangers/4711"); status != http.StatusNotFound {
		t.Errorf("what is not there gives %d", status)
	}
	if status, _ := get(t, base+"/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics are given to strangers: %d", status)
	}
	_, counted := get(t, "http://"+s.Addr("metrics")+"/metrics")
	for _, want := range []string{
		`operator_webhook_deliveries_total{outcome="delivered"} 3`, `operator_webhook_deliveries_total{outcome="failed"} 2`,
		"operator_webhook_retries_total 1", "operator_webhooks_disabled_total 1", "operator_webhook_backlog_events 7", "operator_webhook_waiting_homes 4",
		"operator_swept_files_total 6", "operator_swept_bytes_total 90", "operator_sweep_failures_total 1",
		`operator_requests_total{method="GET",route="/v1/hello",status="200"} 1`, `route="none",status="404"`, `operator_build_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(counted, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if said := written.String(); strings.Contains(said, "password") || strings.Contains(said, "4711") || !strings.Contains(said, `"route":"/v1/hello","status":200`) {
		t.Errorf("the log is\n%s", said)
	}
}

func TestAPanicCutsTheAnswerAndIsWrittenDownWithoutWhatItSaid(t *testing.T) {
	s, written, _ := running(t, Options{})
	if res, err := http.Get("http://" + s.Addr("network") + "/v1/broken"); err == nil {
		res.Body.Close()
		t.Errorf("it gives %d", res.StatusCode)
	}
	if status, _ := get(t, "http://"+s.Addr("network")+"/v1/hello"); status != http.StatusOK {
		t.Errorf("afterwards it gives %d", status)
	}
	if said := written.String(); strings.Contains(said, "secret") || !strings.Contains(said, `"msg":"panic"`) {
		t.Errorf("the log is\n%s", said)
	}
}

func TestWhatWasBegunIsEndedAndStreamsAreLetGo(t *testing.T) {
	begun, more := make(chan struct{}), make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slow", func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-more
		fmt.Fprintln(w, "done")
	})
	mux.Handle("/", echo())
	s, _, stop := running(t, Options{API: mux, Endless: []string{"/v1/watch"}})
	base := "http://" + s.Addr("network")

	watch, _ := http.NewRequest(http.MethodGet, base+"/v1/watch", nil)
	stream, err := http.DefaultClient.Do(watch)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()

	answered := make(chan string, 1)
	go func() {
		res, err := http.Post(base+"/slow", "text/plain", nil)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer res.Body.Close()
		raw, _ := io.ReadAll(res.Body)
		answered <- string(raw)
	}()
	<-begun
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	if _, err := io.ReadAll(stream.Body); err != nil { // ends, and is not cut
		t.Errorf("the stream ends with %v", err)
	}
	close(more)
	if got := <-answered; got != "done\n" {
		t.Errorf("the request that was begun got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
	if _, err := http.Get(base + "/v1/hello"); err == nil {
		t.Error("it still answers")
	}
}

func TestWhoAsksTooOftenIsToldWhenToComeBack(t *testing.T) {
	s, _, _ := running(t, Options{RateLimit: 5, Whose: func(_ context.Context, token operator.Secret) string {
		if strings.HasPrefix(string(token), "one") {
			return "P1"
		}
		return ""
	}})
	ask := func(token string) *http.Response {
		req, _ := http.NewRequest(http.MethodGet, "http://"+s.Addr("network")+"/v1/hello", nil)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	codes := map[int]int{}
	for n := range 8 {
		res := ask(fmt.Sprint("one", n%2)) // one person, with two tokens
		raw, _ := io.ReadAll(res.Body)
		res.Body.Close()
		codes[res.StatusCode]++
		if res.StatusCode == http.StatusTooManyRequests && (res.Header.Get("Retry-After") == "" || !strings.Contains(string(raw), "told that it is busy, rate_limited")) {
			t.Errorf("it is refused with %v and %s", res.Header, raw)
		}
	}
	if codes[http.StatusOK] != 5 || codes[http.StatusTooManyRequests] != 3 {
		t.Errorf("one person got %v", codes)
	}
	// Another token is another person, until the address is held.
	codes = map[int]int{}
	for n := range 8 {
		res := ask(fmt.Sprint("other", n))
		res.Body.Close()
		codes[res.StatusCode]++
	}
	if codes[http.StatusOK] == 0 || codes[http.StatusTooManyRequests] == 0 {
		t.Errorf("many tokens of one address got %v", codes)
	}
}

func TestTheSocketIsForTheSameUserAndReplacesOneThatWasLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	for range 2 {
		s, _, stop := running(t, Options{Socket: path})
		if s.Addr("socket") != path {
			t.Errorf("it is at %q", s.Addr("socket"))
		}
		about, err := os.Stat(path)
		if err != nil || about.Mode().Perm() != 0o600 {
			t.Errorf("it is %v, %v", about.Mode(), err)
		}
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
			return net.Dial("unix", path)
		}}}
		res, err := client.Get("http://socket/v1/hello")
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("it gives %v", err)
		}
		res.Body.Close()
		if err := stop(); err != nil {
			t.Error(err)
		}
		// As a process that was killed leaves it.
		l, err := net.Listen("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		l.Close()
	}
}

func TestWithoutTLSOnlyThisMachineIsAnswered(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0", "example.com:80", "192.0.2.1:80"} {
		_, err := Open(Options{Listen: listen, API: echo(), Log: slog.New(slog.DiscardHandler), Now: time.Now})
		if operator.CodeOf(err) != operator.Usage {
			t.Errorf("%s gives %v", listen, err)
		}
	}
	for _, metrics := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80"} {
		o := Options{Listen: "127.0.0.1:0", Metrics: metrics, API: echo(), Log: slog.New(slog.DiscardHandler), Now: time.Now, MetricsHandler: echo()}
		for name, err := range map[string]error{"Check": Check(o), "Open": second(Open(o))} {
			if operator.CodeOf(err) != operator.Usage {
				t.Errorf("%s with metrics at %s gives %v", name, metrics, err)
			}
		}
	}
	if _, err := Open(Options{Listen: "127.0.0.1", Log: slog.New(slog.DiscardHandler), Now: time.Now}); operator.CodeOf(err) != operator.Usage {
		t.Errorf("an address without a port gives %v", err)
	}
}

func TestAnAddressThatIsTakenIsNamedWithItsFlag(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	o := Options{Listen: taken.Addr().String(), API: echo(), Log: slog.New(slog.DiscardHandler), Now: time.Now, MetricsHandler: echo()}
	other := o
	other.Listen, other.Metrics = "127.0.0.1:0", o.Listen
	for flag, o := range map[string]Options{"--listen": o, "--metrics": other} {
		_, err := Open(o)
		if e, ok := errors.AsType[*operator.Error](err); !ok || e.Code != operator.Busy || e.Hint != "choose another port with "+flag {
			t.Errorf("%s gives %v", flag, err)
		}
	}
}

func TestAnAddressThatTheMachineDoesNotHaveMayComeLater(t *testing.T) {
	_, err := listenPlain("192.0.2.1:7171", Options{}) // an address of documentation
	if e, ok := errors.AsType[*operator.Error](err); !ok || e.Code != operator.Busy || e.Details["reason"] != "address_missing" {
		t.Errorf("got %v", err)
	}
}

func second[A, B any](_ A, b B) B { return b }

// keyPair writes a certificate for localhost that is its own authority.
func keyPair(t *testing.T, dir string, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert": {Type: "CERTIFICATE", Bytes: raw}, "key": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAKeyThatEverybodyCanReadIsTold(t *testing.T) {
	for mode, times := range map[os.FileMode]int{0o600: 0, 0o640: 0, 0o644: 1} {
		dir := t.TempDir()
		keyPair(t, dir, 1)
		if err := os.Chmod(filepath.Join(dir, "key"), mode); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		c := &certificate{cert: filepath.Join(dir, "cert"), key: filepath.Join(dir, "key"), now: time.Now, log: slog.New(slog.NewTextHandler(&log, nil))}
		for range 2 {
			if _, err := c.get(nil); err != nil {
				t.Fatal(err)
			}
		}
		if runtime.GOOS == "windows" {
			times = 0
		}
		if n := strings.Count(log.String(), "chmod o-r "); n != times {
			t.Errorf("with mode %o it is told %d times, want %d:\n%s", mode, n, times, &log)
		}
	}
}

func TestACertificateThatIsReplacedIsTakenUpAndABrokenOneIsNot(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	keyPair(t, dir, 1)
	var log strings.Builder
	c := &certificate{
		cert: filepath.Join(dir, "cert"), key: filepath.Join(dir, "key"), now: func() time.Time { return now },
		log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	told := func(what string, times int) {
		t.Helper()
		if n := strings.Count(log.String(), what); n != times {
			t.Errorf("%q is in the log %d times, want %d:\n%s", what, n, times, &log)
		}
	}
	serial := func() string {
		pair, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.SerialNumber.String()
	}
	if got := serial(); got != "1" {
		t.Errorf("the first is %s", got)
	}
	keyPair(t, dir, 2)
	_ = os.Chtimes(c.cert, now.Add(time.Hour), now.Add(time.Hour))
	now = now.Add(time.Minute)
	if got := serial(); got != "2" {
		t.Errorf("after it was replaced it is %s", got)
	}
	if err := os.WriteFile(c.cert, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	for range 3 { // and it is said once
		if got := serial(); got != "2" {
			t.Errorf("after it was broken it is %s", got)
		}
		now = now.Add(time.Minute)
	}
	told("the certificate was read again", 1)
	told("the files of the certificate cannot be used", 1)
	told("expired", 0)
	for range 3 { // once a day
		now = now.Add(13 * time.Hour)
		serial()
	}
	told("the certificate has expired", 2)
	begin := func() error {
		return second(Open(Options{Listen: "127.0.0.1:0", TLSCert: c.cert, TLSKey: c.key, Now: time.Now}))
	}
	if err := begin(); operator.CodeOf(err) != operator.Config {
		t.Errorf("to begin with a broken one gives %v", err)
	}
	if err := os.Remove(c.cert); err != nil {
		t.Fatal(err)
	}
	serial()
	now = now.Add(time.Minute)
	serial()
	told("the files of the certificate cannot be used", 2)
	if err := begin(); operator.CodeOf(err) != operator.NoInput {
		t.Errorf("to begin without one gives %v", err)
	}
	if err := os.Mkdir(c.cert, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := begin(); operator.CodeOf(err) != operator.IO {
		t.Errorf("to begin with one that cannot be read gives %v", err)
	}
	if os.Getuid() > 0 {
		if err := os.Remove(c.cert); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.cert, nil, 0); err != nil {
			t.Fatal(err)
		}
		if err := begin(); operator.CodeOf(err) != operator.Denied {
			t.Errorf("to begin with one that may not be read gives %v", err)
		}
	}
}

func TestTLSIsSpoken(t *testing.T) {
	dir := t.TempDir()
	keyPair(t, dir, 1)
	o := Options{TLSCert: filepath.Join(dir, "cert"), TLSKey: filepath.Join(dir, "key"), Metrics: "0.0.0.0:0", MetricsHandler: NewMetrics("1.2.3").Handler()}
	s, _, stop := running(t, o)
	raw, err := os.ReadFile(filepath.Join(dir, "cert"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(raw)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "localhost"}}}
	_, port, _ := net.SplitHostPort(s.Addr("metrics"))
	for _, url := range []string{s.URL("network") + "/v1/hello", "https://127.0.0.1:" + port + "/metrics"} {
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK || res.TLS == nil || res.TLS.Version < tls.VersionTLS12 {
			t.Errorf("%s gives %d and speaks %+v", url, res.StatusCode, res.TLS)
		}
	}
	if got := s.URL("metrics"); !strings.HasPrefix(got, "https://") {
		t.Errorf("the metrics are at %s", got)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	o.Metrics = "127.0.0.1:0" // on this machine they are plain, whatever strangers have
	s, _, _ = running(t, o)
	if status, _ := get(t, s.URL("metrics")+"/metrics"); status != http.StatusOK {
		t.Errorf("the metrics on this machine give %d", status)
	}
}

// far is a listener whose connections say that they come from an address.
type far struct {
	net.Listener
	from net.IP
}

type farConn struct {
	net.Conn
	from net.IP
}

func (l far) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return farConn{c, l.from}, err
}

func (c farConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: c.from, Port: 4711} }

func TestOneAddressDoesNotTakeAllConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	crowd := limited(far{l, net.IPv4(192, 0, 2, 1)}, 16, nil)
	defer crowd.Close()
	accepted := make(chan net.Conn, 16)
	go func() {
		for {
			c, err := crowd.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	dial()
	first := <-accepted
	dial()
	<-accepted
	if _, err := dial().Read(make([]byte, 1)); err == nil { // an eighth of 16 are there
		t.Error("a third connection is let in")
	}
	first.Close()
	dial()
	<-accepted
}
