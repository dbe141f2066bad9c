package backend

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// instance is of the store that keys in these tests are of.
var instance = []byte("0123456789abcdef")

func aKey(b byte) []byte { return bytes.Repeat([]byte{b}, event.KeySize) }

func TestAFileOfKeysIsForItsOwnerAloneAndNeverHalf(t *testing.T) {
	t.Parallel()
	f := keysOf(t.TempDir())
	if keys, err := f.Load(); err != nil || !keys.Empty() {
		t.Fatalf("where there is no file: %v, %v", keys, err)
	}
	first := event.Keys{}.With(instance, aKey(1))
	must(t, f.Prepare(first))
	if keys, err := f.Load(); err != nil || !keys.Empty() || !bytes.Equal(keys.Pending, aKey(1)) || !keys.IsOf(instance) {
		t.Errorf("what was put aside counts, or is not there: %v, %v", keys, err)
	}
	must(t, f.Finish())
	must(t, f.Finish()) // it has been done
	about, err := os.Stat(f.path)
	if err != nil || runtime.GOOS != "windows" && about.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", about, err)
	}
	must(t, f.Prepare(first.With(instance, aKey(2))))
	must(t, f.Prepare(first.With(instance, aKey(3)))) // in the place of what a process left
	if keys, err := f.Load(); err != nil || len(keys.Held) != 1 || !bytes.Equal(keys.Pending, aKey(3)) {
		t.Errorf("with one put aside: %v, %v", keys, err)
	}
	must(t, os.WriteFile(f.path+keysAside, []byte("half a li"), 0o600))
	if keys, err := f.Load(); err != nil || len(keys.Held) != 1 || keys.Pending != nil {
		t.Errorf("with half of one put aside: %v, %v", keys, err)
	}
}

func TestAFileOfKeysThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	good := event.Keys{}.With(instance, aKey(1)).String()
	for reason, spoil := range map[string]func(path string) error{
		"chain_key_unreadable": func(path string) error { return os.WriteFile(path, []byte("Dear diary"), 0o600) },
		"unsafe_file": func(path string) error {
			return errors.Join(os.WriteFile(path, []byte(good), 0o600), os.Chmod(path, 0o640))
		},
		"too_long": func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("#"), maxKeysLen+1), 0o600) },
	} {
		if reason == "unsafe_file" && runtime.GOOS == "windows" {
			continue // modes say nothing there
		}
		f := keysOf(t.TempDir())
		must(t, spoil(f.path))
		_, err := f.Load()
		if e, ok := errors.AsType[*operator.Error](err); !ok || e.Details["reason"] != reason || strings.Contains(err.Error(), "0101") {
			t.Errorf("%s: %v", reason, err)
		}
	}
	f := keysOf(t.TempDir())
	must(t, os.Mkdir(f.path, 0o700))
	if _, err := f.Load(); operator.CodeOf(err) != operator.Config {
		t.Errorf("a folder gives %v", err)
	}
}

// link makes a symbolic link, which is not everybody's to make on Windows.
func link(t *testing.T, to, at string) {
	t.Helper()
	err := os.Symlink(to, at)
	if err != nil && runtime.GOOS == "windows" {
		t.Skip(err)
	}
	must(t, err)
}

// TestALinkLeadsToTheKeys, to where they are and to where they are to be.
func TestALinkLeadsToTheKeys(t *testing.T) {
	t.Parallel()
	for name, relative := range map[string]bool{"relative": true, "absolute": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			elsewhere := filepath.Join(dir, "elsewhere")
			must(t, errors.Join(os.Mkdir(elsewhere, 0o700), os.Mkdir(filepath.Join(dir, "store"), 0o700)))
			f, to := keysOf(filepath.Join(dir, "store")), filepath.Join(elsewhere, "acme.key")
			if relative {
				to = filepath.Join("..", "elsewhere", "acme.key")
			}
			link(t, to, f.path)
			keys := event.Keys{}.With(instance, aKey(1))
			for range 2 {
				must(t, errors.Join(f.Prepare(keys), f.Finish()))
				if got, err := f.Load(); err != nil || got.String() != keys.String() {
					t.Errorf("got %v, %v", got, err)
				}
				keys = keys.With(instance, aKey(2))
			}
			if about, err := os.Lstat(f.path); err != nil || about.Mode()&os.ModeSymlink == 0 {
				t.Errorf("the link is %v, %v", about, err)
			}
			if found, err := os.ReadDir(elsewhere); err != nil || len(found) != 1 || found[0].Name() != "acme.key" {
				t.Errorf("there is %v, %v", found, err)
			}
		})
	}
	f := keysOf(t.TempDir())
	link(t, filepath.Join(f.path+"s", "missing"), f.path)
	if err := f.Prepare(event.Keys{}.With(instance, aKey(1))); operator.CodeOf(err) != operator.CannotCreate {
		t.Errorf("a link into nowhere gives %v", err)
	}
}

// TestTheKeysOfABackupComeWithIt, and take the place of no others.
func TestTheKeysOfABackupComeWithIt(t *testing.T) {
	t.Parallel()
	c := smallDemo(t)
	serveOnce(t, c)
	ctx, s := asAdmin(t, c)
	call := operator.CallFrom(ctx)
	call.Trusted = true
	var with bytes.Buffer
	if _, err := s.Backup(operator.WithCall(ctx, call), operator.BackupRequest{Out: &with, WithChainKey: true}); err != nil {
		t.Fatal(err)
	}
	raw, made := backedUp(t, c)
	if made.ChainKey != operator.ChainKeyLeftOut {
		t.Errorf("a backup has its key %s", made.ChainKey)
	}
	for place, content := range map[operator.ChainKeyPlace][]byte{operator.ChainKeyIncluded: with.Bytes(), operator.ChainKeyLeftOut: raw} {
		report, err := VerifyBackup(ctx, c, operator.ReadBackupRequest{Content: bytes.NewReader(content)})
		if err != nil || len(report.Findings) > 0 || report.ChainKey != place || (report.Unverified > 0) == (place == operator.ChainKeyIncluded) {
			t.Errorf("%s: verify gives %+v, %v", place, report, err)
		}
		to := c
		to.Store = filepath.Join(t.TempDir(), "store")
		done, err := RestoreBackup(ctx, to, operator.ReadBackupRequest{Content: bytes.NewReader(content)})
		if err != nil || done.ChainKey != place {
			t.Errorf("%s: restore gives %+v, %v", place, done, err)
		}
		_, there := os.Stat(keysOf(to.Store).path)
		if (there == nil) != (place == operator.ChainKeyIncluded) {
			t.Errorf("%s: beside the store, %v", place, there)
		}
		ctx, restored := asAdmin(t, to)
		_, err = restored.EditWorkspace(ctx, operator.EditWorkspaceRequest{Name: operator.Optional("Restored")})
		if (err == nil) != (place == operator.ChainKeyIncluded) {
			t.Errorf("%s: it is changed with %v", place, err)
		}
	}
}

// serveOnce holds a store as a server does, and lets go of it.
func serveOnce(t *testing.T, c config.Config) {
	t.Helper()
	s, err := Hold(t.Context(), c, "", slog.New(slog.DiscardHandler))
	must(t, err)
	must(t, s.OwnKey(t.Context()))
	must(t, s.Close())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
