package term

import (
	"errors"
	"io"
	"io/fs"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ErrPipe says that whoever read the output has gone, as head does when it has
// enough. It is nobody's mistake: a command that only reads ends with status 0.
var ErrPipe = errors.New("the reader of the output has gone")

// Output is a stream of results whose failures mean something: ErrPipe, or an
// operator.IO error with the reason "output_failed". Once it has failed it
// stays so, since results with a hole are worse than none.
type Output struct {
	w   io.Writer
	err error
}

var _ io.Writer = (*Output)(nil)

// NewOutput makes an Output of w.
func NewOutput(w io.Writer) *Output { return &Output{w: w} }

// Write writes all of p or fails.
func (o *Output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		o.err = OutputError(err)
	}
	return n, o.err
}

// OutputError gives a failed write of results its meaning: ErrPipe, or an
// operator.IO error with the reason "output_failed". What has a meaning already,
// and nil, it leaves alone.
func OutputError(err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok || err == nil || errors.Is(err, ErrPipe) {
		return err
	}
	if errors.Is(err, syscall.EPIPE) {
		return ErrPipe
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // "write /dev/stdout" says nothing to the user
	}
	return operator.Wrap(operator.IO, err, "the output could not be written").Reason("output_failed")
}

// AfterChange is the error of a command that made its change and then could not
// show the result: what says what is safe, as in "M12 was sent". The error says
// so too, for nobody should do it again only because the answer was lost. ErrPipe
// and nil stay as they are.
func AfterChange(err error, what string) error {
	err = OutputError(err)
	if err == nil || errors.Is(err, ErrPipe) {
		return err
	}
	return operator.Wrap(operator.IO, err, "%s, but its output failed", what).
		WithHint("do not repeat it: the change is kept").Reason("output_failed").With("changed", true)
}
