package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mounted are parts of processes that see mounts of their own.
var mounted = map[string]func(o Options) error{
	"full":     fillDisk,
	"held":     fillDiskOfHeld,
	"copied":   copyOffFullDisk,
	"readonly": useReadOnly,
}

// inMounts runs a part where it may mount file systems. Where a machine forbids
// that, the test is skipped, unless REQUIRE_MOUNTS is set.
func inMounts(t *testing.T, o Options, name string) {
	t.Helper()
	cmd := another(t, o, name)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	err := cmd.Run()
	failed, ran := errors.AsType[*exec.ExitError](err)
	forbidden := err != nil && !ran || ran && failed.ExitCode() == mountForbidden
	if forbidden && os.Getenv("REQUIRE_MOUNTS") == "" {
		t.Skip("this machine does not let us mount: ", err)
	}
	must(t, err)
}

const mountForbidden = 99

func mount(what, where, kind string, flags uintptr, options string) {
	err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	if err == nil {
		err = syscall.Mount(what, where, kind, flags, options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mount:", err)
		os.Exit(mountForbidden)
	}
}

func TestAFullDiskLosesNothingThatWasSaved(t *testing.T) {
	o := newStore(t)
	o.Dir = t.TempDir()
	inMounts(t, o, "full")
}

// fillDisk makes a store on a small disk and writes until it is full.
func fillDisk(o Options) error {
	mount("none", o.Dir, "tmpfs", 0, "size=1m")
	o.Dir = filepath.Join(o.Dir, "store")
	ctx := context.Background()
	if err := Create(ctx, o, [16]byte{}, []string{numbers}, nothing); err != nil {
		return err
	}
	saved := uint64(0)
	for {
		err := newEach(o).Update(ctx, func(tx *bolt.Tx) error {
			n, err := tx.Bucket([]byte(numbers)).NextSequence()
			return errors.Join(err, tx.Bucket([]byte(numbers)).Put(num(n), make([]byte, 20_000)))
		})
		if err == nil {
			saved++
			continue
		}
		if errors.Is(err, ErrCommit) || operator.CodeOf(err) != operator.IO || reasonOf(err) != "disk_full" { // what came of it is known
			return fmt.Errorf("after %d: got %w (%v)", saved, err, reasonOf(err))
		}
		break
	}
	if n, err := counted(o); n != saved || saved == 0 || err != nil {
		return fmt.Errorf("%d of %d are there: %w", n, saved, err)
	}
	return createOnFullDisk(o)
}

func TestAStoreOnAFullDiskCanBeCopied(t *testing.T) {
	o := newStore(t)
	o.Dir = t.TempDir()
	inMounts(t, o, "copied")
}

// copyOffFullDisk has a store on a small disk with less room than a copy of it takes.
func copyOffFullDisk(o Options) error {
	mount("none", o.Dir, "tmpfs", 0, "size=1m")
	o.Dir = filepath.Join(o.Dir, "store")
	ctx := context.Background()
	if err := Create(ctx, o, [16]byte{}, []string{numbers}, nothing); err != nil {
		return err
	}
	err := newEach(o).Update(ctx, func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(numbers)).Put(num(uint64(1)), make([]byte, 600_000))
	})
	if err != nil {
		return err
	}
	var copied bytes.Buffer
	if err := Open(o).Snapshot(ctx, &copied, func(store.Reader, int64) error { return nil }); err != nil {
		return err
	}
	if copied.Len() < 600_000 {
		return fmt.Errorf("the copy has %d bytes", copied.Len())
	}
	return nil
}

// createOnFullDisk has room for nothing.
func createOnFullDisk(o Options) error {
	ballast, err := os.Create(filepath.Join(o.Dir, "ballast"))
	if err != nil {
		return err
	}
	for err == nil {
		_, err = ballast.Write(make([]byte, 4096))
	}
	o.Dir = filepath.Join(o.Dir, "second")
	err = Create(context.Background(), o, [16]byte{}, nil, nothing)
	if reasonOf(err) != "disk_full" {
		return fmt.Errorf("create gave %w", err)
	}
	if _, err := os.Lstat(o.Dir); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the folder is still there: %w", err)
	}
	return nil
}

func TestAReadOnlyMediumCanBeRead(t *testing.T) {
	o := newStore(t)
	must(t, addOne(o))
	inMounts(t, o, "readonly")
	must(t, os.Remove(filepath.Join(o.Dir, lockName)))
	must(t, os.Remove(filepath.Join(o.Dir, gateName)))
	must(t, os.Remove(filepath.Join(o.Dir, writerName)))
	inMounts(t, o, "readonly")
}

func useReadOnly(o Options) error {
	mount(o.Dir, o.Dir, "", syscall.MS_BIND, "")
	mount(o.Dir, o.Dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	if n, err := counted(o); n != 1 || err != nil {
		return fmt.Errorf("read %d: %w", n, err)
	}
	if err := addOne(o); operator.CodeOf(err) != operator.IO || reasonOf(err) != "read_only_fs" {
		return fmt.Errorf("writing gave %w (%v)", err, reasonOf(err))
	}
	return nil
}

// TestAFolderOfSomeoneElseCanBeRead has a store that may be looked at, but not
// changed.
func TestAFolderOfSomeoneElseCanBeRead(t *testing.T) {
	o := newStore(t)
	must(t, addOne(o))
	for _, locked := range []bool{true, false} {
		if !locked {
			must(t, os.Chmod(o.Dir, 0o755))
			must(t, os.Remove(filepath.Join(o.Dir, lockName)))
			must(t, os.Remove(filepath.Join(o.Dir, gateName)))
			must(t, os.Remove(filepath.Join(o.Dir, writerName)))
		} else {
			must(t, os.Chmod(filepath.Join(o.Dir, lockName), 0o444))
			must(t, os.Chmod(filepath.Join(o.Dir, gateName), 0o444))
			must(t, os.Chmod(filepath.Join(o.Dir, writerName), 0o444))
		}
		must(t, os.Chmod(o.db(), 0o444))
		must(t, os.Chmod(o.Dir, 0o555))
		out, err := asNobody(t, o, "read").Output()
		if string(out) != "1" || err != nil {
			t.Errorf("lock files %v: read %q, %v", locked, out, err)
		}
		_, err = asNobody(t, o, "add").Output()
		failed, _ := errors.AsType[*exec.ExitError](err)
		if failed == nil || failed.ExitCode() != operator.Denied.Status() {
			t.Errorf("lock files %v: writing gave %v", locked, err)
		}
	}
	must(t, os.Chmod(o.Dir, 0o755))
}

// asNobody plays a part without the rights of root, for whom all is allowed.
func asNobody(t *testing.T, o Options, name string) *exec.Cmd {
	t.Helper()
	cmd := another(t, o, name)
	cmd.Stderr = nil
	if os.Getuid() != 0 {
		return cmd
	}
	binary, err := os.ReadFile(cmd.Path)
	must(t, err)
	dir := t.TempDir()
	cmd.Path = filepath.Join(dir, "test")
	must(t, os.WriteFile(cmd.Path, binary, 0o755))
	for _, open := range []string{dir, filepath.Dir(dir), filepath.Dir(o.Dir)} {
		must(t, os.Chmod(open, 0o755))
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	return cmd
}

func TestNetworkFileSystemsAreKnownByTheirNumbers(t *testing.T) {
	for number, want := range map[int64]string{
		0x6969: "nfs", 0xFF534D42: "cifs", 0xFE534D42: "smb2", 0x01021997: "9p", 0xEF53: "", 0x01021994: "",
	} {
		if got := networkFS(number); got != want {
			t.Errorf("%x is %q, want %q", number, got, want)
		}
	}
	if refuseNetwork("/proc/self/no such folder") != nil {
		t.Error("a folder that is not there is on a network")
	}
}
