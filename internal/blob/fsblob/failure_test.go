//go:build unix

package fsblob

import (
	"context"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestErrorsOfTheSystemGetTheirCode(t *testing.T) {
	known := operator.Errorf(operator.Busy, "wait").Reason("busy")
	for _, row := range []struct {
		err    error
		code   operator.Code
		reason any
	}{
		{syscall.ENOSPC, operator.IO, "disk_full"},
		{syscall.EDQUOT, operator.IO, "disk_full"},
		{syscall.EROFS, operator.IO, "read_only_fs"},
		{syscall.EACCES, operator.Denied, "permission"},
		{syscall.EPERM, operator.Denied, "permission"},
		{syscall.EIO, operator.IO, "write_failed"},
		{syscall.EMFILE, operator.IO, "write_failed"},
		{known, operator.Busy, "busy"},
	} {
		err := failed(writing, &fs.PathError{Op: "write", Path: "x", Err: row.err})
		if row.err == known {
			err = failed(writing, known)
		}
		e, ok := err.(*operator.Error)
		if !ok || e.Code != row.code || e.Details["reason"] != row.reason {
			t.Errorf("%v became %v, want %s, reason %v", row.err, err, row.code, row.reason)
		}
	}
	ended := fmt.Errorf("read: %w", context.DeadlineExceeded)
	if err := failed(writing, ended); err != ended {
		t.Errorf("the end of a context became %v", err)
	}
}
