//go:build unix

package term_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// long is a text of more lines than the terminal of screen has.
var long = strings.Repeat("a line\n", 24)

// screen is a terminal of 24 lines whose output is kept in a file, so that a pager
// can write there too, with an environment of NAME=value.
func screen(t *testing.T, env ...string) (stream *term.IO, shown func() string, said *bytes.Buffer) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "screen"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	stream, _, said = term.Test("")
	stream.Out, stream.OutTTY, stream.Width, stream.Height = term.NewOutput(file), true, 80, 24
	find := func(name string) (string, bool) {
		for _, e := range env {
			if value, ok := strings.CutPrefix(e, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}
	stream.Env = func(name string) string { value, _ := find(name); return value }
	stream.IsSet = func(name string) bool { _, ok := find(name); return ok }
	return stream, func() string {
		raw, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}, said
}

// pagers is how a command begins that is one of the scripts that stand for pagers.
// They are read by sh: a program that was just written may be busy.
func pagers(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, script := range map[string]string{
		"mark":   "sed 's/^/> /'",
		"flags":  `echo "LESS=$LESS LV=$LV $*"; cat >/dev/null`,
		"quits":  "head -n 1",
		"fails":  "exit 3",
		"killed": "cat; kill -TERM $$",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "sh " + dir + "/"
}

func TestWhatIsLongerThanTheScreenIsShownInAPager(t *testing.T) {
	t.Parallel()
	at := pagers(t)
	marked := strings.Repeat("> a line\n", 24)
	for _, row := range []struct {
		name, text string
		env        []string
		shown      string
		said       string
	}{
		{"longer", long, []string{"PAGER=" + at + "mark"}, marked, ""},
		{"as long as there is room", long[len("a line\n"):], []string{"PAGER=" + at + "mark"}, long[len("a line\n"):], ""},
		{"one line over many rows", strings.Repeat("x", 80*23+1) + "\n", []string{"PAGER=" + at + "quits"}, strings.Repeat("x", 80*23+1) + "\n", ""},
		{"ours goes before that of all programs", long, []string{"PAGER=" + at + "fails", "OPERATOR_PAGER=" + at + "mark"}, marked, ""},
		{"an empty one is none", long, []string{"PAGER=" + at + "mark", "OPERATOR_PAGER="}, long, ""},
		{"cat is none", long, []string{"PAGER= cat "}, long, ""},
		{"with options", long, []string{"PAGER=" + at + "flags -x 'a b'"}, "LESS=FRX LV=-c -x a b\n", ""},
		{"whoever has enough", strings.Repeat(long, 1000), []string{"PAGER=" + at + "quits"}, "a line\n", ""},
		{"whoever stops it", long, []string{"PAGER=" + at + "killed"}, long, ""},
		{"one that fails", long, []string{"PAGER=" + at + "fails"}, long, "operator: the pager sh failed: exit status 3\n"},
		{"one that is not there", long, []string{"PAGER=/no/such/pager"}, long, "operator: the pager /no/such/pager failed: fork/exec /no/such/pager: no such file or directory\n"},
		{"one that is no command", long, []string{"PAGER='"}, long, "operator: PAGER is not a command, and is not used: a quote is left open\n"},
		{"a dumb terminal", long, []string{"TERM=dumb"}, long, ""},
		{"somebody who listens", long, []string{"OPERATOR_ACCESSIBLE=1"}, long, ""},
		{"somebody who listens and wants one", long, []string{"OPERATOR_ACCESSIBLE=1", "PAGER=" + at + "mark"}, marked, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			stream, shown, said := screen(t, row.env...)
			err := term.Paged(stream, func() error {
				_, err := io.WriteString(stream.Out, row.text)
				return err
			})
			if err != nil || shown() != row.shown || said.String() != row.said {
				t.Errorf("shown %.200q, said %q, %v; want %.200q and %q", shown(), said, err, row.shown, row.said)
			}
		})
	}
}

func TestOptionsOfLessAreLeftAloneWhereTheyAreSet(t *testing.T) {
	t.Setenv("LESS", "S")
	stream, shown, _ := screen(t, "LESS=S", "LV=", "PAGER="+pagers(t)+"flags")
	if err := term.Paged(stream, func() error { _, err := io.WriteString(stream.Out, long); return err }); err != nil {
		t.Fatal(err)
	}
	if shown() != "LESS=S LV= \n" {
		t.Errorf("got %q", shown())
	}
}

func TestAPipeHasNoPager(t *testing.T) {
	t.Parallel()
	stream, shown, _ := screen(t, "PAGER="+pagers(t)+"mark")
	stream.OutTTY = false
	before := stream.Out
	err := term.Paged(stream, func() error {
		if stream.Out != before {
			t.Error("what goes into a pipe is held back")
		}
		_, err := io.WriteString(stream.Out, long)
		return err
	})
	if err != nil || shown() != long {
		t.Errorf("got %q, %v", shown(), err)
	}
}

func TestWhatWasWrittenBeforeAFailureIsShownWithoutAPager(t *testing.T) {
	t.Parallel()
	stream, shown, _ := screen(t, "PAGER="+pagers(t)+"mark")
	broken := errors.New("broken")
	err := term.Paged(stream, func() error {
		_, _ = io.WriteString(stream.Out, long)
		return broken
	})
	if !errors.Is(err, broken) || shown() != long {
		t.Errorf("got %q, %v", shown(), err)
	}
	_, _ = io.WriteString(stream.Out, "on\n")
	if shown() != long+"on\n" {
		t.Error("the output was not given back")
	}
}
