// Package client is an operator.Service on another machine, or in another process
// on this one: the SDK for programs in Go.
//
// A Client is made once, may be used by many goroutines, and asks again by itself
// where that is safe: where nothing was sent, where a question changes nothing, or
// where a change carries an idempotency key, as every change does (one is made up
// where the operator.Call has none). What cannot be found out is told as
// operator.Unknown, never as success. All errors are *operator.Error with the
// server's own code, words and hint.
package client

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say where the instance is, and how patient to be. One of URL and Socket
// is needed.
type Options struct {
	// URL is the instance's address, as "https://inbox.acme.example". Plain http is
	// for this machine only.
	URL string
	// Socket is the path of the socket that a server of the same user answers on.
	Socket string
	// Token is asked for the token of each request whose operator.Call has none; nil
	// is no token. On the socket none is needed.
	Token func(context.Context) (operator.Secret, error)
	// As is whom the token's person acts for where the operator.Call says nobody.
	As operator.Ref
	// HTTP makes the requests; one of our own if nil. Redirects are never followed.
	HTTP *http.Client
	// Wait is how long to go on trying to reach the instance. 0 tries once.
	Wait time.Duration
	// Silence is how long the instance may say nothing, once it was reached: a minute
	// if 0. What takes long by nature (a check, an export) may say nothing for longer.
	Silence time.Duration
	// Version is of the program that asks; it is told to the instance.
	Version string
}

const silence = time.Minute

// Client asks an instance.
type Client struct {
	Options
	base  string
	asker *http.Client
}

var _ operator.Service = (*Client)(nil)

// New makes a client. It reaches for nothing yet. It fails with operator.Config for
// an address that would give a token away.
func New(o Options) (*Client, error) {
	if o.Silence == 0 {
		o.Silence = silence
	}
	c := &Client{Options: o, base: "http://localhost"}
	if o.Socket == "" {
		base, err := address(o.URL)
		if err != nil {
			return nil, err
		}
		c.base = base
	}
	asker := http.Client{Transport: transport(o)}
	if o.HTTP != nil {
		asker = *o.HTTP
	}
	// A redirect could lead a token anywhere.
	asker.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	asker.Jar = nil
	c.asker = &asker
	return c, nil
}

// Close lets go of connections that wait for the next request.
func (c *Client) Close() error {
	c.asker.CloseIdleConnections()
	return nil
}

func address(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", operator.Errorf(operator.Config, "the address of the instance is not one").
			WithHint("write it like https://inbox.acme.example").Reason("bad_remote")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return "", operator.Errorf(operator.Config, "%s is not on this machine, and plain http would show the token to everyone on the way", u.Host).
			WithHint("use https://%s", u.Host).Reason("plain_http")
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}

// transport makes connections. What it waits for beyond that is the client's matter.
func transport(o Options) http.RoundTripper {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
		IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 16,
	}
	if o.Socket != "" {
		t.Proxy = nil
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", o.Socket)
		}
	}
	return t
}
