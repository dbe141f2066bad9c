//go:build unix

package process

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

// TestWhoWaitsHearsOfSignalsAtOnce would end with the signal if nobody heard of it.
func TestWhoWaitsHearsOfSignalsAtOnce(t *testing.T) {
	waiting, cancel := context.WithCancel(Begin())
	defer cancel()
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-waiting.Done()
	if signal, ok := errors.AsType[cli.Signal](context.Cause(waiting)); !ok || signal.Signal != syscall.SIGTERM {
		t.Errorf("it ended because of %v", context.Cause(waiting))
	}
}
