//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"
)

// keepOnBrokenPipe makes a write to a reader that has gone fail with EPIPE. Go
// would end the process with SIGPIPE, without a chance to let go of anything.
// The signal is caught and not ignored, because children would inherit that.
func keepOnBrokenPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
