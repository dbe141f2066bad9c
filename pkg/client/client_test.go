package client_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func dial(t *testing.T, o client.Options) *client.Client {
	t.Helper()
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func secret(context.Context) (operator.Secret, error) { return "opt_secret", nil }

// refused checks that an error has a code and a reason, and shows no token.
func refused(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	var e *operator.Error
	if !errors.As(err, &e) || e.Code != code || e.Details["reason"] != reason || strings.Contains(err.Error(), "opt_secret") {
		t.Errorf("%v; want %s, %s", err, code, reason)
	}
}

func TestAnAddressThatWouldShowTheTokenIsRefused(t *testing.T) {
	for address, reason := range map[string]string{
		"http://inbox.acme.example":         "plain_http",
		"http://10.0.0.1:7171":              "plain_http",
		"http://127.0.0.1.acme.example":     "plain_http",
		"https://maya:x@inbox.acme.example": "bad_remote",
		"ftp://inbox.acme.example":          "bad_remote",
		"inbox.acme.example":                "bad_remote",
		"":                                  "bad_remote",
	} {
		_, err := client.New(client.Options{URL: address})
		refused(t, err, operator.Config, reason)
	}
	for _, address := range []string{"http://127.0.0.1:7171", "http://[::1]:7171", "http://localhost", "https://inbox.acme.example/"} {
		if _, err := client.New(client.Options{URL: address}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestACertificateThatIsNotRightIsNeverTriedAgain counts connections, and requests
// that came through.
func TestACertificateThatIsNotRightIsNeverTriedAgain(t *testing.T) {
	for _, row := range []struct {
		name, host string
		ends       time.Duration
		known      bool
		says       string
	}{
		{"expired", "127.0.0.1", -time.Hour, true, `its certificate is good from [-0-9]+ [:0-9]+ to [-0-9]+ [:0-9]+, and the clock of this machine says [-0-9]+ [:0-9]+$`},
		{"wrong host", "localhost", time.Hour, true, `its certificate is for inbox\.acme\.example, 127\.0\.0\.1$`},
		{"unknown authority", "127.0.0.1", time.Hour, false, `its certificate is from an authority that nobody here knows$`},
	} {
		t.Run(row.name, func(t *testing.T) {
			var requests, connections atomic.Int64
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
			certificate, authority := certify(t, row.ends)
			server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
			server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
				if s == http.StateNew {
					connections.Add(1)
				}
			}
			server.Config.ErrorLog = nil
			server.StartTLS()
			defer server.Close()
			_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
			roots := x509.NewCertPool()
			if row.known {
				roots.AddCert(authority)
			}
			c := dial(t, client.Options{
				URL: "https://" + row.host + ":" + port, Token: secret, Wait: 5 * time.Second,
				HTTP: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}},
			})
			_, err := c.AddPerson(t.Context(), operator.AddPersonRequest{Name: "Ann"})
			refused(t, err, operator.Unavailable, "bad_certificate")
			if err == nil || !regexp.MustCompile(row.says).MatchString(err.Error()) {
				t.Errorf("it says %v, want %s", err, row.says)
			}
			if requests.Load() != 0 || connections.Load() != 1 {
				t.Errorf("%d requests, %d connections; want 0, 1", requests.Load(), connections.Load())
			}
		})
	}
}

// certify makes a certificate for 127.0.0.1 that is its own authority.
func certify(t *testing.T, ends time.Duration) (tls.Certificate, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(ends),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"inbox.acme.example"},
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, parsed
}

func TestAnythingButAnInstanceIsRefusedAndRedirectsAreNotFollowed(t *testing.T) {
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for reason, answer := range map[string]http.HandlerFunc{
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		},
		"not_an_instance": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<h1>Welcome</h1>")) },
	} {
		server := httptest.NewServer(answer)
		defer server.Close()
		_, err := dial(t, client.Options{URL: server.URL, Token: secret, Wait: time.Second}).Whoami(t.Context(), operator.WhoamiRequest{})
		refused(t, err, operator.Unavailable, reason)
	}
	if elsewhere.Load() != 0 {
		t.Error("a redirect was followed")
	}
	_, err := dial(t, client.Options{URL: "https://no-such-host.invalid", Wait: time.Second}).Whoami(t.Context(), operator.WhoamiRequest{})
	if code := operator.CodeOf(err); code != operator.Unavailable && code != operator.Busy { // a network without names cannot tell
		t.Error(err)
	}
}

func TestHTTPWhereTLSIsSpokenIsToldApart(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	_, err := dial(t, client.Options{URL: "http" + strings.TrimPrefix(server.URL, "https"), Wait: time.Second}).Whoami(t.Context(), operator.WhoamiRequest{})
	refused(t, err, operator.Unavailable, "not_an_instance")
	if e, ok := errors.AsType[*operator.Error](err); !ok || !strings.Contains(e.Hint, "https://") {
		t.Errorf("the hint does not name https: %v", err)
	}
}

func TestWhatNobodyAnswersIsBusy(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	for reason, o := range map[string]client.Options{
		"unreachable":           {URL: "http://" + address, Wait: 60 * time.Millisecond},
		client.ReasonServerGone: {Socket: filepath.Join(t.TempDir(), "none.sock"), Wait: time.Hour}, // and is not waited for
	} {
		_, err := dial(t, o).AddPerson(t.Context(), operator.AddPersonRequest{Name: "Ann"})
		refused(t, err, operator.Busy, reason)
		if want := o.URL + " cannot be reached: the connection was refused"; reason == "unreachable" && runtime.GOOS != "windows" && err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

// TestAServerThatSaysNothingIsGivenUp has a server that never answers.
func TestAServerThatSaysNothingIsGivenUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server looks for the end of the connection only then
		<-r.Context().Done()
	}))
	defer server.Close()
	c := dial(t, client.Options{URL: server.URL, Silence: 20 * time.Millisecond})
	_, err := c.ShowWorkspace(t.Context(), operator.WorkspaceRequest{})
	refused(t, err, operator.Busy, "unreachable")
	_, err = c.AddPerson(operator.WithCall(t.Context(), operator.Call{Key: "k 1"}), operator.AddPersonRequest{Name: "Ann"})
	refused(t, err, operator.Unknown, "unknown_outcome")
}

// scripted answers one request after the other, and remembers them.
func scripted(t *testing.T, answers ...func(http.ResponseWriter)) (*httptest.Server, *[]http.Header) {
	var seen []http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Clone())
		w.Header().Set(api.HeaderProtocol, "1")
		answers[min(len(seen), len(answers))-1](w)
	}))
	t.Cleanup(server.Close)
	return server, &seen
}

func problem(e *operator.Error) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", api.TypeProblem)
		w.WriteHeader(api.StatusOf(e))
		_ = json.NewEncoder(w).Encode(api.ProblemOf(e))
	}
}

func status(code int, header, value string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set(header, value)
		w.WriteHeader(code)
	}
}

func done(w http.ResponseWriter) {
	_, _ = w.Write([]byte(`{"ref":"P7","name":"Ann","new_field":{"of":"tomorrow"}}`))
}

func TestAKeyIsMadeUpAndStaysTheSame(t *testing.T) {
	busy := operator.Errorf(operator.Busy, "the store is locked")
	server, seen := scripted(t, problem(busy), problem(operator.Errorf(operator.Unknown, "the disk failed")), status(502, "X", "y"), status(429, "Retry-After", "0"), done)
	c := dial(t, client.Options{URL: server.URL, Token: secret, Wait: 10 * time.Second, Version: "1.2.3"})
	p, err := c.AddPerson(t.Context(), operator.AddPersonRequest{Name: "Ann"})
	if err != nil || p.Name != "Ann" || len(*seen) != 5 {
		t.Fatalf("%+v, %v after %d requests", p, err, len(*seen))
	}
	for _, h := range *seen {
		if key := h.Get(api.HeaderKey); key == "" || key != (*seen)[0].Get(api.HeaderKey) || h.Get("Authorization") != "Bearer opt_secret" || h.Get(api.HeaderProtocol) != "1" || h.Get(api.HeaderVersion) != "1.2.3" {
			t.Errorf("headers %v", h)
		}
	}
}

// TestAChangeTellsWhatItWaitsFor has an import in its way twice.
func TestAChangeTellsWhatItWaitsFor(t *testing.T) {
	writing := func(what string) *operator.Error {
		return operator.Errorf(operator.Busy, "%s", what).Reason("lock_timeout").With(operator.Writing, what)
	}
	inTheWay := func(what string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			problem(writing(what))(w)
		}
	}
	for wait, want := range map[time.Duration]string{10 * time.Second: "3", 1500 * time.Millisecond: "2", time.Minute: "3"} {
		server, seen := scripted(t, inTheWay("an import has been writing for 3 s"), inTheWay("an import has been writing for 6 s"), done)
		var told []string
		ctx := operator.WithWaiting(t.Context(), func(what string) { told = append(told, what) })
		if _, err := dial(t, client.Options{URL: server.URL, Wait: wait}).AddPerson(ctx, operator.AddPersonRequest{Name: "Ann"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"an import has been writing for 3 s", "an import has been writing for 6 s"}, told); diff != "" {
			t.Error(diff)
		}
		if got := (*seen)[0].Get(api.HeaderWait); got != want {
			t.Errorf("with %s to wait, the server is to have it wait %q s, want %s", wait, got, want)
		}
	}
	server, seen := scripted(t, inTheWay("an import has been writing for 3 s"))
	_, err := dial(t, client.Options{URL: server.URL}).AddPerson(t.Context(), operator.AddPersonRequest{Name: "Ann"})
	if refused(t, err, operator.Busy, "lock_timeout"); len(*seen) != 1 || (*seen)[0].Get(api.HeaderWait) != "" {
		t.Errorf("who tries once has tried %d times, with %v", len(*seen), (*seen)[0])
	}
}

func TestADecisionIsNotAskedForAgain(t *testing.T) {
	for _, code := range operator.Codes() {
		if code == operator.Busy || code == operator.Unknown {
			continue
		}
		want := operator.Errorf(code, "no").WithHint("so").Reason("word")
		server, seen := scripted(t, problem(want))
		_, err := dial(t, client.Options{URL: server.URL, Wait: time.Second}).AddPerson(t.Context(), operator.AddPersonRequest{Name: "Ann"})
		refused(t, err, code, "word")
		if len(*seen) != 1 {
			t.Errorf("%s was asked for %d times", code, len(*seen))
		}
	}
}

// TestWhatFailsAfterATryOfUnknownOutcomeIsNotItsOutcome has the first try end without an
// answer, or with one that does not know, and the second with every error there is.
func TestWhatFailsAfterATryOfUnknownOutcomeIsNotItsOutcome(t *testing.T) {
	for what, first := range map[string]func(http.ResponseWriter){
		"cut":     func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"unknown": problem(operator.Errorf(operator.Unknown, "the disk failed").Reason("unknown_outcome")),
	} {
		for _, code := range operator.Codes() {
			then := problem(operator.Errorf(code, "no").Reason("word"))
			server, _ := scripted(t, first, then)
			c := dial(t, client.Options{URL: server.URL, Wait: 200 * time.Millisecond})
			_, err := c.AddPerson(operator.WithCall(t.Context(), operator.Call{Key: "k1"}), operator.AddPersonRequest{Name: "Ann"})
			switch code {
			case operator.Usage, operator.Invalid, operator.NotFound, operator.Conflict, operator.Finding, operator.Partial:
				refused(t, err, code, "word")
				continue
			}
			var e *operator.Error
			if !errors.As(err, &e) || e.Code != operator.Unknown || e.Details["key"] != "k1" || !strings.Contains(e.Hint, "k1") {
				t.Errorf("%s, then %s: %v", what, code, err)
			}
		}
	}
}

// TestAStrangerAfterATryOfUnknownOutcomeDecidesNothing has a login page of a network, or
// another address, answer where the instance was.
func TestAStrangerAfterATryOfUnknownOutcomeDecidesNothing(t *testing.T) {
	server, _ := scripted(t, problem(operator.Errorf(operator.Unknown, "the disk failed")), func(w http.ResponseWriter) {
		w.Header().Del(api.HeaderProtocol)
		_, _ = w.Write([]byte("<h1>Sign in</h1>"))
	})
	c := dial(t, client.Options{URL: server.URL, Wait: time.Second})
	_, err := c.AddPerson(operator.WithCall(t.Context(), operator.Call{Key: "k1"}), operator.AddPersonRequest{Name: "Ann"})
	if operator.CodeOf(err) != operator.Unknown {
		t.Errorf("got %v", err)
	}
	// A question that changes nothing is told what the server says.
	server, _ = scripted(t, problem(operator.Errorf(operator.Unknown, "the disk failed")), problem(operator.Errorf(operator.IO, "no").Reason("word")))
	_, err = dial(t, client.Options{URL: server.URL, Wait: time.Second}).ListInbox(t.Context(), operator.ListInboxRequest{})
	refused(t, err, operator.IO, "word")
}

func TestAServerThatAsksForTooLongAWaitIsGivenUpAtOnce(t *testing.T) {
	server, seen := scripted(t, func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", "3600")
		problem(operator.Errorf(operator.Busy, "too many requests").Reason("too_many"))(w)
	})
	_, err := dial(t, client.Options{URL: server.URL, Wait: 5 * time.Second}).ListInbox(t.Context(), operator.ListInboxRequest{})
	refused(t, err, operator.Busy, "too_many")
	if len(*seen) != 1 {
		t.Errorf("it was asked %d times", len(*seen))
	}
}

func TestAServerOfAnotherProtocolIsNamed(t *testing.T) {
	server, _ := scripted(t, func(w http.ResponseWriter) {
		w.Header().Set(api.HeaderProtocol, "7")
		w.Header().Set(api.HeaderVersion, "9.9.9")
		done(w)
	})
	_, err := dial(t, client.Options{URL: server.URL, Version: "1.2.3"}).Whoami(t.Context(), operator.WhoamiRequest{})
	refused(t, err, operator.Protocol, "protocol_mismatch")
	if text := err.Error(); !strings.Contains(text, "1.2.3") || !strings.Contains(text, "9.9.9") {
		t.Error(text)
	}
}

// TestAWrongAddressSaysWhatIsWrongAndTheRightOne has addresses that are nearly those of an
// instance.
func TestAWrongAddressSaysWhatIsWrongAndTheRightOne(t *testing.T) {
	instance, _ := scripted(t, problem(operator.Errorf(operator.NotFound, "there is nothing at this path").Reason("bad_path")))
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	for address, want := range map[string][2]string{
		instance.URL + "/inbox/":                            {instance.URL + ` is an instance, and there is none at its path "/inbox"`, "use the address without a path: " + instance.URL},
		strings.Replace(instance.URL, "http:", "https:", 1): {"answers in plain http, and not in https", "nothing was sent; use the address " + instance.URL},
		web.URL: {web.URL + " does not answer as an instance of operator does (404)", "something else answers there: check the host and the port, and the path where a proxy needs one"},
	} {
		_, err := dial(t, client.Options{URL: address, Wait: time.Second}).Whoami(t.Context(), operator.WhoamiRequest{})
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.Unavailable || !strings.HasSuffix(e.Message, want[0]) || e.Hint != want[1] {
			t.Errorf("%s: %#v", address, err)
		}
	}
}

// TestALongQuestionIsPosted has a read that is too long for an address.
func TestALongQuestionIsPosted(t *testing.T) {
	var method string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method = r.Method
		w.Header().Set(api.HeaderProtocol, "1")
		_, _ = w.Write([]byte(`{"heads":500}`))
	}))
	defer server.Close()
	heads := make([]string, 500)
	for i := range heads {
		heads[i] = strings.Repeat("a", 64)
	}
	report, err := dial(t, client.Options{URL: server.URL}).VerifyAudit(t.Context(), operator.VerifyAuditRequest{ExpectHeads: heads})
	if err != nil || report.Heads != 500 || method != http.MethodPost {
		t.Errorf("%+v, %v by %s", report, err, method)
	}
}
