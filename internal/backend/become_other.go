//go:build !unix

package backend

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// become runs the other program and waits for it.
func become(ctx context.Context, program string, args []string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(ended.ExitCode())
	}
	if err != nil {
		return operator.Wrap(operator.Unavailable, err, "cannot start %s", program).Reason("no_server")
	}
	return nil
}
