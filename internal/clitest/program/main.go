// Command program is the operator of scripts: it is operator but for what happens before
// a command where the script has a keeper ([through]). It is a program of its own, and not
// the test's, because a test links a server, and that costs each of some twenty thousand
// commands as much again as it takes to start.
package main

import (
	"fmt"
	"os"

	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/clitest/through"
	"github.com/seed-34ad0ce1/operator/internal/process"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

func main() {
	args, err := through.Arguments(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "the keeper of the script:", err)
		os.Exit(125)
	}
	ctx := process.Begin()
	os.Exit(cli.Main(ctx, term.System(), args, process.Version()))
}
