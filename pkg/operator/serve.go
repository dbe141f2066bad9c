package operator

import (
	"io"
	"net/netip"
)

// ServeRequest has an embedded store answer over the network and on a socket, until
// it is told to stop. It is no request of Service: it is what makes one available.
type ServeRequest struct {
	Listen  string `json:"listen"`             // "127.0.0.1:7171"; a port of 0 is any that is free
	TLSCert string `json:"tls_cert,omitempty"` // a file in PEM; without one only this machine is answered
	TLSKey  string `json:"tls_key,omitempty"`
	Metrics string `json:"metrics,omitempty"` // where metrics are given; nowhere if empty
	// RateLimit is how many requests a minute one person may make; an address may
	// make twice as many. 0 is no limit.
	RateLimit int `json:"rate_limit"`
	// TrustedProxies are the networks of proxies that are believed when they say, in
	// X-Forwarded-For, which address they ask for.
	TrustedProxies []netip.Prefix `json:"trusted_proxies,omitempty"`
	// Log gets a line of JSON for each request.
	Log io.Writer `json:"-"`
	// Ready is told once, when everything answers.
	Ready func(Serving) error `json:"-"`
}

// Serving is what answers, and where.
type Serving struct {
	Store   string  `json:"store"`
	URL     string  `json:"url"`
	Socket  *string `json:"socket"` // for commands of the same user on this machine
	Metrics *string `json:"metrics"`
	Version string  `json:"version"`
	PID     int     `json:"pid"`
}
