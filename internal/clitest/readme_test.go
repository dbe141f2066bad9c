package clitest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
)

// readme is the page whose blocks are real.
const readme = "../../README.md"

// fence begins a block of the README that shows commands with what they print.
const fence = "```console\n"

// TestTheREADMEsTourIsReal runs the commands of the README's console blocks, one
// after the other on a terminal of 80 columns, at one moment of 2026, and wants
// what the page shows, with ~ for the home folder. UPDATE=1 writes the page.
func TestTheREADMEsTourIsReal(t *testing.T) {
	raw, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	var made strings.Builder
	env := tourEnvironment(t)
	commands := 0
	for {
		before, rest, found := strings.Cut(page, fence)
		made.WriteString(before)
		if !found {
			break
		}
		block, after, closed := strings.Cut(rest, "```\n")
		if !closed {
			t.Fatal("a block of the README has no end")
		}
		made.WriteString(fence)
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands++
				made.WriteString(line)
				made.WriteString(onTerminal(t, env, strings.TrimSpace(command)))
			}
		}
		made.WriteString("```\n")
		page = after
	}
	if commands < 5 {
		t.Errorf("the tour has %d commands: is it still there?", commands)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(readme, []byte(made.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(raw), made.String()); diff != "" {
		t.Errorf("the README (-) is not what the program prints (+); UPDATE=1 writes it:\n%s", diff)
	}
}

func tourEnvironment(t *testing.T) []string {
	home := t.TempDir()
	work := filepath.Join(home, "work")
	if err := os.Mkdir(work, 0o700); err != nil {
		t.Fatal(err)
	}
	return []string{
		"HOME=" + home, "PATH=" + filepath.Dir(built(t)) + string(filepath.ListSeparator) + os.Getenv("PATH"), "PWD=" + work, "TZ=UTC", "LC_ALL=C.UTF-8",
		"NO_COLOR=1", "TERM=xterm-256color", "OPERATOR_NOW=2026-11-02T16:00:00Z",
	}
}

// onTerminal runs a command line on a terminal and gives what shows there.
func onTerminal(t *testing.T, env []string, command string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = env
	for _, v := range env {
		if dir, ok := strings.CutPrefix(v, "PWD="); ok {
			cmd.Dir = dir
		}
	}
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shown, err := io.ReadAll(f)
	if err != nil && !errors.Is(err, syscall.EIO) { // how a terminal says that nobody writes any more
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, shown)
	}
	out := strings.ReplaceAll(string(shown), "\r\n", "\n")
	return strings.ReplaceAll(out, strings.TrimPrefix(env[0], "HOME="), "~")
}
