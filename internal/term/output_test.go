package term_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestMain is also the child of the tests about standard output: a process with
// streams as its parent left them.
func TestMain(m *testing.M) {
	if os.Getenv("TERM_TEST_CHILD") != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child writes until it is refused, and says on standard error what it found.
func child() int {
	t := term.System()
	fmt.Fprintf(t.Err, "may be closed: %v, width %d\n", term.StdoutMayBeClosed(), t.Width)
	line := []byte(strings.Repeat("x", 999) + "\n")
	for range 1000 {
		if _, err := t.Out.Write(line); errors.Is(err, term.ErrPipe) {
			fmt.Fprintln(t.Err, "the reader has gone")
			return 0
		} else if err != nil {
			fmt.Fprintln(t.Err, err)
			return operator.CodeOf(err).Status()
		}
	}
	fmt.Fprintln(t.Err, "all written")
	return 0
}

// run runs a script of sh in which $0 is the child.
func run(t *testing.T, script string) (said string, status int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the redirections are those of Linux")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script, self)
	cmd.Env = append(os.Environ(), "TERM_TEST_CHILD=1")
	var errOut strings.Builder
	cmd.Stderr = &errOut
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return errOut.String(), cmd.ProcessState.ExitCode()
}

func TestAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	said, status := run(t, `"$0" >/dev/full`)
	if status != 74 || !strings.HasSuffix(said, "\nthe output could not be written: no space left on device\n") {
		t.Errorf("status %d: %s", status, said)
	}
}

func TestAReaderThatHasEnoughIsNoFailure(t *testing.T) {
	t.Parallel()
	said, status := run(t, `{ "$0"; echo "status $?" >&2; } | head -c 1`)
	if status != 0 || !strings.HasSuffix(said, "the reader has gone\nstatus 0\n") {
		t.Errorf("status %d: %s", status, said)
	}
}

// What Go does with a closed standard output cannot be told from what some
// parents give on purpose, so it is no error. See StdoutMayBeClosed.
func TestAClosedStandardOutputIsSuspectedOnly(t *testing.T) {
	t.Parallel()
	for redirect, want := range map[string]string{
		">&-":          "may be closed: true, width 0\nall written\n",
		"1<>/dev/null": "may be closed: true, width 0\nall written\n",
		">/dev/null":   "may be closed: false, width 0\nall written\n",
	} {
		said, status := run(t, `"$0" `+redirect)
		if said != want || status != 0 {
			t.Errorf("%s: status %d, said %q, want %q", redirect, status, said, want)
		}
	}
}

type failing struct {
	n   int
	err error
}

func (f *failing) Write(p []byte) (int, error) { f.n++; return 0, f.err }

func TestAFailedOutputStaysFailed(t *testing.T) {
	t.Parallel()
	w := &failing{err: syscall.ENOSPC}
	out := term.NewOutput(w)
	_, first := io.WriteString(out, "a")
	w.err = nil
	_, second := io.WriteString(out, "b")
	if operator.CodeOf(first) != operator.IO || second != first || w.n != 1 {
		t.Errorf("%v, %v after %d writes", first, second, w.n)
	}
	_, err := term.NewOutput(&failing{}).Write([]byte("x"))
	if e, ok := errors.AsType[*operator.Error](err); !ok || e.Details["reason"] != "output_failed" {
		t.Errorf("a short write is %v", err)
	}
}

func TestAChangeThatWasMadeIsSaid(t *testing.T) {
	t.Parallel()
	e, ok := errors.AsType[*operator.Error](term.AfterChange(syscall.ENOSPC, "M12 was sent"))
	if !ok || e.Code != operator.IO || e.Details["changed"] != true ||
		e.Error() != "M12 was sent, but its output failed: the output could not be written: no space left on device" {
		t.Errorf("got %#v", e)
	}
	for in, want := range map[error]error{nil: nil, syscall.EPIPE: term.ErrPipe, term.ErrPipe: term.ErrPipe} {
		if got := term.AfterChange(in, "M12 was sent"); got != want {
			t.Errorf("%v: %v", in, got)
		}
	}
	odd := operator.Errorf(operator.Usage, `no column "x"`)
	if got := term.OutputError(odd); got != error(odd) {
		t.Errorf("what is no failed write became %v", got)
	}
	if got := term.AfterChange(odd, "M12 was sent"); operator.CodeOf(got) != operator.IO || !errors.Is(got, odd) {
		t.Errorf("a result that could not be shown is %v", got)
	}
}
