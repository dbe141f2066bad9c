package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ErrCommit is matched by an error of a transaction whose function was done, but
// whose commit failed. It does not mean that nothing happened: the change may be
// on disk. Open the store again and look.
var ErrCommit = store.ErrCommit

// commitError is an ErrCommit with what went wrong.
type commitError struct{ why error }

func (e commitError) Error() string   { return e.why.Error() }
func (e commitError) Unwrap() []error { return []error{ErrCommit, e.why} }

// failure gives an error of the operating system or of bbolt its meaning. An
// Error of ours stays what it is.
func failure(err error, format string, args ...any) error {
	if _, ok := errors.AsType[*operator.Error](err); ok {
		return err
	}
	switch {
	case isAny(err, fullErrors):
		return operator.Wrap(operator.IO, err, format, args...).
			WithHint("make room on the disk, then try again").Reason("disk_full")
	case isAny(err, readOnlyErrors):
		return operator.Wrap(operator.IO, err, format, args...).
			WithHint("the file system is read-only; choose another folder with --store DIR").Reason("read_only_fs")
	case errors.Is(err, fs.ErrPermission):
		return operator.Wrap(operator.Denied, err, format, args...).
			WithHint("see who owns the folder of the database, and who may write it: it must be you").Reason("permission")
	}
	return operator.Wrap(operator.IO, err, format, args...).Reason("io_error")
}

// isAny also looks at the text of the error, because bbolt keeps only that when
// it cannot grow the file.
func isAny(err error, numbers []syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool {
		return errors.Is(err, n) || strings.HasSuffix(err.Error(), n.Error())
	})
}

// guard runs fn, which uses bbolt, and makes errors of the panics and memory
// faults that a damaged file leads to. Any other panic is a bug of ours: it goes
// on, with its stack, after bbolt has been left in good order.
func guard(path string, fn func() error) (err error) {
	// The file is mapped: a page that cannot be read, or an offset to nowhere,
	// is a fault that ends the program unless this is set.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if !isFault(p) && !raisedByBolt() {
			panic(p)
		}
		err = damaged(path, "its pages do not fit together").With("found", fmt.Sprint(p)).WithHint("operator check")
	}()
	if err = fn(); errors.Is(err, bolterrors.ErrIncompatibleValue) {
		err = damaged(path, "a row is marked as a bucket").WithHint("operator check")
	}
	return err
}

// isFault says that a panic is a fault at an address other than nil, which can
// only be one in the mapped file.
func isFault(p any) bool {
	_, ok := p.(interface{ Addr() uintptr })
	return ok
}

// raisedByBolt says, in a deferred function, that the innermost code that panicked
// is bbolt's, or the standard library's in its service.
func raisedByBolt() bool {
	calls := make([]uintptr, 64)
	frames := runtime.CallersFrames(calls[:runtime.Callers(2, calls)])
	panicked := false
	for {
		frame, more := frames.Next()
		domain, _, _ := strings.Cut(frame.Function, "/")
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case panicked && strings.Contains(domain, ".") && strings.Contains(frame.Function, "/"):
			return strings.HasPrefix(frame.Function, "go.etcd.io/bbolt")
		}
		if !more {
			return false
		}
	}
}
