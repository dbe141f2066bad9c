package server

import (
	"net"
	"sync"

	"github.com/go-chi/httprate"
)

// limited has at most so many connections open at a time; more wait to be accepted. One
// address may have an eighth of them, so that nobody shuts all others out; this machine
// and trusted proxies are no such addresses, since they speak for many.
func limited(l net.Listener, most int, trusted proxies) net.Listener {
	return &limitedListener{
		Listener: l, free: make(chan struct{}, most), closed: make(chan struct{}),
		most: max(most/8, 1), trusted: trusted, open: map[string]int{},
	}
}

type limitedListener struct {
	net.Listener
	free   chan struct{} // has as many in it as there are connections, and one that is waited for
	closed chan struct{}
	once   sync.Once

	trusted proxies

	mu   sync.Mutex
	most int            // of one address
	open map[string]int // by address
}

func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.free <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			<-l.free
			return nil, err
		}
		address := l.farAddress(c)
		if l.enter(address) {
			return &countedConn{Conn: c, leave: func() { l.leave(address) }}, nil
		}
		_ = c.Close()
	}
}

// farAddress is where a connection comes from; empty for those who speak for many.
func (l *limitedListener) farAddress(c net.Conn) string {
	tcp, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() || l.trusted.trust(tcp.AddrPort().Addr()) {
		return ""
	}
	return httprate.CanonicalizeIP(tcp.IP.String())
}

func (l *limitedListener) enter(address string) bool {
	if address == "" {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[address] >= l.most {
		return false
	}
	l.open[address]++
	return true
}

func (l *limitedListener) leave(address string) {
	<-l.free
	if address == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[address]--; l.open[address] == 0 {
		delete(l.open, address)
	}
}

func (l *limitedListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// countedConn makes room for another when it is closed.
type countedConn struct {
	net.Conn
	leave func()
	once  sync.Once
}

func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.leave)
	return err
}
