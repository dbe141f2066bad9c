package server

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Check refuses, before anything is opened, what Open would never listen on. Without TLS
// only this machine may ask: tokens would cross the network for all to read.
func Check(o Options) error {
	switch {
	case (o.TLSCert == "") != (o.TLSKey == ""):
		return operator.Errorf(operator.Usage, "--tls-cert and --tls-key go together").Reason("half_tls")
	case o.TLSCert == "" && !loopback(o.Listen):
		return operator.Errorf(operator.Usage, "without TLS, %s would give tokens away to whoever listens", o.Listen).
			WithHint("give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that has them").Reason("plain_http")
	case o.TLSCert == "" && o.Metrics != "" && !loopback(o.Metrics):
		return operator.Errorf(operator.Usage, "without TLS, metrics at %s would cross the network for all to read and to change", o.Metrics).
			WithHint("give --tls-cert and --tls-key, or --metrics 127.0.0.1:7172").Reason("plain_http")
	case o.TLSCert != "":
		_, err := (&certificate{cert: o.TLSCert, key: o.TLSKey, now: o.Now}).get(nil)
		return err
	}
	return nil
}

// listenTCP binds the address for strangers.
func listenTCP(o Options) (net.Listener, error) {
	if err := Check(o); err != nil {
		return nil, err
	}
	if o.TLSCert == "" {
		return listenPlain(o.Listen, o)
	}
	return listenTLS(o.Listen, o)
}

// listenMetrics binds the address of metrics: on this machine they are plain, and
// elsewhere they have the certificate of what strangers ask.
func listenMetrics(o Options) (net.Listener, error) {
	if err := Check(o); err != nil {
		return nil, err
	}
	if loopback(o.Metrics) {
		return listenPlain(o.Metrics, o)
	}
	return listenTLS(o.Metrics, o)
}

func listenTLS(address string, o Options) (net.Listener, error) {
	c := &certificate{cert: o.TLSCert, key: o.TLSKey, now: o.Now, log: o.Log}
	if _, err := c.get(nil); err != nil {
		return nil, err
	}
	l, err := listenPlain(address, o)
	if err != nil {
		return nil, err
	}
	return tls.NewListener(l, &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"http/1.1"},
	}), nil
}

// loopback says whether only this machine can reach an address. A name counts only if
// it is localhost, since what others lead to can change.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return true // which listening says better
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func listenPlain(address string, o Options) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return limited(l, o.MostConnections, o.TrustedProxies), nil
	}
	if isBadAddress(err) {
		return nil, operator.Errorf(operator.Usage, "cannot listen on %q: it is no address of this machine with a port", address).
			WithHint("write it like 127.0.0.1:7171").Reason("bad_address")
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		flag := "--listen"
		if address == o.Metrics {
			flag = "--metrics"
		}
		return nil, operator.Errorf(operator.Busy, "cannot listen on %s: another program does", address).
			WithHint("choose another port with %s", flag).Reason("address_in_use")
	}
	if errors.Is(err, syscall.EADDRNOTAVAIL) { // as while a machine starts
		return nil, operator.Errorf(operator.Busy, "cannot listen on %s: this machine does not have the address, or not yet", address).
			WithHint("name one that it has, or 0.0.0.0 for all").Reason("address_missing")
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, operator.Wrap(operator.Denied, err, "cannot listen on %s", address).WithHint("ports below 1024 are for the system").Reason("port_denied")
	}
	return nil, operator.Wrap(operator.Usage, err, "cannot listen on %s", address).Reason("bad_address")
}

func isBadAddress(err error) bool {
	_, bad := errors.AsType[*net.AddrError](err)
	_, unknown := errors.AsType[*net.DNSError](err)
	return bad || unknown
}

// listenSocket binds a socket in the file system for programs of the same user. Whoever
// calls it has the store to itself, so a socket that is there was left behind.
func listenSocket(o Options) (net.Listener, error) {
	path := o.Socket
	if about, err := os.Lstat(path); err == nil && about.Mode().Type() == fs.ModeSocket {
		if err := os.Remove(path); err != nil {
			return nil, operator.Wrap(operator.CannotCreate, err, "cannot replace the socket %s", path).Reason("socket")
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, operator.Wrap(operator.CannotCreate, err, "cannot listen on the socket %s", path).Reason("socket")
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil, operator.Wrap(operator.CannotCreate, err, "cannot keep the socket %s from others", path).Reason("socket")
	}
	return limited(sameUser{l}, o.MostConnections, nil), nil
}

// sameUser lets in programs of the user that this process runs as, and of the system's.
type sameUser struct{ net.Listener }

func (l sameUser) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if socket, ok := c.(*net.UnixConn); ok && isSameUser(socket) {
			return c, nil
		}
		_ = c.Close()
	}
}
