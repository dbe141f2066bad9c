package clitest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/creack/pty"
)

// onPTY is the program onpty: it runs a command on a pseudo terminal of a width,
// types its own standard input and the end of input into it, writes what the
// terminal shows, and ends with the command's status. It types at once, or when the
// terminal shows what TYPE_AFTER says, as somebody does who waits for a question.
func onPTY(args []string) int {
	status, err := runOnPTY(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "onpty:", err)
		return 125
	}
	return status
}

func runOnPTY(args []string) (int, error) {
	if len(args) < 2 {
		return 0, errors.New("usage: onpty WIDTH COMMAND…")
	}
	width, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil {
		return 0, err
	}
	typed, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 0, err
	}
	cmd := exec.Command(args[1], args[2:]...)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: uint16(width)})
	if err != nil {
		return 0, err
	}
	defer terminal.Close()
	asked, err := readUntil(terminal, os.Getenv("TYPE_AFTER"))
	if err != nil {
		return 0, err
	}
	const endOfInput = 4
	if _, err := terminal.Write(append(typed, endOfInput)); err != nil {
		return 0, err
	}
	shown, err := io.ReadAll(terminal)
	if err != nil && !errors.Is(err, syscall.EIO) { // which is how Linux says that the other end is closed
		return 0, err
	}
	if _, err := os.Stdout.Write(bytes.ReplaceAll(append(asked, shown...), []byte("\r\n"), []byte("\n"))); err != nil {
		return 0, err
	}
	err = cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// readUntil reads until something was said.
func readUntil(from io.Reader, said string) ([]byte, error) {
	var all []byte
	one := make([]byte, 1)
	for !bytes.Contains(all, []byte(said)) {
		if _, err := from.Read(one); err != nil {
			return nil, fmt.Errorf("it ended before it said %q: %w\n%s", said, err, all)
		}
		all = append(all, one[0])
	}
	return all, nil
}
