package term

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	xterm "golang.org/x/term"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AskSecret asks for a line that is not shown while it is typed. Without a terminal it
// asks nothing and fails with operator.Usage, reason "needs_tty", cause ErrNoTerminal.
// It returns early when ctx ends, with the terminal as it was.
func AskSecret(ctx context.Context, t *IO, question string) (string, error) {
	if !t.CanAsk() {
		return "", needsTerminal("there is nobody to ask for it")
	}
	if _, err := fmt.Fprintf(t.Err, "%s ", Line(question)); err != nil {
		return "", operator.Wrap(operator.IO, err, "the question could not be asked").Reason("prompt_failed")
	}
	answer, err := readHidden(ctx, t.In)
	if err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(t.Err); err != nil { // the Enter was not shown either
		return "", operator.Wrap(operator.IO, err, "the question could not be asked").Reason("prompt_failed")
	}
	return strings.TrimSpace(answer), nil
}

// readHidden reads a line from a terminal that does not show it. What is no terminal of
// the system shows nothing anyway.
func readHidden(ctx context.Context, in io.Reader) (string, error) {
	f, ok := in.(*os.File)
	if !ok {
		return readLine(ctx, in)
	}
	fd := int(f.Fd())
	before, err := xterm.GetState(fd)
	if err != nil {
		return "", operator.Wrap(operator.IO, err, "the answer could not be read").Reason("prompt_failed")
	}
	type result struct {
		line []byte
		err  error
	}
	got := make(chan result, 1)
	go func() {
		line, err := xterm.ReadPassword(fd)
		got <- result{line, err}
	}()
	select {
	case r := <-got:
		if r.err != nil {
			return "", operator.Wrap(operator.IO, r.err, "the answer could not be read").Reason("prompt_failed")
		}
		return string(r.line), nil
	case <-ctx.Done():
		if err := xterm.Restore(fd, before); err != nil {
			return "", operator.Wrap(operator.IO, err, "the terminal does not show what is typed; run: stty echo")
		}
		return "", ctx.Err()
	}
}
