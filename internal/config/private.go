package config

import (
	"io"
	"os"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ReadPrivate reads a file with a secret, which nobody else may read, at most so many
// bytes. No error shows what is in it.
func ReadPrivate(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, operator.Wrap(operator.NoInput, err, "the secret cannot be read").Reason("no_file")
	}
	defer f.Close()
	stat, err := f.Stat()
	if err == nil {
		err = checkReaders(path, stat)
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
