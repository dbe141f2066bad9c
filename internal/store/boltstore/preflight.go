package boltstore

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// schemaVersion is the schema that this program reads and writes. A store says in
// its bucket `meta` which one it has.
const schemaVersion = 6

// The bucket `meta` tells a store from any other bbolt file.
const (
	metaBucket  = "meta"
	magicKey    = "magic"
	schemaKey   = "schema"
	instanceKey = "instance"
	createdKey  = "created"
	magic       = "operator-db"
)

// cannotFind says why there is no file to open.
func cannotFind(o Options, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return operator.Errorf(operator.NoInput, "there is no database at %s", o.db()).
			WithHint("operator init makes one, and operator demo one to try things on; another is named with --store DIR, an instance with operator login --remote URL").Reason("db_missing").With("path", o.db())
	case errors.Is(err, syscall.ENOTDIR):
		return operator.Errorf(operator.Invalid, "%s is not a folder", o.Dir).
			WithHint("give the folder of the database, not a file").Reason("not_a_folder").With("path", o.Dir)
	case isAny(err, loopErrors):
		return operator.Errorf(operator.Invalid, "%s is a symbolic link to itself", o.Dir).
			Reason("symlink_loop").With("path", o.Dir)
	}
	return failure(err, "the database %s cannot be opened", o.db())
}

// regular refuses what is no file: opening a pipe waits, and a link would be
// replaced instead of what it points to.
func regular(path string, found fs.FileInfo) error {
	what := ""
	switch mode := found.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeSymlink != 0:
		what = "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	default:
		what = "no regular file"
	}
	return operator.Errorf(operator.Invalid, "%s is %s, not a database", path, what).
		WithHint("move it away, then put back the database, or make a new store: operator init").Reason("not_a_file").With("path", path)
}

// openDB opens the file without making, following or emptying anything.
func openDB(o Options, write bool) (*os.File, error) {
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR
	}
	if err := exists(o); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(o.db(), flag|noFollow, 0)
	if err != nil {
		return nil, cannotFind(o, err)
	}
	return file, nil
}

// stillThere fails if the path leads to another file than the one that is open.
func stillThere(file *os.File, path string) error {
	open, err := file.Stat()
	if err != nil {
		return failure(err, "the file %s cannot be looked at", path)
	}
	found, err := os.Lstat(path)
	if err == nil && os.SameFile(open, found) {
		return nil
	}
	return operator.Errorf(operator.IO, "the file %s was replaced while it was open", path).
		WithHint("start again").Reason("db_replaced").With("path", path)
}

// lookAt fails unless the file is a store, as far as preflight can tell.
func lookAt(o Options) error {
	file, err := openDB(o, false)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = preflight(file, o.db())
	return err
}

// preflight looks at the file before it is mapped, because bbolt answers a damaged
// file with a panic, or with a fault that ends the program, and an empty one by
// making it a database. It reads a few pages, each with its bounds checked. It gives the
// schema of the store, which is this program's or one that there are steps from.
func preflight(file *os.File, path string) (uint64, error) {
	pages, err := readHead(file, path)
	if err != nil {
		return 0, err
	}
	foreign := operator.Errorf(operator.Invalid, "%s is a database of another program", path).
		WithHint("choose the folder of an operator database with --store DIR").Reason("foreign_db").With("path", path)
	meta, isBucket, err := pages.find(pages.root, []byte(metaBucket))
	if err != nil {
		return 0, err
	}
	if meta == nil || !isBucket {
		return 0, foreign
	}
	have := make(map[string][]byte, 2)
	for _, name := range []string{magicKey, schemaKey} {
		if have[name], err = pages.inBucket(meta, []byte(name)); err != nil {
			return 0, err
		}
	}
	if !bytes.Equal(have[magicKey], []byte(magic)) {
		return 0, foreign
	}
	schema, err := knownSchema(path, string(have[schemaKey]))
	if err != nil {
		return 0, err
	}
	return schema, pages.check()
}

// knownSchema refuses a store whose schema this program does not know.
func knownSchema(path, text string) (uint64, error) {
	have, err := strconv.ParseUint(text, 10, 32)
	_, isWay := stepsFrom(have)
	switch {
	case err != nil:
		return 0, damaged(path, "its schema is no number")
	case have == schemaVersion, isWay:
		return have, nil
	case have > schemaVersion:
		return 0, wrongSchema(path, have).WithHint("install a newer version of operator").Reason("schema_newer")
	}
	return 0, wrongSchema(path, have).WithHint("use the version of the program that made it").Reason("schema_older")
}

func damaged(path, why string) *operator.Error {
	return operator.Errorf(operator.IO, "the database %s is damaged: %s", path, why).
		WithHint("make a store of your last backup: operator restore FILE --store DIR").Reason("db_damaged").With("path", path)
}
