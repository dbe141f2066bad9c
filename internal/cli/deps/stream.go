package deps

import (
	"context"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// OpenStream opens a file that is read as it comes, however large it is; - is
// standard input, from where what is not typed by a person.
func OpenStream(d *Deps, path, what string) (io.ReadCloser, error) {
	if path == "-" {
		if d.IO.InTTY {
			return nil, operator.Errorf(operator.Usage, "%s is not for typing in", what).
				WithHint("name the file, or send it: … - < FILE").Reason("input_is_terminal")
		}
		return io.NopCloser(d.IO.In), nil
	}
	f, _, err := openInput(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ImportArchive makes an embedded store of an archive. It is to Archive what Change
// is to Service.
func ImportArchive(ctx context.Context, d *Deps, req operator.ImportArchiveRequest) (operator.ImportedArchive, error) {
	made, err := d.Archive(ctx, req)
	if err == nil && !d.DryRun {
		d.changed = true
	}
	return made, err
}
