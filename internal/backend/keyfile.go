package backend

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The file with the keys of the log, in the folder of the store, and what one is called
// that is to take its place. A symbolic link leads to where it is kept instead, so that
// every command finds it without being told.
const (
	keysName   = "operator.key"
	keysAside  = ".new"
	maxKeysLen = 1 << 20
)

// keyFile is the file with the keys of the log of a store.
type keyFile struct{ path string }

var _ app.ChainKeys = keyFile{}

func keysOf(store string) keyFile { return keyFile{filepath.Join(store, keysName)} }

// Path is where people look for it.
func (f keyFile) Path() string { return f.path }

func (f keyFile) store() string { return filepath.Dir(f.path) }

// target is the file itself, which may not be there yet.
func (f keyFile) target() string {
	if real, err := filepath.EvalSymlinks(f.path); err == nil {
		return real
	}
	to, err := os.Readlink(f.path)
	switch {
	case err != nil:
		return f.path
	case filepath.IsAbs(to):
		return to
	}
	return filepath.Join(filepath.Dir(f.path), to)
}

// Load reads the keys. It refuses a file that others may read.
func (f keyFile) Load() (event.Keys, error) {
	at := f.target()
	keys, err := readKeys(at, f.store())
	if err != nil {
		return keys, err
	}
	aside, err := readKeys(at+keysAside, f.store())
	if err != nil || aside.Empty() {
		return keys, nil // what was not finished is worth nothing where it cannot be read
	}
	if keys.Empty() {
		keys.Store = aside.Store
	}
	if keys.Store == aside.Store {
		keys.Pending = aside.Held[len(aside.Held)-1]
	}
	return keys, nil
}

// readKeys reads a file with keys, of the user of the server, whose the store is.
func readKeys(path, store string) (event.Keys, error) {
	about, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return event.Keys{}, nil
	}
	if err == nil && !about.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	var raw []byte
	if err == nil {
		raw, err = config.ReadPrivate(path, store, maxKeysLen)
	}
	var keys event.Keys
	if err == nil {
		keys, err = event.ParseKeys(string(raw))
	}
	if _, ours := errors.AsType[*operator.Error](err); err != nil && !ours {
		err = operator.Wrap(operator.Config, err, "the keys of the log cannot be read from %s", path).
			WithHint("put the file back from where you keep its copy").Reason("chain_key_unreadable").With("path", path)
	}
	return keys, err
}

// Prepare writes the keys beside the file.
func (f keyFile) Prepare(keys event.Keys) error {
	path := f.target() + keysAside
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		err = config.WritePrivate(path, f.store(), keys.String())
	}
	if err != nil {
		return f.unwritable(err)
	}
	return nil
}

// Finish has what was written take the place of the file.
func (f keyFile) Finish() error {
	at := f.target()
	err := config.RenamePrivate(at+keysAside, at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it has taken it before
	}
	if err != nil {
		return f.unwritable(err)
	}
	return nil
}

func (f keyFile) unwritable(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return operator.Wrap(operator.IO, err, "the keys of the log cannot be written to %s", f.target()).
			WithHint("make room on the disk, then try again").Reason("disk_full").With("path", f.path)
	}
	return operator.Wrap(operator.CannotCreate, err, "the keys of the log cannot be written to %s", f.target()).
		WithHint("see that its folder is there and is yours").Reason("chain_key_unwritable").With("path", f.path)
}

// ownKeys are the keys of a server, which reads them once, and goes on with them.
type ownKeys struct {
	app.ChainKeys
	kept *event.Keys // once they are read
}

// Load gives them.
func (o *ownKeys) Load() (event.Keys, error) {
	if o.kept != nil {
		return *o.kept, nil
	}
	return o.ChainKeys.Load()
}

// keep reads them for the last time.
func (o *ownKeys) keep() error {
	keys, err := o.ChainKeys.Load()
	if err == nil {
		o.kept = &keys
	}
	return err
}

// memoryKeys are keys that are in no file: those of a backup.
type memoryKeys struct{ keys event.Keys }

var _ app.ChainKeys = (*memoryKeys)(nil)

// Path says what there is in the place of a file.
func (m *memoryKeys) Path() string { return "the backup" }

// Load gives the keys.
func (m *memoryKeys) Load() (event.Keys, error) { return m.keys, nil }

// Prepare takes others.
func (m *memoryKeys) Prepare(keys event.Keys) error { m.keys = keys; return nil }

// Finish has nothing to do.
func (m *memoryKeys) Finish() error { return nil }

// restore puts the keys of a backup into the file, and says whether it made that. One that
// has them stays.
func (f keyFile) restore(keys event.Keys) (bool, error) {
	if keys.Empty() {
		return false, nil
	}
	there, err := f.Load()
	if err != nil {
		return false, err
	}
	if there.Empty() {
		if err := f.Prepare(keys); err != nil {
			return false, err
		}
		return true, f.Finish()
	}
	for _, key := range keys.Held {
		if !slices.ContainsFunc(there.Held, func(k []byte) bool { return bytes.Equal(k, key) }) {
			return false, operator.Errorf(operator.Conflict, "%s is there already, with other keys than the backup has", f.path).
				WithHint("move it away, or choose another folder with --store DIR").Reason("chain_key_exists").With("path", f.path)
		}
	}
	return false, nil
}

// Rekey begins a new key of the log of an embedded store, for which nobody else may have
// it.
func Rekey(ctx context.Context, c config.Config, req operator.RekeyRequest) (operator.Rekeyed, error) {
	if c.Remote != "" {
		return operator.Rekeyed{}, operator.Errorf(operator.Usage, "audit rekey works on an embedded store, and cannot work on %s", c.Remote).
			WithHint("operator audit rekey --store DIR, on the machine that has it").Reason("local_only")
	}
	made, err := app.New(parts(c, boltstore.Open(storeOptions(c)))).Rekey(ctx, req)
	return made, alone(c, err)
}
