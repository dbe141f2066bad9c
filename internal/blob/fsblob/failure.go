package fsblob

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// deed is what was being done when something failed: the end of the message,
// and the reason where there is no better one.
type deed struct{ words, reason string }

var (
	reading = deed{"read a file of the store", "read_failed"}
	writing = deed{"keep the file", "write_failed"}
	sweep   = deed{"remove a file from the store", "write_failed"}
	source  = deed{"read the file", "read_failed"}
)

// failed gives an error of the system its code. Errors that have one already,
// and the end of a context, stay as they are.
func failed(what deed, err error) error {
	var known *operator.Error
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return operator.Wrap(operator.IO, err, "cannot %s: the disk is full", what.words).
			WithHint("make room and try again; nothing was kept").Reason("disk_full")
	case errors.Is(err, syscall.EROFS):
		return operator.Wrap(operator.IO, err, "cannot %s: the file system is read-only", what.words).Reason("read_only_fs")
	case errors.Is(err, fs.ErrPermission):
		return operator.Wrap(operator.Denied, err, "cannot %s: permission denied", what.words).Reason("permission")
	}
	return operator.Wrap(operator.IO, err, "cannot %s", what.words).Reason(what.reason)
}
