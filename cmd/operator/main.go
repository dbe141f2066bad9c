// Command operator is the inbox of a home builder.
package main

import (
	"os"

	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/process"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

func main() {
	ctx := process.Begin()
	os.Exit(cli.Main(ctx, term.System(), os.Args[1:], process.Version()))
}
