//go:build unix

package clitest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// quick is how long a command may take to end after it was told to.
const quick = 2 * time.Second

// signalled starts a command, sends it signals when it waits, and says how it ended.
func (s *site) signalled(cmd *exec.Cmd, waits func() bool, signals ...syscall.Signal) answer {
	s.t.Helper()
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	must(s.t, cmd.Start())
	eventually(s.t, waits)
	began := time.Now()
	for _, signal := range signals {
		must(s.t, cmd.Process.Signal(signal))
	}
	status := statusOfRun(s.t, cmd.Wait())
	if took := time.Since(began); took > quick {
		s.t.Errorf("%q ended after %s", cmd.Args, took)
	}
	if status < 0 { // as a shell would count
		status = 128 + int(cmd.ProcessState.Sys().(syscall.WaitStatus).Signal())
	}
	return answer{status, out.String(), errOut.String()}
}

// eventually waits until something is so.
func eventually(t testing.TB, so func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !so(); {
		if time.Now().After(end) {
			t.Fatal("it does not come to that")
		}
		time.Sleep(time.Millisecond)
	}
}

// queued says whether a command waits for a lock.
func queued(cmd *exec.Cmd) func() bool { return func() bool { return waitsForLock(pid(cmd)) } }

// waitsForLock says whether a process waits for a lock; where that cannot be seen, it
// gives it a little time.
func waitsForLock(process string) bool {
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		time.Sleep(200 * time.Millisecond)
		return true
	}
	for line := range strings.Lines(string(locks)) { // as in "7: -> FLOCK  ADVISORY  WRITE 4711 …"
		if of := strings.Fields(line); len(of) > 5 && of[1] == "->" && of[5] == process {
			return true
		}
	}
	return false
}

// children are the processes that a process has started.
func children(process string) (ids []string) {
	lists, _ := filepath.Glob(filepath.Join("/proc", process, "task", "*", "children"))
	for _, list := range lists {
		if raw, err := os.ReadFile(list); err == nil { // the thread may have ended
			ids = append(ids, strings.Fields(string(raw))...)
		}
	}
	return ids
}

func pid(cmd *exec.Cmd) string { return strconv.Itoa(cmd.Process.Pid) }

func TestASignalEndsACommandThatWaits(t *testing.T) {
	// Under nohup a command that is hung up on goes on, and so would those started here.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	s := newOffice(t)
	holder, err := boltstore.Hold(t.Context(), boltstore.Options{Dir: s.store, Command: "operator import", Now: time.Now})
	must(t, err)
	before := whole(t, s.dir)
	for _, args := range [][]string{{"msg", "reply", "C1", "-b", "No"}, {"msg", "list", "C1"}, {"msg", "delete", "M1", "--yes"}, {"community", "add", "--code", "OK", "--name", "Oak"}} {
		for _, c := range []struct {
			signal syscall.Signal
			want   answer
		}{
			{syscall.SIGINT, answer{130, "", "operator: interrupted\n"}},
			{syscall.SIGTERM, answer{143, "", "operator: terminated\n"}},
			{syscall.SIGHUP, answer{129, "", "operator: hung up\n"}},
		} {
			cmd := s.command(args...)
			if got := s.signalled(cmd, queued(cmd), c.signal); got != c.want {
				t.Errorf("%q and %s: got %+v, want %+v", args, c.signal, got, c.want)
			}
		}
	}
	// The check runs in a process of its own, which the signal does not reach.
	for signal, want := range map[syscall.Signal]answer{syscall.SIGINT: {130, "", "operator: interrupted\n"}, syscall.SIGTERM: {143, "", "operator: terminated\n"}} {
		cmd := s.command("check")
		waits := func() bool {
			ids := children(pid(cmd))
			return len(ids) == 1 && waitsForLock(ids[0])
		}
		if got := s.signalled(cmd, waits, signal); got != want {
			t.Errorf("check and %s: got %+v, want %+v", signal, got, want)
		}
	}
	same(t, s.dir, before)
	must(t, holder.Close())
	if got := s.ok("msg", "list", "C1", "-o", "id"); got != "M1\n" {
		t.Errorf("there are %q", got)
	}
	s.clean()
}

func TestASecondSignalEndsTheProcessAtOnce(t *testing.T) {
	s := newOffice(t)
	holder, err := boltstore.Hold(t.Context(), boltstore.Options{Dir: s.store, Now: time.Now})
	must(t, err)
	defer func() { must(t, holder.Close()) }()
	cmd := s.command("msg", "reply", "C1", "-b", "No")
	got := s.signalled(cmd, queued(cmd), syscall.SIGINT, syscall.SIGINT, syscall.SIGINT)
	if got.status != 130 || got.out != "" {
		t.Errorf("got %+v", got)
	}
}

func TestASignalEndsACommandThatReads(t *testing.T) {
	s := newOffice(t)
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		cmd := s.command("msg", "reply", "C1", "-F", "-")
		in, err := cmd.StdinPipe()
		must(t, err)
		// More than a pipe holds, so that some has been read when it is written, and
		// less than the longest text.
		read := func() bool {
			_, err := in.Write(bytes.Repeat([]byte("I was about to say. "), 3500))
			return err == nil
		}
		got := s.signalled(cmd, read, signal)
		if got.status != want || got.out != "" {
			t.Errorf("%s: got %+v", signal, got)
		}
	}
	if got := s.ok("msg", "list", "C1", "-o", "id"); got != "M1\n" {
		t.Errorf("there are %q", got)
	}
}

// TestASignalThatIsIgnoredStaysSo is about what a shell runs in the background of a
// script, and about nohup.
func TestASignalThatIsIgnoredStaysSo(t *testing.T) {
	s := newOffice(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} {
		holder, err := boltstore.Hold(t.Context(), boltstore.Options{Dir: s.store, Now: time.Now})
		must(t, err)
		cmd := s.command("msg", "reply", "C1", "-b", "Said all the same", "-o", "id")
		shell := exec.CommandContext(t.Context(), "sh", "-c", `trap '' INT HUP; exec "$@"`, "sh")
		shell.Args, shell.Env, shell.Dir = append(shell.Args, cmd.Args...), cmd.Env, cmd.Dir
		var out bytes.Buffer
		shell.Stdout = &out
		must(t, shell.Start())
		eventually(t, queued(shell))
		must(t, shell.Process.Signal(signal))
		must(t, holder.Close())
		if status := statusOfRun(t, shell.Wait()); status != 0 || !strings.HasPrefix(out.String(), "M") {
			t.Errorf("%s: status %d, %q", signal, status, out.String())
		}
	}
}

func TestFilesArePrivateUnderAnyUmask(t *testing.T) {
	for _, mask := range []string{"000", "777", "022"} {
		s := newSite(t)
		s.store = filepath.Join(s.dir, "above", "store")
		s.env = append(s.env, "OPERATOR_STORE="+s.store)
		script := `umask ` + mask + `; op=$1; set -e
"$op" init -q >&2
"$op" community add --code MR --name 'Maple Ridge' >&2
"$op" property add --community MR --code MR-012 >&2
"$op" team add --name Ben --email ben@acme.example >&2
"$op" property assign MR-012 ben@acme.example >&2
"$op" msg send -p MR-012 --to team -b Plan --attach plan.txt >&2
mkdir files; chmod 700 files
"$op" msg download M1 --out files >&2
"$op" check >&2`
		must(t, os.WriteFile(filepath.Join(s.dir, "plan.txt"), []byte("a plan"), 0o600))
		shell := exec.CommandContext(t.Context(), "sh", "-c", script, "sh", built(t))
		shell.Env, shell.Dir = s.env, s.dir
		if out, err := shell.CombinedOutput(); err != nil {
			t.Fatalf("umask %s: %v\n%s", mask, err, out)
		}
		files, folders := 0, 0
		for _, made := range []string{filepath.Join(s.dir, "above"), filepath.Join(s.dir, "files")} {
			must(t, filepath.WalkDir(made, func(path string, entry fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				info, err := entry.Info()
				if err != nil {
					return err
				}
				want := fs.FileMode(0o600)
				if entry.IsDir() {
					want = 0o700
					folders++
				} else {
					files++
				}
				if got := info.Mode().Perm(); got != want {
					t.Errorf("umask %s: %s is %s, want %s", mask, path, got, want)
				}
				return nil
			}))
		}
		if files < 5 || folders < 5 {
			t.Errorf("umask %s: only %d files and %d folders", mask, files, folders)
		}
	}
}
