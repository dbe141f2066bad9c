// Command operatord is operator with a server in it: what `operator serve` starts. It
// takes the same command line, and is a program of its own because a server costs
// more to start than most commands to run.
package main

import (
	"os"

	"github.com/seed-34ad0ce1/operator/internal/backend/serving"
	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/process"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

func main() {
	ctx, version := process.Begin(), process.Version()
	os.Exit(cli.Serving(ctx, term.System(), os.Args[1:], version, serving.Serve(version.Number)))
}
