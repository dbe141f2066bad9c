package hook_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
)

func TestOnlyTheInternetIsPublic(t *testing.T) {
	t.Parallel()
	const private = `127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255
		192.168.0.1 169.254.169.254 169.254.0.1 100.64.0.1 100.127.255.255 100.100.100.200 192.0.0.192 198.18.0.1
		224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.0.2.1 198.51.100.7 203.0.113.9
		:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 fe80::1 fe80::1%eth0 fc00::1
		fd00:ec2::254 fec0::1 ff02::1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1::
		2002:a9fe:a9fe::1 2001::1 2001:db8::1 100::1 ::ffff:0:7f00:1 ::ffff:0:a9fe:a9fe`
	for text := range strings.FieldsSeq(private) {
		if hook.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s is public", text)
		}
	}
	const public = `1.1.1.1 8.8.8.8 93.184.215.14 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.169.0.1 223.255.255.254
		2606:4700:4700::1111 2a00:1450:4001:80b::200e ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1`
	for text := range strings.FieldsSeq(public) {
		if !hook.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s is private", text)
		}
	}
	if hook.Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}
