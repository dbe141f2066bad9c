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
		who, err := unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
		same = err == nil && (int(who.Uid) == os.Geteuid() || who.Uid == 0)
	})
	return err == nil && same
}
