package term_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestOnlyYesIsYes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"y\n": true, "YES\r\n": true, " y \n": true, "y": true, "\n": false, "": false, "n\n": false, "yep\n": false, "no\ny\n": false,
	} {
		tt, out, errOut := term.Test(in)
		tt.InTTY, tt.ErrTTY = true, true
		got, err := term.Confirm(t.Context(), tt, "delete M19 of \x1b[2Jeve?")
		if err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
		if out.Len() > 0 || errOut.String() != "delete M19 of ^[[2Jeve? [y/N] " {
			t.Errorf("asked %q and wrote %q", errOut, out)
		}
	}
}

func TestAQuestionLeavesTheNextAnswer(t *testing.T) {
	t.Parallel()
	tt, _, _ := term.Test("n\ny\n")
	tt.InTTY, tt.ErrTTY = true, true
	first, _ := term.Confirm(t.Context(), tt, "one?")
	second, _ := term.Confirm(t.Context(), tt, "two?")
	if first || !second {
		t.Errorf("got %v and %v", first, second)
	}
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	t.Parallel()
	for _, tty := range [][2]bool{{false, false}, {true, false}, {false, true}} {
		tt, _, errOut := term.Test("y\n")
		tt.InTTY, tt.ErrTTY = tty[0], tty[1]
		_, err := term.Confirm(t.Context(), tt, "delete it?")
		checkNeedsTTY(t, err, "--yes")
		_, err = term.Editor(t.Context(), tt, "")
		checkNeedsTTY(t, err, "-F FILE")
		if errOut.Len() > 0 {
			t.Errorf("wrote %q", errOut)
		}
	}
}

func checkNeedsTTY(t *testing.T, err error, flag string) {
	t.Helper()
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Code != operator.Usage || e.Details["reason"] != "needs_tty" ||
		!errors.Is(err, term.ErrNoTerminal) || !strings.Contains(e.Hint, flag) {
		t.Errorf("got %#v", err)
	}
}

func TestAQuestionEndsWithItsContext(t *testing.T) {
	t.Parallel()
	tt, _, _ := term.Test("")
	silent, _ := io.Pipe()
	tt.In, tt.InTTY, tt.ErrTTY = silent, true, true
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := term.Confirm(ctx, tt, "sure?"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// editing is a terminal where the editor is a script; dir is its only place for
// temporary files.
func editing(t *testing.T, variable, script string) (tt *term.IO, dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("TMPDIR", dir)
	name := filepath.Join(t.TempDir(), "my editor")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	tt, _, _ = term.Test("")
	tt.InTTY, tt.ErrTTY = true, true
	tt.Env = func(v string) string {
		if v == variable {
			return `"` + name + `" --wait '$HOME;x'`
		}
		return ""
	}
	return tt, dir
}

func checkNothingLeft(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTheEditorGetsAPrivateFileAndNoShell(t *testing.T) {
	for _, variable := range []string{"VISUAL", "EDITOR"} {
		tt, dir := editing(t, variable, `
			[ "$1" = --wait ] && [ "$2" = '$HOME;x' ] || exit 3
			[ "$(ls -ld "$3" | cut -c1-10)" = -rw------- ] || exit 4
			[ "$(ls -ld "$(dirname "$3")" | cut -c1-10)" = drwx------ ] || exit 5
			echo "$(cat "$3") and more" > "$3"`)
		text, err := term.Editor(t.Context(), tt, "Hello")
		if err != nil || text != "Hello and more\n" {
			t.Errorf("%s: %q, %v", variable, text, err)
		}
		checkNothingLeft(t, dir)
	}
}

func TestTheTextOfAnEditorThatFailsIsNotUsed(t *testing.T) {
	tt, dir := editing(t, "EDITOR", "exit 1")
	text, err := term.Editor(t.Context(), tt, "Hello")
	if text != "" || operator.CodeOf(err) != operator.Invalid {
		t.Errorf("%q, %v", text, err)
	}
	checkNothingLeft(t, dir)
}

func TestAnEditorThatIsNotThereIsAMatterOfConfiguration(t *testing.T) {
	for _, editor := range []string{"no-such-editor-anywhere", `"open`, `''`, `trailing\`} {
		tt, dir := editing(t, "none", "")
		tt.Env = func(string) string { return editor }
		_, err := term.Editor(t.Context(), tt, "Hello")
		if e, ok := errors.AsType[*operator.Error](err); !ok || e.Code != operator.Config || e.Details["reason"] != "no_editor" {
			t.Errorf("%s: %#v", editor, err)
		}
		checkNothingLeft(t, dir)
	}
}
