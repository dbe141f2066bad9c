//go:build unix

package transcript

import (
	"errors"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// syncFolder brings the names in a folder to the disk, where its file system can.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return operator.Wrap(operator.IO, err, "%s could not be opened", dir)
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return operator.Wrap(operator.IO, err, "%s could not be brought to the disk", dir)
	}
	return nil
}
