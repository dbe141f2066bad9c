//go:build unix

package backend

import (
	"context"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// become replaces this process, so that signals and the exit status are the other's.
func become(_ context.Context, program string, args []string, _ Streams) error {
	err := syscall.Exec(program, append([]string{program}, args...), os.Environ())
	return operator.Wrap(operator.Unavailable, err, "cannot start %s", program).Reason("no_server")
}
