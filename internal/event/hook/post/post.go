// Package post sends what webhooks are told over HTTP. It looks at the address that it
// is about to connect to, so that no name leads it into a private network.
package post

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Limits of a delivery.
const (
	// limit is how long it may take, from the name that is looked up to the end of the
	// answer.
	limit = 15 * time.Second
	// mostRead is how many bytes of an answer are read. They are thrown away: reading
	// them lets the connection be used again.
	mostRead = 64 << 10
	// readFor is how long they are read: what was answered is known before them.
	readFor    = time.Second
	mostHeader = 16 << 10
	idleFor    = 30 * time.Second
)

// Options say how it is sent.
type Options struct {
	Version  string        // of the program
	Resolver *net.Resolver // nil is that of the system
	Limit    time.Duration // 15 s if 0
	// Roots is whom certificates are believed from; nil is whom the system believes.
	Roots *x509.CertPool
}

// Sender sends over HTTP.
type Sender struct {
	public, any *http.Client
	agent       string
	limit       time.Duration
}

var _ hook.Sender = (*Sender)(nil)

// New makes a sender.
func New(o Options) *Sender {
	s := &Sender{public: client(o, onlyPublic), any: client(o, nil), agent: "operator/" + o.Version, limit: o.Limit}
	if s.limit == 0 {
		s.limit = limit
	}
	return s
}

// client connects where control lets it. It asks no proxy, which would connect
// wherever it is told to, and follows no redirect.
func client(o Options, control func(network, address string, _ syscall.RawConn) error) *http.Client {
	dialer := &net.Dialer{Control: control, Resolver: o.Resolver}
	t := &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxResponseHeaderBytes: mostHeader, IdleConnTimeout: idleFor, MaxIdleConnsPerHost: 8,
		TLSClientConfig: &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
	}
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// onlyPublic refuses to connect to what is not of the public internet. It is asked with
// the address itself, after the name was looked up.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !hook.Public(at.Addr()) {
		return operator.Errorf(operator.Denied, "the address leads into a private network").
			WithHint("if it is meant to: operator webhook add URL --allow-private").Reason("private_network")
	}
	return nil
}

// Send sends a message, and reads away what comes back.
func (s *Sender) Send(ctx context.Context, m hook.Message) (hook.Answer, error) {
	ctx, stop := context.WithTimeoutCause(ctx, s.limit, errSlow)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return hook.Answer{}, operator.Errorf(operator.Invalid, "the address of the webhook cannot be read").Reason("bad_url")
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": s.agent, "Accept": "*/*",
		"webhook-id": m.ID, "webhook-timestamp": strconv.FormatInt(m.At.Unix(), 10), "webhook-signature": m.Signature,
	} {
		req.Header.Set(name, value)
	}
	// A connection that the receiver closed as it was used again is no failure: the message
	// has an id, and may be sent twice. Nothing of this header goes out.
	req.Header["Idempotency-Key"] = []string{}
	client := s.public
	if m.AllowPrivate {
		client = s.any
	}
	res, err := client.Do(req)
	if err != nil {
		return hook.Answer{}, plain(ctx, err)
	}
	defer res.Body.Close()
	defer time.AfterFunc(readFor, stop).Stop()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, mostRead))
	return hook.Answer{Status: res.StatusCode, RetryAfter: retryAfter(res.Header)}, nil
}

var errSlow = errors.New("no answer in time")

// plain is what went wrong, without the address, which can hold a secret.
func plain(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*operator.Error](err); ok {
		return e
	}
	if errors.Is(context.Cause(ctx), errSlow) {
		return operator.Errorf(operator.Unavailable, "the receiver did not answer in time").Reason("slow")
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return operator.Errorf(operator.Unavailable, "the receiver cannot be reached: %s", reason(err)).Reason("unreachable")
}

// reason is what kept it from being reached, in few words: the system's own have
// addresses in them.
func reason(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "its name is not known"
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return "it refuses connections"
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "the connection failed"
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it closed the connection without an answer"
	}
	if strings.Contains(err.Error(), "transport connection broken") { // which net/http has no type for
		return "its answer is not HTTP, or too long to be one"
	}
	return err.Error()
}

// retryAfter is how many seconds a receiver asks to be left alone.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.ParseUint(h.Get("Retry-After"), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
