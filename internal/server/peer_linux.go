package server

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// isSameUser asks the system who is at the other end.
func isSameUser(c *net.UnixConn) bool {
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	same := false
	err = raw.Control(func(fd uintptr) {
		who, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
		same = err == nil && (int(who.Uid) == os.Geteuid() || who.Uid == 0)
	})
	return err == nil && same
}
