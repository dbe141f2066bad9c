//go:build !unix

package backend

import (
	"context"
	"errors"
	"os/exec"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// become runs the other program and waits for it. How it ended is how this one ends.
func become(ctx context.Context, program string, args []string, s Streams) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	err := cmd.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		for _, code := range operator.Codes() {
			if code.Status() == ended.ExitCode() {
				return operator.Errorf(code, "%s failed", program)
			}
		}
	}
	if err != nil {
		return operator.Wrap(operator.Unavailable, err, "cannot start %s", program).Reason("no_server")
	}
	return nil
}
