package backend

import (
	"context"
	"io"
	"os"
	"runtime"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// server is the program that has a server in it. It is shipped beside the other.
const server = "operatord"

// Streams are those of the process.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Become starts the program that has a server in it with the same arguments, in the
// place of this process where the system can. It returns only if that fails, or where
// the system cannot: when the other is done.
func Become(ctx context.Context, args []string, s Streams) error {
	program, err := serverProgram()
	if err != nil {
		return err
	}
	return become(ctx, program, args, s)
}

// serverProgram is beside this program, or in the path.
func serverProgram() (string, error) {
	name := server
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if found, ok := beside(name); ok {
		return found, nil
	}
	return "", operator.Errorf(operator.Unavailable, "the program %s, which has the server in it, is neither beside this one nor in the path", server).
		WithHint("install it beside this program: go install github.com/seed-34ad0ce1/operator/cmd/...").Reason("no_server")
}

func runnable(path string) bool {
	about, err := os.Stat(path)
	return err == nil && about.Mode().IsRegular() && (runtime.GOOS == "windows" || about.Mode()&0o111 != 0)
}
