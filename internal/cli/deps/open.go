package deps

import (
	"io"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Standard stands for standard input or output where a file is named.
const Standard = "-"

// Input is a file that a command reads, of any size, or standard input.
type Input struct {
	io.ReadCloser
	Name string // empty for standard input
	Size int64  // 0 where that is not known
}

// OpenInput opens the file that a command reads, or standard input, from where what no
// person types. It fails as openInput does.
func OpenInput(d *Deps, path string) (Input, error) {
	if path == Standard {
		if d.IO.InTTY {
			return Input{}, operator.Errorf(operator.Usage, "a file is not for a terminal to type").
				WithHint("name it, or send it: COMMAND - < FILE").Reason("input_is_terminal")
		}
		in := Input{ReadCloser: io.NopCloser(d.IO.In)}
		if f, ok := d.IO.In.(*os.File); ok {
			in.Size = sizeOf(f)
		}
		return in, nil
	}
	f, about, err := openInput(path)
	if err != nil {
		return Input{}, err
	}
	return Input{ReadCloser: f, Name: filepath.Base(path), Size: about.Size()}, nil
}

// sizeOf is how long a file is that standard input comes from; 0 for a pipe.
func sizeOf(f *os.File) int64 {
	about, err := f.Stat()
	if err != nil || !about.Mode().IsRegular() {
		return 0
	}
	return about.Size()
}
