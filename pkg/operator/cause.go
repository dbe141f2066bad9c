package operator

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// because is a cause as people are told it behind what was said already: without what
// Go puts around it, as the name of a function of the system ("open", "dial tcp"), an
// address or a path that was said, or a word that only programmers know ("EOF").
func because(cause error, said string) string {
	text := cause.Error()
	swap := func(of error, by string) { text = strings.Replace(text, of.Error(), by, 1) }
	if e, ok := errors.AsType[*url.Error](cause); ok {
		swap(e, e.Err.Error())
	}
	if e, ok := errors.AsType[*net.OpError](cause); ok {
		swap(e, e.Err.Error())
	}
	if e, ok := errors.AsType[*net.DNSError](cause); ok {
		swap(e, "the host "+e.Name+" cannot be found")
	}
	if e, ok := errors.AsType[*fs.PathError](cause); ok {
		swap(e, about(e.Path, said)+e.Err.Error())
	}
	if e, ok := errors.AsType[*os.LinkError](cause); ok {
		swap(e, about(e.New, said)+e.Err.Error())
	}
	if e, ok := errors.AsType[*os.SyscallError](cause); ok {
		swap(e, e.Err.Error())
	}
	for _, w := range words {
		if rest, ok := strings.CutSuffix(text, w.theirs); ok && errors.Is(cause, w.of) && (rest == "" || strings.HasSuffix(rest, ": ")) {
			return rest + w.ours
		}
	}
	return text
}

// about is a path that was not said yet.
func about(path, said string) string {
	if path == "" || strings.Contains(said, path) {
		return ""
	}
	return path + ": "
}

// words are what Go calls some ends, in words of ours.
var words = []struct {
	of           error
	theirs, ours string
}{
	{io.ErrUnexpectedEOF, io.ErrUnexpectedEOF.Error(), "it ends too early"},
	{io.EOF, io.EOF.Error(), "it ends too early"},
	{os.ErrDeadlineExceeded, os.ErrDeadlineExceeded.Error(), "there was no answer in time"},
	{context.DeadlineExceeded, context.DeadlineExceeded.Error(), "there was no answer in time"},
	{syscall.ECONNREFUSED, syscall.ECONNREFUSED.Error(), "the connection was refused"},
	{syscall.ECONNRESET, syscall.ECONNRESET.Error(), "the connection was broken off"},
	{net.ErrClosed, net.ErrClosed.Error(), "the connection was closed"},
}
