package deps

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Body is the text of a message, as flags say where it comes from: -b TEXT,
// -F FILE, or --editor.
type Body struct {
	text, file string
	editor     bool
	cmd        *cobra.Command
	edited     string // what came from the editor
}

// BodyHelp says in a command's help where the text comes from.
const BodyHelp = `The text is given by -b, or read from a file by -F (- is standard input), or
written in your editor, which opens on a terminal when neither is given.`

// Flags defines the flags.
func (b *Body) Flags(cmd *cobra.Command) {
	b.cmd = cmd
	f := cmd.Flags()
	f.StringVarP(&b.text, "body", "b", "", "the `TEXT`, in Markdown")
	f.StringVarP(&b.file, "body-file", "F", "", "read the text from `FILE`; - is standard input")
	f.BoolVar(&b.editor, "editor", false, "write the text in $VISUAL or $EDITOR")
	cmd.MarkFlagsMutuallyExclusive("body", "body-file", "editor")
}

// Read gives the text. before, if not nil, gives what the editor begins with.
// What the text must be like is for the service to say, but a text that is too
// long is not read to its end, for there may be none.
func (b *Body) Read(ctx context.Context, d *Deps, before func() (string, error)) (string, error) {
	given := b.cmd.Flags().Changed
	switch {
	case given("body"):
		return b.text, nil
	case given("body-file"):
		return b.read(ctx, d)
	case !b.editor && !d.IO.CanAsk():
		return "", operator.Errorf(operator.Usage, "no text is given, and there is no terminal to write one on").
			WithHint("give it: -b TEXT, -F FILE, or -F - for standard input").Reason("needs_tty")
	}
	text := ""
	if before != nil {
		var err error
		if text, err = before(); err != nil {
			return "", err
		}
	}
	text, err := term.Editor(ctx, d.IO, text)
	b.edited = text
	return text, err
}

// Rescue is for when the text could not be sent: it writes what somebody wrote in
// the editor to standard error, since it is nowhere else.
func (b *Body) Rescue(d *Deps, err error) error {
	if err != nil && !d.Changed() && !operator.Blank(b.edited) {
		render.Note(d.IO, render.Output{}, "operator: this text was not sent:")
		// There is nowhere left to say that standard error cannot be written.
		_, _ = d.IO.Err.Write([]byte(term.Block(b.edited) + "\n"))
	}
	return err
}

// slack is what is read beyond the longest text: line breaks at the end do not
// count, and the error is to say how long it is.
const slack = 16 << 10

func (b *Body) read(ctx context.Context, d *Deps) (string, error) {
	if b.file == Standard {
		if d.IO.InTTY {
			render.Note(d.IO, d.Output, "type the text, and end it with Ctrl-D on a line of its own")
		}
		text, err := readAtMost(ctx, d.IO.In, operator.MaxBody+slack)
		if err != nil && ctx.Err() == nil {
			err = inputError("standard input", err)
		}
		if err == nil && len(text) == operator.MaxBody+slack {
			err = tooLong("the message is too long: more than %d bytes of at most %d", len(text), operator.MaxBody)
		}
		return string(text), err
	}
	f, fi, err := openInput(b.file)
	if err != nil {
		return "", hintAtStdin(err)
	}
	defer f.Close()
	if fi.Size() >= operator.MaxBody+slack {
		return "", tooLong("the message is too long: %d of at most %d bytes", fi.Size(), operator.MaxBody)
	}
	text, err := readAtMost(ctx, f, operator.MaxBody+slack)
	if err != nil && ctx.Err() == nil {
		err = inputError(b.file, err)
	}
	return string(text), err
}

func tooLong(format string, args ...any) error {
	return operator.Errorf(operator.Invalid, format, args...).
		WithHint("attach it as a file: --attach FILE").Reason("too_long").With("limit", operator.MaxBody)
}

// hintAtStdin says how to read from what is no file.
func hintAtStdin(err error) error {
	if e, ok := err.(*operator.Error); ok && e.Details["kind"] != nil && e.Details["kind"] != "folder" {
		return e.WithHint("read it as standard input: -F - < %s", e.Details["path"])
	}
	return err
}

// Given says whether a flag says where the text comes from.
func (b *Body) Given() bool {
	f := b.cmd.Flags()
	return f.Changed("body") || f.Changed("body-file") || b.editor
}

// Vars reads values for a template, as KEY=VALUE.
func Vars(given []string) (map[string]string, error) {
	vars := make(map[string]string, len(given))
	for _, text := range given {
		name, value, ok := strings.Cut(text, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, operator.Errorf(operator.Usage, "--var: %q is not KEY=VALUE", text).WithHint("--var date=2026-05-01").Reason("bad_flag")
		}
		if _, twice := vars[name]; twice {
			return nil, operator.Errorf(operator.Usage, "--var: %s is given twice", name).Reason("bad_flag")
		}
		vars[name] = value
	}
	return vars, nil
}
