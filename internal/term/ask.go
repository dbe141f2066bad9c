package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ErrNoTerminal says that a person is needed and none is there to ask.
var ErrNoTerminal = errors.New("there is no terminal")

// CanAsk says whether a person can be asked: what they type comes from a
// terminal, and they see the question.
func (t *IO) CanAsk() bool { return t.InTTY && t.ErrTTY }

// Confirm asks a question that is answered with y or n, and returns whether the
// answer was yes. Anything else, the end of input too, is no. Without a terminal
// it asks nothing and fails with operator.Usage, which says what would have been asked,
// reason "needs_tty", cause ErrNoTerminal. It returns early when ctx ends.
func Confirm(ctx context.Context, t *IO, question string) (bool, error) {
	if !t.CanAsk() {
		return false, needsTerminal("%q must be confirmed", question).WithHint("add --yes to answer yes beforehand")
	}
	choices := "[y/N]"
	if t.Accessible() {
		choices = "Type yes or no, then Enter. Without an answer it is no:"
	}
	if _, err := fmt.Fprintf(t.Err, "%s %s ", Line(question), choices); err != nil {
		return false, operator.Wrap(operator.IO, err, "the question could not be asked").Reason("prompt_failed")
	}
	answer, err := readLine(ctx, t.In)
	if err != nil {
		return false, err
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}

func needsTerminal(format string, args ...any) *operator.Error {
	return operator.Wrap(operator.Usage, ErrNoTerminal, format, args...).Reason("needs_tty")
}

// readLine reads one line and not a byte beyond, so that the next question finds
// its answer. The end of input ends the line. A read from a terminal cannot be
// stopped, so when ctx ends it is left behind; the process is about to go too.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	got := make(chan result, 1)
	go func() {
		line, err := bytesOfLine(in)
		got <- result{line, err}
	}()
	select {
	case r := <-got:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func bytesOfLine(in io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for {
		n, err := in.Read(one)
		if n == 1 && one[0] == '\n' {
			return string(line), nil
		}
		line = append(line, one[:n]...)
		if errors.Is(err, io.EOF) {
			return string(line), nil
		}
		if err != nil {
			return "", operator.Wrap(operator.IO, err, "the answer could not be read").Reason("prompt_failed")
		}
	}
}
