package term

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Paged calls write, and shows what it wrote to Out in a pager if that is a
// terminal and has fewer lines. Elsewhere, and where there is no pager, it goes
// straight out. Nothing is shown before write has returned, so that whatever it
// used is let go of while a person reads.
//
// The pager is $OPERATOR_PAGER, else $PAGER, else less where there is one. One that
// is empty, or cat, is none. No shell is involved. What cannot be started, or
// fails, is said on Err, and the text is written without it. A reader who has had
// enough is no failure.
func Paged(t *IO, write func() error) error {
	argv, err := pagerCommand(t)
	if err != nil {
		fmt.Fprintf(t.Err, "operator: %s\n", Line(err.Error()))
	}
	if argv == nil {
		return write()
	}
	out, held := t.Out, new(bytes.Buffer)
	t.Out = held
	err = func() error {
		defer func() { t.Out = out }()
		return write()
	}()
	if err == nil && rowsOf(held.String(), t.Width) >= t.Height {
		failed := runPager(t, argv, held.Bytes())
		if failed == nil {
			return nil
		}
		fmt.Fprintf(t.Err, "operator: the pager %s failed: %s\n", Line(argv[0]), Line(failed.Error()))
	}
	if _, e := out.Write(held.Bytes()); err == nil {
		err = OutputError(e)
	}
	return err
}

// pagerCommand is the pager's command line, nil for none.
func pagerCommand(t *IO) ([]string, error) {
	if !t.OutTTY || t.Height <= 0 {
		return nil, nil
	}
	for _, name := range []string{"OPERATOR_PAGER", "PAGER"} {
		command := strings.TrimSpace(t.Env(name))
		switch {
		case command == "" && !t.isSet(name):
			continue
		case command == "" || command == "cat":
			return nil, nil
		}
		argv, err := splitWords(command)
		if err != nil {
			return nil, operator.Wrap(operator.Config, err, "%s is not a command, and is not used", name)
		}
		return argv, nil
	}
	// What moves about on the screen helps nobody who listens, and a dumb terminal
	// cannot do it.
	if t.Accessible() || t.Env("TERM") == "dumb" {
		return nil, nil
	}
	less, err := exec.LookPath("less")
	if err != nil {
		return nil, nil
	}
	return []string{less}, nil
}

// isSet says whether a variable is there, though it may be empty.
func (t *IO) isSet(name string) bool {
	if t.IsSet == nil {
		return t.Env(name) != ""
	}
	return t.IsSet(name)
}

// runPager shows text in a pager and waits until its reader is done.
func runPager(t *IO, argv []string, text []byte) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), behind(t.Out), t.Err
	// As git has it: quit if all fits, keep colours, leave the text on the screen.
	for name, value := range map[string]string{"LESS": "FRX", "LV": "-c"} {
		if !t.isSet(name) {
			cmd.Env = append(cmd.Environ(), name+"="+value)
		}
	}
	// The pager's reader interrupts the pager; we wait for it, or two programs
	// would have the terminal.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && (exit.ExitCode() < 0 || exit.ExitCode() == interrupted) {
		return nil // by a signal: somebody wanted its end
	}
	return err
}

// interrupted is the status of what SIGINT ended, as shells count.
const interrupted = 130

// rowsOf is how many rows of a terminal a text takes, more or less: wide characters
// are counted as two cells.
func rowsOf(text string, width int) int {
	rows := 0
	for line := range strings.Lines(text) {
		cells := utf8.RuneCountInString(line) - 1
		for _, r := range line {
			if r >= 0x1100 {
				cells++
			}
		}
		rows++
		if width > 0 && cells > width {
			rows += (cells - 1) / width
		}
	}
	return rows
}
