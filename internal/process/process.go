// Package process is what the programs of this repository have in common before they
// read their arguments: signals, the modes of files, and which version they are.
package process

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

// Begin keeps the files that the process makes private, and gives a context that ends,
// because of a cli.Signal, when the system asks the process to stop. The second time
// the process ends at once.
func Begin() context.Context {
	keepFilesPrivate()
	ctx, cancel := context.WithCancelCause(context.Background())
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
	return ctx
}
