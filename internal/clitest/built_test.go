package clitest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// What scripts cannot do is tested in Go, with the program as it is released.

// builtVariable names a program that is built already, for tests that run again
// in another process.
const builtVariable = "CLITEST_BUILT"

// folder is where programs are that are built once for all tests, when the first of them
// asks for one.
type folder struct {
	once   sync.Once
	dir    string
	failed error
}

// What tests in Go run, and what scripts do.
var release, scripted folder

// built is where the program is.
func built(t testing.TB) string {
	t.Helper()
	if path := os.Getenv(builtVariable); path != "" {
		return path
	}
	return filepath.Join(release.with(t, map[string]string{"operator": "../../cmd/operator"}), "operator"+exe)
}

// with gives the folder, with programs in it that are built from the packages.
func (f *folder) with(t interface{ Fatal(...any) }, programs map[string]string) string {
	f.once.Do(func() {
		if f.dir, f.failed = os.MkdirTemp("", "operator-clitest-"); f.failed != nil {
			return
		}
		for name, from := range programs {
			if f.failed = build(filepath.Join(f.dir, name+exe), from); f.failed != nil {
				return
			}
		}
	})
	if f.failed != nil {
		t.Fatal(f.failed)
	}
	return f.dir
}

// exe is how the name of a program ends.
var exe = map[bool]string{true: ".exe"}[runtime.GOOS == "windows"]

// asReleased has the linker do what it does for a release, which takes it half the time.
var asReleased = "-ldflags=-s -w -X github.com/seed-34ad0ce1/operator/internal/process.version=" + testVersion.Number

func build(path, from string) error {
	build := exec.Command("go", "build", asReleased, "-o", path, from)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// suite removes the programs after the last test.
type suite struct{ *testing.M }

func (s suite) Run() int {
	defer func() {
		for _, f := range []*folder{&release, &scripted} {
			if f.dir != "" {
				_ = os.RemoveAll(f.dir)
			}
		}
	}()
	return s.M.Run()
}

// site is a home folder and a store, with the built program to use on it.
type site struct {
	t     testing.TB
	dir   string // what follows is in it, and commands run there
	store string
	env   []string
}

// patience is how long any one command of a test may take.
const patience = 60 * time.Second

// newSite makes a home, with no store in it.
func newSite(t testing.TB) *site {
	t.Helper()
	return siteIn(t, t.TempDir())
}

func siteIn(t testing.TB, dir string) *site {
	t.Helper()
	home := filepath.Join(dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, dir: dir, store: filepath.Join(dir, "store")}
	s.env = []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, ".config"), "XDG_DATA_HOME=" + filepath.Join(home, ".local/share"),
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "TZ=UTC", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "OPERATOR_STORE=" + s.store, "OPERATOR_PAGER=cat",
	}
	return s
}

// newOffice makes a store with the home MR-012, its buyer Tom Lee (P2), and one
// message to him, M1 in C1.
func newOffice(t testing.TB) *site {
	t.Helper()
	s := newSite(t)
	s.ok("init", "--name", "Acme Homes", "--admin", "Maya Ortiz <maya@acme.example>")
	s.ok("community", "add", "--code", "MR", "--name", "Maple Ridge")
	s.ok("property", "add", "--community", "MR", "--code", "MR-012")
	s.ok("buyer", "add", "--name", "Tom Lee", "--email", "tom@lee.example")
	s.ok("transaction", "open", "MR-012", "--buyer", "tom@lee.example")
	s.ok("msg", "send", "-p", "MR-012", "--to", "buyers", "-b", "The tiles are here")
	return s
}

// answer is what came of a command. Its status is -1 if a signal ended it.
type answer struct {
	status   int
	out, err string
}

// command is a command that can be given other streams before it is started. It is
// killed when its time is up, which does not run while the program is built.
func (s *site) command(args ...string) *exec.Cmd {
	program := built(s.t)
	ctx, stop := context.WithTimeout(context.Background(), patience)
	s.t.Cleanup(stop)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

func (s *site) run(args ...string) answer {
	s.t.Helper()
	return s.finish(s.command(args...))
}

// finish runs a command and catches what it writes, unless that goes elsewhere.
func (s *site) finish(cmd *exec.Cmd) answer {
	s.t.Helper()
	var out, errOut bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &errOut
	}
	status := statusOfRun(s.t, cmd.Run())
	return answer{status, out.String(), errOut.String()}
}

func statusOfRun(t testing.TB, err error) int {
	t.Helper()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if err != nil && !ok {
		t.Fatalf("the command did not run: %v", err)
	}
	if ok {
		return exit.ExitCode()
	}
	return 0
}

// ok runs a command that must succeed, and gives what it printed.
func (s *site) ok(args ...string) string {
	s.t.Helper()
	got := s.run(args...)
	if got.status != 0 {
		s.t.Fatalf("operator %q: status %d, %s", args, got.status, got.err)
	}
	return got.out
}

// refused runs a command that must fail with a status, print nothing, and say what
// is wanted on standard error: the message and the hint, or either's beginning
// that ends in "…". STORE stands for the folder of the store.
func (s *site) refused(status int, message, hint string, args ...string) {
	s.t.Helper()
	s.refuses(s.run(args...), status, message, hint, args...)
}

func (s *site) refuses(got answer, status int, message, hint string, args ...string) {
	s.t.Helper()
	if got.status != status || got.out != "" {
		s.t.Errorf("operator %q: status %d, want %d; printed %q, said %s", args, got.status, status, got.out, got.err)
		return
	}
	lines := strings.Split(strings.TrimSuffix(got.err, "\n"), "\n")
	want := []string{"operator: " + message}
	if hint != "" {
		want = append(want, "hint: "+hint)
	}
	same := len(lines) == len(want)
	for i := 0; same && i < len(want); i++ {
		line := strings.ReplaceAll(lines[i], s.store, "STORE")
		begin, open := strings.CutSuffix(want[i], "…")
		same = line == want[i] || open && strings.HasPrefix(line, begin)
	}
	if !same {
		s.t.Errorf("operator %q says\n%swant\n%s", args, got.err, strings.Join(want, "\n"))
	}
}

// failure is what an error under -o json says.
type failure struct {
	Error struct {
		Code, Message, Hint string
		Details             map[string]any
	}
}

// refusedAsJSON runs a command with -o json that must fail with a code and a
// reason, and say so in one object on standard error.
func (s *site) refusedAsJSON(status int, code, reason string, args ...string) failure {
	s.t.Helper()
	got := s.run(append(args, "-o", "json")...)
	var f failure
	if err := json.Unmarshal([]byte(got.err), &f); err != nil || got.status != status || got.out != "" ||
		f.Error.Code != code || f.Error.Details["reason"] != reason || strings.Count(got.err, "\n") != 1 {
		s.t.Errorf("operator %q: got %+v, want status %d, %s and %s", args, got, status, code, reason)
	}
	return f
}

// clean wants the check to find nothing.
func (s *site) clean() {
	s.t.Helper()
	if got := s.run("check", "--read-data"); got.status != 0 || got.out != "" {
		s.t.Errorf("check: status %d\n%s%s", got.status, got.out, got.err)
	}
}

// whole is everything in a folder: names, kinds, permissions and bytes. What the
// lock files say is left out, for whoever locks the store writes them.
func whole(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == dir {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		var raw []byte
		if info.Mode().IsRegular() && entry.Name() != "operator.lock" && entry.Name() != "operator.writer" {
			raw, err = os.ReadFile(path)
		}
		fmt.Fprintf(&b, "%s %s %q\n", path, info.Mode(), raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// same wants a folder to be as it was before.
func same(t testing.TB, dir, before string) {
	t.Helper()
	if after := whole(t, dir); after != before {
		t.Errorf("%s was changed: it had %d bytes of listing, now %d", dir, len(before), len(after))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
