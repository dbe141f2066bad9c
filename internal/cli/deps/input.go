package deps

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// openInput opens a file to read from. It fails with operator.NoInput where there
// is none or it may not be read, and with operator.Invalid for what is no plain
// file: a folder, a device, a pipe, a socket.
func openInput(path string) (*os.File, os.FileInfo, error) {
	// Before it is opened: to open a pipe waits for a writer.
	if fi, err := os.Stat(path); err != nil {
		return nil, nil, inputError(path, err)
	} else if err := plainFile(path, fi); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, inputError(path, err)
	}
	fi, err := f.Stat()
	if err != nil {
		err = inputError(path, err)
	} else {
		err = plainFile(path, fi)
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, fi, nil
}

func plainFile(path string, fi os.FileInfo) error {
	kind := ""
	switch mode := fi.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "pipe"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	case mode&fs.ModeDevice != 0:
		kind = "device"
	default:
		kind = "special file"
	}
	return operator.Errorf(operator.Invalid, "%s is a %s, and no file", path, kind).
		Reason("not_a_file").With("path", path).With("kind", kind)
}

// inputError says why a file cannot be read.
func inputError(path string, err error) error {
	no := func(reason, format string, args ...any) error {
		return operator.Errorf(operator.NoInput, format, args...).Reason(reason).With("path", path)
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	switch {
	case path == "":
		return no("no_file", "the name of a file is empty")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return no("no_file", "there is no file %s", path)
	case errors.Is(err, fs.ErrPermission):
		return no("permission", "%s cannot be read: permission denied", path)
	}
	return no("read_failed", "%s cannot be read: %v", path, err)
}

// readAtMost reads n bytes at most. A read from a terminal or a pipe cannot be
// stopped, so when ctx ends it is left behind; the process is about to go too.
func readAtMost(ctx context.Context, r io.Reader, n int64) ([]byte, error) {
	type result struct {
		bytes []byte
		err   error
	}
	done := make(chan result, 1)
	go func() {
		b, err := io.ReadAll(io.LimitReader(r, n))
		done <- result{b, err}
	}()
	select {
	case got := <-done:
		return got.bytes, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
