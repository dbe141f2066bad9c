// Command operator is the inbox of a home builder.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

func main() {
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
		signal.Stop(signals) // the second one ends the process at once
		cancel(cli.Signal{Signal: stopped})
	}()
	os.Exit(cli.Main(ctx, term.System(), os.Args[1:], thisProgram()))
}
