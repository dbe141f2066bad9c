package deps

import (
	"io"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// OpenInput opens the file that a command reads, or standard input for -. It gives
// the name to call it by, which is empty for standard input.
func OpenInput(d *Deps, path string) (io.ReadCloser, string, error) {
	if path == "-" {
		if d.IO.InTTY {
			return nil, "", operator.Errorf(operator.Usage, "a file is not for a terminal to type").
				WithHint("name it, or send it: COMMAND - < FILE").Reason("input_is_terminal")
		}
		return io.NopCloser(d.IO.In), "", nil
	}
	f, _, err := openInput(path)
	if err != nil {
		return nil, "", err
	}
	return f, filepath.Base(path), nil
}
