package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// embedded is the service over the store on this machine.
type embedded struct {
	*app.App
	config config.Config
}

var _ operator.Service = (*embedded)(nil)

// checkLimit is how long a check may take. Damaged pages can lead it in circles.
const checkLimit = 10 * time.Minute

// checkInside is set for the process that does the checking.
const checkInside = "OPERATOR_CHECK_INSIDE"

// Check looks for damage in a process of its own: what follows damaged pages can
// crash in ways that no program survives, and can go on for ever.
func (e *embedded) Check(ctx context.Context, req operator.CheckRequest) (operator.CheckReport, error) {
	if os.Getenv(checkInside) != "" {
		return e.App.Check(ctx, req)
	}
	program, err := os.Executable()
	if err != nil {
		// Linux knows it by /proc, which a small container may be without. Then a
		// crash ends this process, and is all that is said of the damage.
		return e.App.Check(ctx, req)
	}
	ctx, stop := context.WithTimeout(ctx, checkLimit)
	defer stop()
	cmd := exec.CommandContext(ctx, program, e.checkArgs(ctx, req)...)
	cmd.Env = append(os.Environ(), checkInside+"=1")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	return checked(ctx, cmd.Run(), out.Bytes(), said.Bytes())
}

func (e *embedded) checkArgs(ctx context.Context, req operator.CheckRequest) []string {
	args := []string{"check", "--store", e.config.Store, "--output", "json", "--quiet", "--timeout", e.config.Timeout.String()}
	if as := operator.CallFrom(ctx).Actor; as != "" {
		args = append(args, "--as", string(as))
	}
	if req.ReadData {
		args = append(args, "--read-data")
	}
	return args
}

// checked makes of what the other process left its report or its error.
func checked(ctx context.Context, failed error, out, said []byte) (operator.CheckReport, error) {
	var report operator.CheckReport
	if err := json.Unmarshal(out, &report); err == nil && report.Findings != nil {
		return report, nil // findings make it end with a status of its own
	}
	if failed == nil {
		return report, operator.Errorf(operator.Internal, "the check ended without a report")
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return report, operator.Errorf(operator.IO, "the check came to no end: the store is damaged").
			WithHint(restore).Reason("check_stuck")
	}
	if stopped(failed) {
		// A signal from the terminal goes to both processes, in no order.
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
		if ctx.Err() == nil {
			return report, operator.Wrap(operator.Busy, failed, "the check was stopped").
				WithHint("start it again: operator check").Reason("check_stopped")
		}
	}
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	var told struct{ Error *operator.Error }
	if exit, ok := errors.AsType[*exec.ExitError](failed); ok && exit.Exited() && json.Unmarshal(lastLine(said), &told) == nil && told.Error != nil {
		if strings.HasPrefix(told.Error.Hint, "operator check") {
			return report, told.Error.WithHint(restore) // the check has been done
		}
		return report, told.Error
	}
	return report, operator.Wrap(operator.IO, failed, "the check crashed: the store is damaged").
		WithHint(restore).Reason("check_crashed")
}

// restore is the hint where nothing else helps.
const restore = "make a store of your last backup: operator restore FILE --store DIR"

// stopped says that somebody ended the process, and not what it did: with a
// signal that it answers, or as the system does when memory runs out.
func stopped(failed error) bool {
	exit, ok := errors.AsType[*exec.ExitError](failed)
	if !ok {
		return false
	}
	how, ok := exit.Sys().(syscall.WaitStatus)
	return exit.ExitCode() > 128 || ok && how.Signaled() && how.Signal() == syscall.SIGKILL
}

func lastLine(text []byte) []byte {
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return lines[len(lines)-1]
}
