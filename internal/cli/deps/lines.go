package deps

import (
	"context"
	"strings"
)

// maxLines is the most bytes of a file of lines.
const maxLines = 16 << 20

// Lines reads the lines of a file, or of standard input where path is "-". Empty
// ones, and those that begin with #, say nothing. It fails with operator.NoInput
// for a file that is not there and operator.Invalid for one that is too long.
func Lines(ctx context.Context, d *Deps, path string) ([]string, error) {
	text, err := ReadText(ctx, d, path, maxLines)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(text) {
		if line := strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}
