package client

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

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
		return operator.Wrap(operator.Unavailable, err, "%s is not who it says: %s", c.base, certificate(err)).
			WithHint("nothing was sent; ask whoever runs it").Reason("bad_certificate")
	case errors.As(err, &record), errors.As(err, &alert), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return operator.Wrap(operator.Unavailable, err, "%s does not speak TLS as it should", c.base).
			WithHint("check the address; nothing was sent").Reason("no_tls")
	case errors.As(err, &name) && name.IsNotFound:
		return operator.Errorf(operator.Unavailable, "there is no host %s", name.Name).
			WithHint("check the address").Reason("no_host")
	}
	return nil
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
		return "its certificate is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired, or is not valid yet"
	case errors.As(err, &authority):
		return "its certificate is from an authority that nobody here knows"
	case errors.As(err, &invalid), errors.As(err, &other):
		return "its certificate is not valid"
	}
	return ""
}

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
		return operator.Errorf(operator.Unavailable, "%s does not answer as an instance of operator does (%d)", c.where(), resp.StatusCode).
			WithHint("check the address").Reason("not_an_instance")
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
