package operator

import (
	"errors"
	"fmt"
	"maps"
)

// Code says what kind of failure an error is. The exit status of a command and
// the status of an HTTP answer follow from it, so that a failure reads the same
// from every backend. Codes are part of what scripts rely on.
type Code string

// The codes. Status gives the exit status of each.
const (
	Finding      Code = "finding"       // a check ran and found something
	Partial      Code = "partial"       // some of many were done; the report says which
	Usage        Code = "usage"         // the command line is wrong
	Invalid      Code = "invalid"       // the data is wrong; asking again will not help
	NoInput      Code = "no_input"      // an input file, or the store, is not there
	NotFound     Code = "not_found"     // no such thing, or not for this person to see
	Conflict     Code = "conflict"      // it exists already, or has changed meanwhile
	Unavailable  Code = "unavailable"   // refused for good: certificate, no such host
	Internal     Code = "internal"      // a bug
	CannotCreate Code = "cannot_create" // an output exists or cannot be written
	IO           Code = "io"            // disk full, read or write error, damaged store
	Busy         Code = "busy"          // locked or out of reach; nothing was done, ask again
	Protocol     Code = "protocol"      // program and store, or client and server, do not fit
	Denied       Code = "denied"        // not signed in, or not allowed
	Config       Code = "config"        // the configuration is wrong or unsafe
	Unknown      Code = "unknown"       // it may or may not have happened; repeat with the same key
)

var statuses = map[Code]int{
	Finding: 1, Partial: 3, Usage: 64, Invalid: 65, NoInput: 66, NotFound: 67,
	Conflict: 68, Unavailable: 69, Internal: 70, CannotCreate: 73, IO: 74,
	Busy: 75, Protocol: 76, Denied: 77, Config: 78, Unknown: 80,
}

// Codes lists every code, for tests and documentation that range over them.
func Codes() []Code {
	return []Code{
		Finding, Partial, Usage, Invalid, NoInput, NotFound, Conflict, Unavailable,
		Internal, CannotCreate, IO, Busy, Protocol, Denied, Config, Unknown,
	}
}

// Status is the exit status of a command that fails with the code, after
// sysexits(3) where it fits. A code that is not known is a bug: 70.
func (c Code) Status() int {
	if s, ok := statuses[c]; ok {
		return s
	}
	return statuses[Internal]
}

// Error is a failure that means something to whoever asked. Message says what
// is wrong in the user's words, in small letters and without a full stop; Hint
// is a command or a sentence that says what to do next. Details are for
// programs; "reason" there is a stable word for this very failure.
type Error struct {
	Code    Code           `json:"code"`
	Message string         `json:"message"`
	Hint    string         `json:"hint"`
	Details map[string]any `json:"details"`
	cause   error
}

// Error is the message; a cause that is no *Error of ours follows it.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + because(e.cause, e.Message)
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// WithHint returns e with a hint on what to do next.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// With returns e with one more detail.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Details = make(map[string]any, len(e.Details)+1)
	maps.Copy(c.Details, e.Details)
	c.Details[key] = value
	return &c
}

// Reason returns e with a stable word for this very failure, as in "body_empty".
func (e *Error) Reason(word string) *Error { return e.With("reason", word) }

// RetryAfter is what the details of an error call the seconds after which asking again
// may help, where that is known.
const RetryAfter = "retry_after"

// Writing is what the details of an error call what keeps others from writing, and since
// when, as in "an import has been writing for 12 s".
const Writing = "writing"

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap gives an error from below a meaning and keeps it as the cause.
func Wrap(code Code, err error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), cause: err}
}

// CodeOf is the code of the first Error in err's chain, Internal where there is
// none, and empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
