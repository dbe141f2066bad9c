package hook

import (
	"net/netip"
	"slices"
)

// closed are the networks that the public cannot reach, beside those that netip knows:
// what is within the machine or the company, or nowhere.
func closed() []netip.Prefix {
	var all []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

// Public says whether an address is of the public internet, and not of this machine, a
// private network, or a service of the cloud that answers within only. Addresses of
// IPv6 that lead to one of IPv4 are what they lead to.
func Public(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if inner, leads := within(a); leads {
		return Public(inner)
	}
	if !a.IsValid() || a.IsLoopback() || a.IsPrivate() || a.IsUnspecified() || a.IsMulticast() ||
		a.IsLinkLocalUnicast() || a.IsInterfaceLocalMulticast() {
		return false
	}
	return !slices.ContainsFunc(closed(), func(p netip.Prefix) bool { return p.Contains(a) })
}

// within is the address of IPv4 in one of NAT64 (RFC 6052) or 6to4 (RFC 3056).
func within(a netip.Addr) (netip.Addr, bool) {
	b := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return a, false
}
