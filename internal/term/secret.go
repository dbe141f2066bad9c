package term

import (
	"context"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

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
	say := func(text string) error {
		if _, err := io.WriteString(t.Err, text); err != nil {
			return operator.Wrap(operator.IO, err, "the question could not be asked").Reason("prompt_failed")
		}
		return nil
	}
	answer, err := readHidden(ctx, t.In, func() error { return say(Line(question) + " ") })
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(answer), say("\n") // the Enter was not shown either
}

// readHidden reads a line from a terminal that does not show it, and asks for it once it
// does not: what is pasted at the sight of the question would be seen before. What is no
// terminal of the system shows nothing anyway.
func readHidden(ctx context.Context, in io.Reader, ask func() error) (string, error) {
	f, ok := in.(*os.File)
	if !ok {
		if err := ask(); err != nil {
			return "", err
		}
		return readLine(ctx, in)
	}
	fd := int(f.Fd())
	before, err := xterm.GetState(fd)
	if err != nil {
		return "", operator.Wrap(operator.IO, err, "the answer could not be read").Reason("prompt_failed")
	}
	r := &hiddenLine{read: make(chan struct{})}
	go func() {
		defer close(r.read)
		r.line, r.err = xterm.ReadPassword(fd)
	}()
	r.waitUntilHidden(fd, before)
	if err = ask(); err == nil {
		select {
		case <-r.read:
			if r.err != nil {
				return "", operator.Wrap(operator.IO, r.err, "the answer could not be read").Reason("prompt_failed")
			}
			return string(r.line), nil
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err := xterm.Restore(fd, before); err != nil {
		return "", operator.Wrap(operator.IO, err, "the terminal does not show what is typed; run: stty echo")
	}
	return "", err
}

// hiddenLine is a line that is read, which is there when read is closed.
type hiddenLine struct {
	read chan struct{}
	line []byte
	err  error
}

// hidesWithin is how long a terminal may take to hide what is typed. One that hid it
// before has nothing to do.
const hidesWithin = 200 * time.Millisecond

// waitUntilHidden waits until the terminal is no more as it was before.
func (r *hiddenLine) waitUntilHidden(fd int, before *xterm.State) {
	for end := time.Now().Add(hidesWithin); time.Now().Before(end); {
		if now, err := xterm.GetState(fd); err != nil || !reflect.DeepEqual(now, before) {
			return
		}
		select {
		case <-r.read:
			return
		case <-time.After(100 * time.Microsecond):
		}
	}
}
