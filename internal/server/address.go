package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-chi/httprate"
)

// proxies are the networks of those who are believed when they say for whom they ask.
type proxies []netip.Prefix

const forwardedFor = "X-Forwarded-For"

// addressOf is where a request came from, without the port; of IPv6 the network, since
// one machine has as many addresses as it likes.
func (p proxies) addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "local"
	}
	if peer, err := netip.ParseAddr(host); err == nil && p.trust(peer) {
		host = p.clientOf(r, peer).String()
	}
	return httprate.CanonicalizeIP(host)
}

// unheard says that a request says for whom it is asked, on this machine, where a proxy
// is, and that this is not believed.
func (p proxies) unheard(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && r.Header.Get(forwardedFor) != "" && peer.Addr().Unmap().IsLoopback() && !p.trust(peer.Addr())
}

// clientOf is for whom a trusted peer asks. Each proxy adds at the right whom it heard,
// so what stands to the left of the first that is not trusted may be made up, and so may
// what stands behind something that is no address: then it is the last that was heard.
func (p proxies) clientOf(r *http.Request, peer netip.Addr) netip.Addr {
	heard := peer
	said := strings.Split(strings.Join(r.Header.Values(forwardedFor), ","), ",")
	for i := len(said) - 1; i >= 0 && p.trust(heard); i-- {
		next, ok := forwarded(said[i])
		if !ok {
			break
		}
		heard = next
	}
	return heard
}

// forwarded reads an address as proxies write it: some add the port.
func forwarded(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	address, err := netip.ParseAddr(text)
	if err != nil {
		withPort, bad := netip.ParseAddrPort(text)
		address, err = withPort.Addr(), bad
	}
	return address.WithZone("").Unmap(), err == nil
}

func (p proxies) trust(address netip.Addr) bool {
	address = address.WithZone("").Unmap()
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}
