package deps

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ReadText reads a file of text that a command was given, at most so many bytes; -
// is standard input.
func ReadText(ctx context.Context, d *Deps, path string, most int64) (string, error) {
	in := d.IO.In
	if path == Standard {
		if d.IO.InTTY {
			render.Note(d.IO, d.Output, "type the text, and end it with Ctrl-D on a line of its own")
		}
		path = "standard input"
	} else {
		f, _, err := openInput(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := readAtMost(ctx, in, most+1)
	switch {
	case err != nil && ctx.Err() == nil:
		return "", inputError(path, err)
	case err == nil && int64(len(text)) > most:
		err = operator.Errorf(operator.Invalid, "%s is too long: more than %d bytes", path, most).Reason("too_long").With("limit", most)
	}
	return string(text), err
}
