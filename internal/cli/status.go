package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Signal is the cause that the context of a command is cancelled with when the
// system asks the process to stop.
type Signal struct{ Signal os.Signal }

var _ error = Signal{}

// Error names the signal as people know it.
func (s Signal) Error() string {
	switch s.Signal {
	case os.Interrupt:
		return "interrupted"
	case syscall.SIGTERM:
		return "terminated"
	case syscall.SIGHUP:
		return "hung up"
	}
	return "stopped by " + s.Signal.String()
}

// status is the exit status of a process that the signal ended: 128 and its
// number, as shells count.
func (s Signal) status() int {
	if n, ok := s.Signal.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 128
}

// finish says what went wrong, and gives the exit status.
func (p *program) finish(ctx context.Context, err error) int {
	err = p.ofWhichProgram(context.WithoutCancel(ctx), p.meaning(err))
	if p.config != nil {
		err = p.config.Advise(err)
	}
	switch {
	case err == nil:
		if p.deps.Verbose && term.StdoutMayBeClosed() {
			p.say("standard output may be closed: if it is, what was printed is lost")
		}
		return 0
	case errors.Is(err, term.ErrPipe):
		// Whoever read the results has had enough, as head does.
		return 0
	}
	// What the outcome is must be said even to those who are in a hurry.
	signal, stopped := errors.AsType[Signal](context.Cause(ctx))
	if stopped && operator.CodeOf(err) != operator.Unknown && causedBy(err, signal) {
		p.say(signal.Error())
		return signal.status()
	}
	render.Error(p.deps.IO, p.deps.Output, err)
	return operator.CodeOf(err).Status()
}

// causedBy says whether err is there because the signal ended the context.
func causedBy(err error, signal Signal) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, signal)
}

func (p *program) say(what string) {
	render.Note(p.deps.IO, render.Output{}, "operator: %s", what)
}

// meaning gives the errors that come without a code theirs.
func (p *program) meaning(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	e, ok := errors.AsType[*operator.Error](err)
	switch {
	case ok && notShown(e) && e.Details["changed"] == nil && p.deps.Changed():
		return term.AfterChange(err, "the change was made")
	case !ok && errors.Is(err, context.DeadlineExceeded):
		return operator.Wrap(operator.Busy, err, "it took too long").WithHint("wait longer with --timeout").Reason("timeout")
	case !ok && !errors.Is(err, term.ErrPipe):
		e = operator.Wrap(operator.Internal, err, "this should not have happened")
		fallthrough
	case ok && e.Code == operator.Internal && e.Hint == "":
		return e.WithHint("%s", p.howToReport())
	}
	return err
}

// notShown says whether a result was there and could not be written.
func notShown(e *operator.Error) bool {
	return e.Details["reason"] == "output_failed" || e.Details["reason"] == render.ReasonFilter
}

// howToReport is the hint on what is our mistake.
func (p *program) howToReport() string {
	return fmt.Sprintf("this is a bug: please report the command, this message and %q at %s (OPERATOR_DEBUG=1 shows where it happened)",
		p.version.line(), home+"/issues")
}
