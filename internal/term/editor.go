package term

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Editor lets a person edit a text, in $VISUAL, else $EDITOR, else vi (notepad
// on Windows), and returns what they saved. The text is in a file that nobody
// else can read and that is gone afterwards. No shell is involved: the variable
// is split at spaces, quotes and backslashes taken as usual.
//
// It fails with operator.Usage, reason "needs_tty", without a terminal; with
// operator.Config, reason "no_editor", where the editor cannot be started; with
// operator.Invalid, reason "editor_failed", where it ends with an error, which is
// how one gives up on a message.
func Editor(ctx context.Context, t *IO, initial string) (text string, err error) {
	if !t.CanAsk() {
		return "", needsTerminal("an editor cannot be opened").
			WithHint("give the text: -b TEXT, -F FILE, or -F - for standard input")
	}
	argv, err := editorCommand(t.Env)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "operator-edit-") // only its owner may enter it
	if err != nil {
		return "", operator.Wrap(operator.CannotCreate, err, "no place for the text to edit").Reason("temp_failed")
	}
	defer func() {
		if e := os.RemoveAll(dir); e != nil && err == nil {
			text, err = "", operator.Wrap(operator.IO, e, "the edited text could not be removed").Reason("temp_failed")
		}
	}()
	file := filepath.Join(dir, "message.md")
	if err := os.WriteFile(file, []byte(initial), 0o600); err != nil {
		return "", operator.Wrap(operator.IO, err, "the text to edit could not be written").Reason("temp_failed")
	}
	if err := runEditor(ctx, t, argv, file); err != nil {
		return "", err
	}
	edited, err := os.ReadFile(file)
	if err != nil {
		return "", operator.Wrap(operator.IO, err, "the edited text could not be read").Reason("temp_failed")
	}
	return string(edited), nil
}

func editorCommand(env func(string) string) ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if strings.TrimSpace(env(name)) == "" {
			continue
		}
		argv, err := splitWords(env(name))
		if err != nil {
			return nil, operator.Wrap(operator.Config, err, "%s is not a command", name).Reason("no_editor")
		}
		return argv, nil
	}
	if runtime.GOOS == "windows" {
		return []string{"notepad"}, nil
	}
	return []string{"vi"}, nil
}

func runEditor(ctx context.Context, t *IO, argv []string, file string) error {
	cmd := exec.CommandContext(ctx, argv[0], append(argv[1:], file)...)
	// Results may go into a pipe while the editor draws on the terminal.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.In, t.Err, t.Err
	if t.OutTTY {
		cmd.Stdout = behind(t.Out)
	}
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return operator.Wrap(operator.Invalid, err, "the editor %q failed, and its text is not used", argv[0]).Reason("editor_failed")
	}
	return operator.Wrap(operator.Config, err, "the editor cannot be started").
		WithHint("set VISUAL or EDITOR to an editor, or use -b TEXT or -F FILE").Reason("no_editor")
}

// behind is the stream itself, so that a child gets the terminal and not a pipe.
func behind(w io.Writer) io.Writer {
	if o, ok := w.(*Output); ok {
		return o.w
	}
	return w
}

// splitWords splits a command line as a shell would, without expanding
// anything: quotes group, and a backslash outside single quotes takes the next
// character as it is (on Windows it is a character of paths).
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'' && runtime.GOOS != "windows":
			escaped, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, inWord = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is left open")
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("it names no program")
	}
	return words, nil
}
