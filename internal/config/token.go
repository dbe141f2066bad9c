package config

import (
	"io"
	"os"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Secret is a token, which no log and no message shows.
type Secret = operator.Secret

// maxToken is how long a token may be, in bytes.
const maxToken = 4096

// Keyring keeps secrets for who runs the program. It need not be there: then it
// fails with Unavailable.
type Keyring interface {
	Get(name string) (Secret, bool, error)
	Set(name string, secret Secret) error
	Delete(name string) error
}

// ReadToken gives the token for the remote instance, empty if none was given:
// OPERATOR_TOKEN, or the first line of the token file, which nobody else may
// read, or else what the keyring has. No error shows what is in the file.
func (c Config) ReadToken() (Secret, error) {
	if c.TokenFile == "" {
		if c.Token != "" {
			return c.Token, nil
		}
		token, _ := c.keptToken()
		return token, nil
	}
	f, err := os.Open(c.TokenFile)
	if err != nil {
		return "", operator.Wrap(operator.Config, err, "cannot read the token").Reason("no_token_file")
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return "", operator.Wrap(operator.Config, err, "cannot read the token")
	}
	if err := checkReaders(c.TokenFile, "", stat); err != nil {
		return "", err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxToken+1))
	if err != nil {
		return "", operator.Wrap(operator.Config, err, "cannot read the token")
	}
	token := strings.TrimSpace(string(raw))
	if token == "" || len(raw) > maxToken || strings.ContainsAny(token, "\r\n\t \x00") {
		return "", operator.Errorf(operator.Config, "%s does not hold a token alone", c.TokenFile).Reason("bad_token_file")
	}
	return Secret(token), nil
}
