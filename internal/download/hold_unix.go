//go:build unix

package download

import (
	"os"
	"syscall"
)

// lock says whether nobody else holds a file, and holds it until it is closed or the
// process ends, however it does.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
