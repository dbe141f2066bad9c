package powercut

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrNoStrace says what is missing, and where it is to be had.
var ErrNoStrace = errors.New("strace is not there: apt-get install strace, or dnf install strace (it is for Linux only)")

// Traced runs a program under strace, writes what it called to the file trace, and gives
// what it said and its status. A fault is a call that fails, as strace -e inject= takes it:
// "fsync:error=EIO:when=2"; none where it is empty.
func Traced(ctx context.Context, trace, fault string, env []string, program string, args ...string) (said []byte, status int, err error) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		return nil, 0, ErrNoStrace
	}
	line := []string{"-f", "-qq", "-y", "-xx", "-s", fmt.Sprint(longestLine / 4), "-o", trace}
	if call, _, found := strings.Cut(fault, ":"); found {
		line = append(line, "-e", "trace="+Watched+","+call, "-e", "inject="+fault) // one that is not watched is not told of
	} else {
		line = append(line, "-e", "trace="+Watched)
	}
	cmd := exec.CommandContext(ctx, strace, append(append(line, program), args...)...)
	cmd.Env = env
	var complained bytes.Buffer
	cmd.Stderr = &complained
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		return complained.Bytes(), exit.ExitCode(), nil
	}
	return complained.Bytes(), 0, err
}

// Recording is what programs did to a folder, one after the other.
type Recording struct {
	Base Folder
	Ops  []Op
	// Said is, for each program, before which of Ops it had said that all went well; and
	// after all of them if it did not.
	Said []int
	// Ended is before which of Ops each program had ended.
	Ended []int

	path     string
	follower *Follower
}

// Record begins with what is in a folder, which only the programs that are run change.
func Record(path string) (*Recording, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	base, err := ReadFolder(path)
	if err != nil {
		return nil, err
	}
	return &Recording{Base: base, path: path, follower: NewFollower(path, base)}, nil
}

// Add adds what a program did, by its trace, and whether it went well. The folder must be
// now what it is when nothing is lost.
func (r *Recording) Add(trace string, well bool) error {
	file, err := os.Open(trace)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	ops, err := r.follower.Follow(file)
	if err != nil {
		return err
	}
	const never = 1 << 40
	said := never
	for i, o := range ops {
		if o.Kind == Said && said == never {
			said = len(r.Ops) + i + 1
		}
	}
	r.Ops = append(r.Ops, ops...)
	r.Ended = append(r.Ended, len(r.Ops))
	switch {
	case !well:
		said = never
	case said == never:
		said = len(r.Ops)
	}
	r.Said = append(r.Said, said)
	is, err := ReadFolder(r.path)
	if err != nil {
		return err
	}
	disk := NewDisk(r.Base)
	for _, o := range r.Ops {
		disk.Do(o)
	}
	if differs := disk.Image(Nothing, nil).Difference(is); differs != "" {
		return fmt.Errorf("the trace does not tell all that was done: %s", differs)
	}
	return nil
}
