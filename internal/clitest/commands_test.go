package clitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are what scripts can do beside testscript's own. README.md explains
// them.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"status":  status,
	"capture": capture,
	"json":    jsonIs,
	"check":   check,
	"withkey": withKey,
	"tty":     tty,
	"serve":   serve,
	"stop":    stop,
	"crash":   crash,
	"get":     get,
}

// withkey FROM TO puts the key of the log of a store into the folder where a copy of it is,
// or is to be made; nothing where no server has had it.
func withKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: withkey FROM TO")
	}
	raw, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), "operator.key"))
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[1]), 0o700))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[1]), "operator.key"), raw, 0o600))
}

// status N COMMAND… runs a command and wants exactly that exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := statusOf(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func statusOf(ts *testscript.TestScript, err error) int {
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		ts.Fatalf("the command did not run: %v", err)
	}
	return exit.ExitCode()
}

// capture NAME [PATH] sets $NAME to what the last command printed, or to what is
// there at a path of its JSON.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case neg || len(args) == 0 || len(args) > 2:
		ts.Fatalf("usage: capture NAME [PATH]")
	case len(args) == 1:
		ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
	default:
		value, ok := lookup(ts, args[1])
		if !ok {
			ts.Fatalf("there is nothing at %s", args[1])
		}
		ts.Setenv(args[0], value)
	}
}

// json PATH VALUE wants the last command's JSON to have that value at the path,
// as in .participants.0.email; .participants.# is how many there are. ! json PATH
// wants nothing to be there, ! json PATH VALUE something else.
func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || len(args) > 2 || len(args) == 1 && !neg {
		ts.Fatalf("usage: json PATH VALUE, or ! json PATH [VALUE]")
	}
	got, ok := lookup(ts, args[0])
	switch {
	case neg && len(args) == 1 && ok:
		ts.Fatalf("%s is %s", args[0], got)
	case neg && len(args) == 2 && ok && got == args[1]:
		ts.Fatalf("%s is %s", args[0], got)
	case !neg && !ok:
		ts.Fatalf("there is nothing at %s", args[0])
	case !neg && got != args[1]:
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

// lookup is the text of what is at a path of the last command's JSON: a string
// as it is, and anything else as compact JSON.
func lookup(ts *testscript.TestScript, path string) (string, bool) {
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	dec.UseNumber()
	var at any
	if err := dec.Decode(&at); err != nil {
		ts.Fatalf("standard output is not JSON: %v", err)
	}
	for _, step := range strings.Split(strings.Trim(path, "."), ".") {
		if step == "" {
			continue
		}
		next, ok := child(at, step)
		if !ok {
			return "", false
		}
		at = next
	}
	if text, ok := at.(string); ok {
		return text, true
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	ts.Check(enc.Encode(at))
	return strings.TrimSpace(b.String()), true
}

func child(at any, step string) (any, bool) {
	switch at := at.(type) {
	case map[string]any:
		if step == "#" {
			return json.Number(strconv.Itoa(len(at))), true
		}
		value, ok := at[step]
		return value, ok
	case []any:
		if step == "#" {
			return json.Number(strconv.Itoa(len(at))), true
		}
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(at) {
			return nil, false
		}
		return at[i], true
	}
	return nil, false
}

// check wants the store to be clean. It is done after every script too, for every
// store that the script leaves behind.
func check(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: check")
	}
	if _, err := os.Stat(filepath.Join(ts.Getenv("OPERATOR_STORE"), "operator.db")); err != nil {
		ts.Fatalf("there is no store to check: %v", err)
	}
	if got := statusOf(ts, ts.Exec("operator", "check")); got != 0 {
		ts.Fatalf("operator check: exit status %d", got)
	}
}

// tty WIDTH COMMAND… runs a command on a terminal of that width, with the script's
// standard input typed in. What the terminal shows is the standard output.
func tty(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: tty WIDTH COMMAND…")
	}
	if got := statusOf(ts, ts.Exec("onpty", args...)); (got != 0) != neg {
		ts.Fatalf("exit status %d", got)
	}
}
