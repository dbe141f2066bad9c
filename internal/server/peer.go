//go:build linux || darwin

package server

import (
	"net"
	"os"
)

// isSameUser asks the system who is at the other end: a program of the user that this
// process runs as, or of the system's.
func isSameUser(c *net.UnixConn) bool {
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	same := false
	err = raw.Control(func(fd uintptr) {
		user, err := peerOf(int(fd))
		same = err == nil && (int(user) == os.Geteuid() || user == 0)
	})
	return err == nil && same
}
