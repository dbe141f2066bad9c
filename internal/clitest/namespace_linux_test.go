package clitest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// namespaceVariable is set in a process that may mount file systems which nobody
// else sees.
const namespaceVariable = "CLITEST_NAMESPACE"

// mountForbidden is how such a process ends where the machine forbids it to.
const mountForbidden = 99

// inNamespace runs the test again in a process that may mount file systems, and
// says whether this is that process. Where the machine forbids that, the test is
// skipped, unless REQUIRE_MOUNTS is set.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(namespaceVariable) != "" {
		return true
	}
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), namespaceVariable+"=1", builtVariable+"="+built(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	failed, ran := errors.AsType[*exec.ExitError](err)
	if forbidden := err != nil && !ran || ran && failed.ExitCode() == mountForbidden; forbidden && os.Getenv("REQUIRE_MOUNTS") == "" {
		t.Skip("this machine does not let us mount: ", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return false
}

// mount mounts a file system until the test is over, or ends the process where
// that is forbidden.
func mount(t *testing.T, what, where, kind string, flags uintptr, options string) {
	t.Helper()
	err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	if err == nil {
		err = syscall.Mount(what, where, kind, flags, options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mount:", err)
		os.Exit(mountForbidden)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(where, syscall.MNT_DETACH)) })
}

func TestAReadOnlyMediumIsRead(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	s := newOffice(t)
	mount(t, s.store, s.store, "", syscall.MS_BIND, "")
	must(t, syscall.Mount(s.store, s.store, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	before := whole(t, s.store)
	s.ok("msg", "list", "C1")
	s.clean()
	for _, args := range [][]string{{"msg", "reply", "C1", "-b", "Hello"}, {"community", "add", "--code", "OK", "--name", "Oak"}, {"inbox", "read", "--all"}} {
		s.refused(74, "the store STORE cannot be locked: …", "the file system is read-only; choose another folder with --store DIR", args...)
		s.refusedAsJSON(74, "io", "read_only_fs", args...)
	}
	s.unwritable(t, s.command("doctor"), s.store, "the file system is read-only; choose another folder with --store DIR")
	got := s.run("init", "--store", filepath.Join(s.store, "new"))
	s.refuses(got, 74, "the folder STORE/new cannot be made: …", "the file system is read-only; choose another folder with --store DIR", "init")
	same(t, s.store, before)
}

// unwritable wants the doctor to say what cannot be written, and what to do.
func (s *site) unwritable(t *testing.T, doctor *exec.Cmd, path, advice string) {
	t.Helper()
	got := s.finish(doctor)
	for _, want := range []string{"problem +writing +" + regexp.QuoteMeta(path) + " cannot be written, so that changes fail: ", "→ " + regexp.QuoteMeta(advice)} {
		if got.status != 1 || !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("%s is not in %+v", want, got)
		}
	}
}

// asNobody makes commands run without the rights of root, for whom all is allowed.
func (s *site) asNobody(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := s.command(args...)
	if os.Getuid() == 0 {
		for _, open := range []string{filepath.Dir(cmd.Path), filepath.Dir(s.dir), s.dir} {
			must(t, os.Chmod(open, 0o755))
		}
		cmd.Env = append(cmd.Env, "HOME=/nowhere", "XDG_CONFIG_HOME=/nowhere")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return cmd
}

func TestAStoreOfSomebodyElse(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a store of somebody else")
	}
	s := newOffice(t)
	refused := func(message string, args ...string) {
		t.Helper()
		s.refuses(s.finish(s.asNobody(t, args...)), 77, message, "see who owns the folder of the database, and who may write it: it must be you", args...)
	}
	s.asNobody(t) // so that what it opens is open before
	before := whole(t, s.dir)
	refused("the database STORE/operator.db cannot be opened: …", "msg", "list", "C1")
	refused("the database STORE/operator.db cannot be opened: …", "msg", "reply", "C1", "-b", "Hello")
	refused("the database STORE/operator.db cannot be opened: …", "check")
	refused("the database STORE/new/operator.db cannot be opened: …", "init", "--store", filepath.Join(s.store, "new"))
	same(t, s.dir, before)

	// One that may be looked at, but not changed.
	must(t, os.Chmod(s.store, 0o755))
	for _, name := range []string{"operator.db", "operator.lock", "operator.gate", "operator.writer"} {
		must(t, os.Chmod(filepath.Join(s.store, name), 0o644))
	}
	before = whole(t, s.dir)
	if got := s.finish(s.asNobody(t, "msg", "list", "C1")); got.status != 0 {
		t.Errorf("got %+v", got)
	}
	refused("the store STORE cannot be locked: …", "msg", "reply", "C1", "-b", "Hello")
	s.unwritable(t, s.asNobody(t, "doctor"), s.store, "see who owns the folder of the database, and who may write it: it must be you")
	refused("the folder STORE/new cannot be made: …", "init", "--store", filepath.Join(s.store, "new"))
	same(t, s.dir, before)
}

func TestWhatRootMakesInAStoreOfSomebodyElseIsTheirs(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a store of somebody else")
	}
	s := newOffice(t)
	theirs := func(args ...string) {
		t.Helper()
		if got := s.finish(s.asNobody(t, args...)); got.status != 0 {
			t.Errorf("%v: got %+v", args, got)
		}
	}
	must(t, filepath.WalkDir(s.store, func(path string, _ fs.DirEntry, _ error) error { return os.Lchown(path, 65534, 65534) }))
	s.ok("compact")
	theirs("community", "add", "--code", "OK", "--name", "Oak")
	s.ok("audit", "rekey")
	theirs("community", "add", "--code", "EL", "--name", "Elm")
	s.ok("community", "add", "--code", "FI", "--name", "Fir")
	file := filepath.Join(s.dir, "plan.txt")
	must(t, os.WriteFile(file, []byte("The plan."), 0o644))
	s.ok("msg", "reply", "C1", "-b", "The plan.", "--attach", file)
	theirs("check", "--read-data")
	must(t, os.Chown(filepath.Join(s.store, "operator.db"), 0, 0)) // as once it was
	if got := s.run("doctor"); got.status != 1 || !strings.Contains(got.out, "chown --reference="+s.store) {
		t.Errorf("got %+v", got)
	}
}

func TestAFileThatMayNotBeWritten(t *testing.T) {
	s := newOffice(t)
	if os.Getuid() == 0 {
		for _, name := range []string{"", "operator.db", "operator.lock", "operator.gate", "operator.writer"} {
			must(t, os.Chown(filepath.Join(s.store, name), 65534, 65534))
		}
	}
	must(t, os.Chmod(filepath.Join(s.store, "operator.db"), 0o400))
	before := whole(t, s.store)
	if got := s.finish(s.asNobody(t, "msg", "list", "C1")); got.status != 0 {
		t.Errorf("got %+v", got)
	}
	s.unwritable(t, s.asNobody(t, "doctor"), filepath.Join(s.store, "operator.db"), "see who owns the folder of the database, and who may write it: it must be you")
	got := s.finish(s.asNobody(t, "msg", "reply", "C1", "-b", "Hello"))
	s.refuses(got, 77, "the database STORE/operator.db cannot be opened: …", "see who owns the folder of the database, and who may write it: it must be you", "reply")
	same(t, s.store, before)
}

func TestADeviceIsNoStore(t *testing.T) {
	s := newOffice(t)
	database := filepath.Join(s.store, "operator.db")
	must(t, os.Remove(database))
	must(t, syscall.Mkfifo(database, 0o600))
	for _, args := range [][]string{{"msg", "list", "C1"}, {"msg", "reply", "C1", "-b", "x"}, {"check"}} {
		s.refused(65, "STORE/operator.db is a pipe, not a database", moveHint, args...)
	}
	must(t, os.Remove(database))
	if err := syscall.Mknod(database, syscall.S_IFCHR|0o600, 1<<8|5); err != nil { // /dev/zero
		t.Skip("this machine does not let us make devices: ", err)
	}
	s.refused(65, "STORE/operator.db is a device, not a database", moveHint, "msg", "list", "C1")
}

// disk is a site on a small disk of its own.
func disk(t *testing.T, size string) *site {
	t.Helper()
	dir := t.TempDir()
	mount(t, "none", dir, "tmpfs", 0, "size="+size)
	s := siteIn(t, dir)
	s.env = append(s.env, "TMPDIR="+t.TempDir()) // what is on its way elsewhere
	return s
}

// ballast fills the disk, and gives what makes room again.
func (s *site) ballast() (free func()) {
	s.t.Helper()
	path := filepath.Join(s.dir, "ballast")
	file, err := os.Create(path)
	must(s.t, err)
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		s.t.Fatal(err)
	}
	must(s.t, file.Close())
	return func() { must(s.t, os.Remove(path)) }
}

const roomHint = "make room on the disk, then try again"

func TestAFullDiskLosesNothing(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	s := disk(t, "2m")
	s.ok("init", "--name", "Acme Homes", "--admin", "Maya Ortiz <maya@acme.example>")
	s.ok("community", "add", "--code", "MR", "--name", "Maple Ridge")
	s.ok("property", "add", "--community", "MR", "--code", "MR-012")
	s.ok("buyer", "add", "--name", "Tom Lee", "--email", "tom@lee.example")
	s.ok("transaction", "open", "MR-012", "--buyer", "tom@lee.example")
	s.ok("msg", "send", "-p", "MR-012", "--to", "buyers", "-b", "The tiles are here")
	must(t, os.WriteFile(filepath.Join(s.dir, "plan.txt"), make([]byte, 300_000), 0o600))
	body := filepath.Join(t.TempDir(), "body.txt")
	must(t, os.WriteFile(body, []byte(fmt.Sprintf("%60000d", 1)), 0o600))

	free := s.ballast()
	sent := 1
	var got answer
	for range 100 {
		if got = s.run("msg", "reply", "C1", "-F", body, "-o", "id"); got.status != 0 {
			break
		}
		sent++
	}
	s.refuses(got, 74, "the change could not be written to STORE/operator.db: …", roomHint, "msg reply")
	s.refusedAsJSON(74, "io", "disk_full", "msg", "reply", "C1", "-F", body)
	if got := s.run("msg", "reply", "C1", "-b", "See the plan", "--attach", "plan.txt", "-o", "json"); got.status != 74 || got.out != "" {
		t.Errorf("attach: got %+v", got)
	}
	s.refusedAsJSON(74, "io", "disk_full", "msg", "reply", "C1", "-b", "See the plan", "--attach", "plan.txt")
	s.refused(74, "the keys of the log cannot be written to STORE/operator.key: no space left on device", roomHint, "audit", "rekey")
	before := whole(t, s.store)
	got = s.run("init", "--store", filepath.Join(s.dir, "second"))
	if got.status != 74 || got.out != "" {
		t.Errorf("init: got %+v", got)
	}
	if _, err := os.Lstat(filepath.Join(s.dir, "second")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("init left something: %v", err)
	}
	same(t, s.store, before)
	if got := s.ok("msg", "list", "C1", "-o", "id"); got != references(sent) {
		t.Errorf("on the full disk there are %q, want %d", got, sent)
	}
	s.clean()

	free()
	if got := s.ok("msg", "reply", "C1", "-b", "See the plan", "--attach", "plan.txt", "-o", "id"); got != fmt.Sprintf("M%d\n", sent+1) {
		t.Errorf("got %q, want M%d", got, sent+1)
	}
	s.ok("init", "--store", filepath.Join(s.dir, "second"))
	s.clean()
	if left, err := filepath.Glob(filepath.Join(s.store, "blobs", "tmp", "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// references are M1 to Mn, a line each.
func references(n int) (lines string) {
	for i := range n {
		lines += fmt.Sprintf("M%d\n", i+1)
	}
	return lines
}
