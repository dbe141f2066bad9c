package main

import (
	"context"
	"os"
	"os/exec"
)

// raced are the packages in which goroutines share something.
var raced = []string{
	"./internal/store/...", "./internal/blob/...", "./internal/app/...", "./internal/server", "./internal/event/...", "./pkg/client",
}

// oneByOne are the tests of them in which nobody meets anybody: the other way of opening a
// store, transactions that run twice, and models, which would only take their time.
const oneByOne = "TestApp/(each|.*-replayed)|PlainModel|PlainMaps|LeavesNothingOut|InACrowd"

// race runs tests with Go's race detector, for which everything is compiled anew: on a
// fresh machine that takes as long as a third of all else that is tried before a push.
func race(ctx context.Context, args []string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-race", "-short", "-skip", oneByOne}, append(args, raced...)...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
