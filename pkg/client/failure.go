package client

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// final is the error for what will not change by asking again, and nil for the rest.
func (c *Client) final(err error) error {
	var name *net.DNSError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case certificate(err) != "":
		return operator.Errorf(operator.Unavailable, "%s is not who it says: %s", c.base, certificate(err)).
			WithHint("nothing was sent; %s", remedy(err)).Reason("bad_certificate")
	case strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return c.plainAnswer()
	case errors.As(err, &record), errors.As(err, &alert):
		return operator.Wrap(operator.Unavailable, err, "%s does not speak TLS as it should", c.base).
			WithHint("check the address; nothing was sent").Reason("no_tls")
	case errors.As(err, &name) && name.IsNotFound:
		return operator.Errorf(operator.Unavailable, "there is no host %s", name.Name).
			WithHint("check how it is spelled, and whether this machine is on the network that knows it").Reason("no_host")
	}
	return nil
}

// plainAnswer is the error for who answers https in plain http.
func (c *Client) plainAnswer() error {
	plain := "http://" + strings.TrimPrefix(c.base, "https://")
	hint := "nothing was sent; use the address " + plain
	if u, err := url.Parse(plain); err != nil || !loopback(u.Hostname()) {
		hint = "nothing was sent; another port may have https: ask whoever runs it"
	}
	return operator.Errorf(operator.Unavailable, "%s answers in plain http, and not in https", c.base).
		WithHint("%s", hint).Reason("no_tls")
}

// below makes clear that an address goes on behind an instance, which has nothing there.
func (c *Client) below(e *operator.Error) *operator.Error {
	u, err := url.Parse(c.base)
	if err != nil || u.Path == "" || e.Details["reason"] != "bad_path" {
		return e
	}
	root := u.Scheme + "://" + u.Host
	return operator.Errorf(operator.Unavailable, "%s is an instance, and there is none at its path %s", root, strconv.QuoteToASCII(u.Path)).
		WithHint("use the address without a path: %s", root).Reason("bad_path")
}

// certificate says what is wrong with a certificate, and nothing where that is not
// what failed.
func certificate(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var other *tls.CertificateVerificationError
	switch {
	case errors.As(err, &host):
		return "its certificate is for " + hosts(host.Certificate)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("its certificate is good from %s to %s, and the clock of this machine says %s",
			day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter), day(time.Now()))
	case errors.As(err, &authority):
		return "its certificate is from an authority that nobody here knows"
	case errors.As(err, &invalid), errors.As(err, &other):
		return "its certificate is not valid"
	}
	return ""
}

// remedy says what whoever runs this program can do about a certificate.
func remedy(err error) string {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "if the clock is right, ask whoever runs it"
	case errors.As(err, &authority):
		return "if the authority is your own, have this machine trust it (on Linux also SSL_CERT_FILE=FILE); else ask whoever runs it"
	}
	return "check the address, or ask whoever runs it"
}

// hosts are those that a certificate is for, as far as people read on.
func hosts(c *x509.Certificate) string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	const most = 3
	switch n := len(names); {
	case n == 0:
		return "no host"
	case n > most:
		names = append(names[:most], "others")
	}
	for i, name := range names {
		names[i] = strings.Trim(strconv.QuoteToASCII(name), `"`)
	}
	return strings.Join(names, ", ")
}

func day(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") }

// stranger refuses an answer that does not come from an instance, or from one that
// speaks another protocol.
func (c *Client) stranger(resp *http.Response) error {
	said := resp.Header.Get(api.HeaderProtocol)
	theirs, err := strconv.Atoi(said)
	switch {
	case said == "" && between(resp.StatusCode):
		return nil
	case said == "" && resp.StatusCode/100 == 3:
		return operator.Errorf(operator.Unavailable, "%s leads on to another address, which is not followed", c.where()).
			WithHint("use the address that it leads to: %s", strconv.QuoteToASCII(resp.Header.Get("Location"))).Reason("redirect")
	case said == "":
		hint := "something else answers there: check the host and the port, and the path where a proxy needs one"
		if resp.StatusCode == http.StatusBadRequest && strings.HasPrefix(c.where(), "http://") { // as servers with TLS answer
			hint = "check the address: perhaps it begins with https://"
		}
		return operator.Errorf(operator.Unavailable, "%s does not answer as an instance of operator does (%d)", c.where(), resp.StatusCode).
			WithHint("%s", hint).Reason("not_an_instance")
	case err != nil, theirs < api.OldestProtocol, theirs > api.Protocol:
		return operator.Errorf(operator.Protocol, "this client, version %q, speaks protocol %d, and the server, version %s, speaks %s",
			c.Version, api.Protocol, strconv.QuoteToASCII(resp.Header.Get(api.HeaderVersion)), strconv.QuoteToASCII(said)).
			WithHint("upgrade the older of them").Reason("protocol_mismatch").With("client", strconv.Itoa(api.Protocol)).With("server", said)
	}
	return nil
}

// between says that an answer may come from something on the way, for a while.
func between(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// readProblem is the error that an answer tells, and whether it is the instance's own.
func readProblem(resp *http.Response) (*operator.Error, bool) {
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, api.MaxRequest)) // half a problem is none
	if e, ok := api.ReadProblem(raw); ok {
		return e, true
	}
	return operator.Errorf(operator.Busy, "the instance is not there just now (%d)", resp.StatusCode).
		WithHint("try again").Reason("unreachable"), false
}
