// Package term is the terminal a command talks to, or what stands in for one:
// its streams, text made safe for it, colour, questions, and the editor.
package term

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"

	xterm "golang.org/x/term"
)

// IO is the streams of a command. Out holds results alone; everything else, such
// as progress, hints and questions, goes to Err.
type IO struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer

	// InTTY, OutTTY and ErrTTY say which streams are a terminal.
	InTTY, OutTTY, ErrTTY bool
	// OutColour and ErrColour say which streams are written in colour. See Colours.
	OutColour, ErrColour bool
	// Width and Height are of the terminal behind Out, in cells. 0 is no limit:
	// nothing is cut in a pipe or a file.
	Width, Height int
	// Env reads the environment.
	Env func(string) string
	// IsSet says whether a variable of the environment is there, empty or not; nil
	// takes an empty one for one that is not there.
	IsSet func(string) bool
}

// System is the terminal of the process. Colour is off until Colours decides.
//
// A reader that went away is an error of the write to Out, ErrPipe, and not the death of
// the process.
func System() *IO {
	t := &IO{
		In: os.Stdin, Out: NewOutput(survivor(os.Stdout)), Err: survivor(os.Stderr), Env: os.Getenv,
		IsSet: func(name string) bool { _, ok := os.LookupEnv(name); return ok },
		InTTY: isTerminal(os.Stdin), OutTTY: isTerminal(os.Stdout), ErrTTY: isTerminal(os.Stderr),
	}
	if t.OutTTY {
		w, h, err := xterm.GetSize(int(os.Stdout.Fd()))
		if err != nil {
			w, h = 0, 0
		}
		t.Width = firstOf(w, t.Env("COLUMNS"), 80)
		t.Height = firstOf(h, t.Env("LINES"), 24)
	}
	return t
}

func isTerminal(f *os.File) bool { return xterm.IsTerminal(int(f.Fd())) }

// firstOf is the first of the three sizes that is one: what the terminal says,
// what the environment says, and a default.
func firstOf(said int, env string, otherwise int) int {
	if said > 0 {
		return said
	}
	if n, err := strconv.Atoi(env); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// Test is no terminal at all, for tests: in is what can be read, and the buffers
// get what is written. Set the fields to make it look like a terminal.
func Test(in string) (t *IO, out, errOut *bytes.Buffer) {
	out, errOut = new(bytes.Buffer), new(bytes.Buffer)
	t = &IO{In: strings.NewReader(in), Out: out, Err: errOut, Env: func(string) string { return "" }}
	return t, out, errOut
}
