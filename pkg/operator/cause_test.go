package operator_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestACauseIsToldWithoutWhatGoPutsAroundIt(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7171}, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	missing := &fs.PathError{Op: "open", Path: "/x", Err: syscall.ENOENT}
	for _, c := range []struct {
		cause error
		said  string
		want  string
	}{
		{refused, "http://127.0.0.1:7171 cannot be reached", "http://127.0.0.1:7171 cannot be reached: the connection was refused"},
		{&url.Error{Op: "Get", URL: "http://127.0.0.1:7171/v1", Err: refused}, "no answer", "no answer: the connection was refused"},
		{&url.Error{Op: "Get", URL: "http://127.0.0.1:7171/v1", Err: io.EOF}, "no answer", "no answer: it ends too early"},
		{&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", Name: "acme.example", Server: "10.0.0.1:53"}}, "no answer", "no answer: the host acme.example cannot be found"},
		{&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, "no answer", "no answer: there was no answer in time"},
		{missing, "cannot read /x", "cannot read /x: no such file or directory"},
		{missing, "cannot read the key", "cannot read the key: /x: no such file or directory"},
		{fmt.Errorf("row 7: %w", missing), "cannot read /x", "cannot read /x: row 7: no such file or directory"},
		{&os.LinkError{Op: "rename", Old: "/a", New: "/b", Err: syscall.EXDEV}, "cannot write /b", "cannot write /b: invalid cross-device link"},
		{io.ErrUnexpectedEOF, "the backup cannot be read", "the backup cannot be read: it ends too early"},
		{fmt.Errorf("file 3: %w", io.ErrUnexpectedEOF), "the backup cannot be read", "the backup cannot be read: file 3: it ends too early"},
		{context.DeadlineExceeded, "no answer", "no answer: there was no answer in time"},
		{fmt.Errorf("the EOF of %s", "a file"), "no", "no: the EOF of a file"},
	} {
		if got := operator.Wrap(operator.IO, c.cause, "%s", c.said).Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
