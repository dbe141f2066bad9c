package server

import "golang.org/x/sys/unix"

// peerOf is the user at the other end of a socket.
func peerOf(fd int) (uint32, error) {
	who, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return who.Uid, nil
}
