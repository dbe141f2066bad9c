package deps

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxLines is the most bytes of a file of lines.
const maxLines = 16 << 20

// Lines reads the lines of a file, or of standard input where path is "-". Empty
// ones, and those that begin with #, say nothing. It fails with operator.NoInput
// for a file that is not there and operator.Invalid for one that is too long.
func Lines(ctx context.Context, d *Deps, path string) ([]string, error) {
	var from io.Reader = d.IO.In
	name := "standard input"
	if path != stdin {
		f, _, err := openInput(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from, name = f, path
	}
	text, err := readAtMost(ctx, from, maxLines+1)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, inputError(name, err)
	case len(text) > maxLines:
		return nil, operator.Errorf(operator.Invalid, "%s is too long: more than %d bytes", name, maxLines).Reason("too_long")
	}
	var lines []string
	for line := range bytes.Lines(text) {
		if line := strings.TrimSpace(string(line)); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}
