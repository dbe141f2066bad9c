// Package process is what the programs of this repository have in common before they
// read their arguments: signals, the modes of files, and which version they are.
package process

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

// brief is how long a process runs before it hears of signals, where it waits for nothing:
// to be told of three takes a sixth of a start, and most commands are done before that.
// Until then a signal ends the process as it does any other, with the same status.
const brief = 10 * time.Millisecond

// Begin keeps the files that the process makes private, and gives a context that ends,
// because of a cli.Signal, when the system asks the process to stop. The second time
// the process ends at once.
func Begin() context.Context {
	keepFilesPrivate()
	ctx, cancel := context.WithCancelCause(context.Background())
	hear := sync.OnceFunc(func() { hearSignals(cancel) })
	time.AfterFunc(brief, hear)
	return untilSignal{ctx, hear}
}

// untilSignal is a context that a signal ends. Who waits for its end hears of signals from
// then on.
type untilSignal struct {
	context.Context
	hear func()
}

func (u untilSignal) Done() <-chan struct{} {
	u.hear()
	return u.Context.Done()
}

func hearSignals(cancel context.CancelCauseFunc) {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup does, and a shell for what it runs in the background
			signal.Notify(signals, s)
		}
	}
	go func() {
		stopped := <-signals
		signal.Stop(signals)
		cancel(cli.Signal{Signal: stopped})
	}()
}
