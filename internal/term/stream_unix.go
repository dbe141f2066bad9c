//go:build unix

package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// survivor is a stream that fails with EPIPE when its reader has gone. Go ends a process
// with SIGPIPE, without a chance to let go of anything, that writes to such a reader by the
// descriptors 1 and 2, so this is another one. To catch the signal does the same and takes a
// tenth of a millisecond more; to ignore it would have children ignore it.
func survivor(of *os.File) *os.File {
	fd, err := unix.FcntlInt(of.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return of
	}
	return os.NewFile(uintptr(fd), of.Name())
}
