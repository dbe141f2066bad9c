package server

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestOnlyATrustedProxyIsBelievedForWhomItAsks(t *testing.T) {
	trusted := proxies{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48")}
	for _, row := range []struct {
		what, peer string
		said       []string
		want       string
	}{
		{"nobody said anything", "127.0.0.1:1", nil, "127.0.0.1"},
		{"one proxy", "127.0.0.1:1", []string{"192.0.2.7"}, "192.0.2.7"},
		{"a stranger says they ask for another", "192.0.2.9:1", []string{"192.0.2.7"}, "192.0.2.9"},
		{"a stranger says they are a proxy", "192.0.2.9:1", []string{"10.0.0.1"}, "192.0.2.9"},
		{"the client made up the left", "127.0.0.1:1", []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		{"two proxies", "127.0.0.1:1", []string{"198.51.100.1, 192.0.2.7, 10.1.2.3"}, "192.0.2.7"},
		{"a header for each proxy", "127.0.0.1:1", []string{"198.51.100.1, 192.0.2.7", "10.1.2.3"}, "192.0.2.7"},
		{"a proxy asks for itself", "127.0.0.1:1", []string{"10.1.2.4, 10.1.2.3"}, "10.1.2.4"},
		{"what is no address hides what is behind it", "127.0.0.1:1", []string{"192.0.2.7, unknown, 10.1.2.3"}, "10.1.2.3"},
		{"nothing but what is no address", "127.0.0.1:1", []string{"<script>"}, "127.0.0.1"},
		{"with a port", "127.0.0.1:1", []string{"192.0.2.7:4711"}, "192.0.2.7"},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:1", []string{"::ffff:192.0.2.7"}, "192.0.2.7"},
		{"a network of IPv6", "[2001:db8:1::5]:1", []string{"[2001:db8:9:9:1::1]:443"}, "2001:db8:9:9::"},
		{"a socket in the file system", "@", []string{"192.0.2.7"}, "local"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = row.peer
		r.Header[forwardedFor] = row.said
		if got := trusted.addressOf(r); got != row.want {
			t.Errorf("%s: %q, want %q", row.what, got, row.want)
		}
	}
}

// through asks a server as a proxy does that asks for somebody.
func through(t *testing.T, s *Server, client string) int {
	t.Helper()
	req, _ := http.NewRequest(http.MethodGet, "http://"+s.Addr("network")+"/v1/hello", nil)
	req.Header.Set(forwardedFor, client)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func TestWhoAsksThroughATrustedProxyIsCountedAlone(t *testing.T) {
	s, written, _ := running(t, Options{RateLimit: 2, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	for n, want := range []int{200, 200, 200, 200, 429} { // an address may ask twice as often as a person
		if got := through(t, s, "192.0.2.1"); got != want {
			t.Errorf("request %d of one gets %d, want %d", n+1, got, want)
		}
	}
	if got := through(t, s, "192.0.2.2"); got != http.StatusOK {
		t.Errorf("another gets %d", got)
	}
	if said := written.String(); !strings.Contains(said, `"remote":"192.0.2.1"`) || strings.Contains(said, "WARN") {
		t.Errorf("the log is\n%s", said)
	}
}

func TestWithoutATrustedProxyNobodyEscapesByTheirHeader(t *testing.T) {
	s, written, _ := running(t, Options{RateLimit: 2})
	for n, want := range []int{200, 200, 200, 200, 429} {
		if got := through(t, s, "192.0.2."+string(rune('1'+n))); got != want {
			t.Errorf("request %d gets %d, want %d", n+1, got, want)
		}
	}
	if said := written.String(); strings.Count(said, "--trusted-proxy") != 1 || strings.Contains(said, "192.0.2") {
		t.Errorf("it is not said once that a proxy may be meant:\n%s", said)
	}
}

func TestATrustedProxyHasAsManyConnectionsAsThereAre(t *testing.T) {
	l := limited(nil, 16, proxies{netip.MustParsePrefix("192.0.2.0/24")}).(*limitedListener)
	for ip, want := range map[string]string{"192.0.2.1": "", "127.0.0.1": "", "198.51.100.1": "198.51.100.1"} {
		if got := l.farAddress(farConn{from: net.ParseIP(ip)}); got != want {
			t.Errorf("%s is counted as %q, want %q", ip, got, want)
		}
	}
}
