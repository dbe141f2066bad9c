package config

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/owner"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ReadPrivate reads a file with a secret, which nobody else may read, at most so many
// bytes. Root may also read that of whom the folder of, if any, belongs to. No error shows
// what is in it.
func ReadPrivate(path, of string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, operator.Wrap(operator.NoInput, err, "the secret cannot be read").Reason("no_file")
	}
	defer f.Close()
	stat, err := f.Stat()
	if err == nil {
		err = checkReaders(path, of, stat)
	}
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, operator.Wrap(operator.NoInput, err, "%s cannot be read", path).Reason("unreadable_file")
	}
	if int64(len(raw)) > most {
		return nil, operator.Errorf(operator.Invalid, "%s is too long for a file with a secret", path).Reason("too_long")
	}
	return raw, nil
}

// WritePrivate makes a file with a secret, which nobody else may read, under any umask,
// and waits until it is on disk. It replaces nothing. Made by root, it belongs to whom the
// folder of belongs to.
func WritePrivate(path, of, content string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	owner.Give(f, of)
	_, err = f.WriteString(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path)
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// RenamePrivate has a file take the place of another in its folder, also after a power
// cut.
func RenamePrivate(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}
