package config

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// tokenNames are under which names the keyring has the token for the instance, the
// weightiest first. The address is a part of them: a token goes nowhere but where it
// came from, whatever a context says later.
func (c Config) tokenNames() []string {
	if c.Context == "" {
		return []string{c.Remote}
	}
	return []string{c.Context + " " + c.Remote, c.Remote}
}

// keptToken is the token in the keyring, and under which name. A keyring that is not
// there has none.
func (c Config) keptToken() (Secret, string) {
	if c.Keyring == nil || c.Remote == "" {
		return "", ""
	}
	for _, name := range c.tokenNames() {
		token, ok, err := c.Keyring.Get(name)
		if err != nil {
			return "", ""
		}
		if ok {
			return token, name
		}
	}
	return "", ""
}

// CanKeepToken says why the keyring could not keep a token; nil where it can.
func (c Config) CanKeepToken() error {
	if c.Keyring == nil {
		return operator.Errorf(operator.Unavailable, "there is no keyring").Reason("no_keyring")
	}
	_, _, err := c.Keyring.Get(c.tokenNames()[0])
	return err
}

// KeepToken puts the token for the instance into the keyring.
func (c Config) KeepToken(token Secret) error { return c.Keyring.Set(c.tokenNames()[0], token) }

// ForgetToken takes the token out of where ReadToken finds it: the keyring, or the
// file that a context names, if it is one of those that KeepTokenFile makes. It says
// whether there was one.
func (c Config) ForgetToken() (bool, error) {
	if c.TokenFile != "" {
		if c.From.TokenFile != FromContext || c.TokenFile != tokenFile(c.File, c.Context) {
			return false, nil // somebody else put it there
		}
		err := os.Remove(c.TokenFile)
		if err != nil {
			return false, operator.Wrap(operator.IO, err, "the token cannot be forgotten").WithHint("delete %s", c.TokenFile)
		}
		return true, nil
	}
	_, name := c.keptToken()
	if name == "" {
		return false, nil
	}
	return true, c.Keyring.Delete(name)
}

// tokenFile is the file beside the configuration for the token of a context.
func tokenFile(file, context string) string {
	return filepath.Join(filepath.Dir(file), context+".token")
}

// ContextFor is the name of a context that leads to an instance: one that is there,
// or a new one, named after the host. It becomes the current one where there is none.
func (b Book) ContextFor(remote string) (string, error) {
	file, err := b.Read()
	if err != nil {
		return "", err
	}
	for _, name := range file.Names() {
		if has, err := checkRemote(file.Contexts[name].Remote, FromFile); err == nil && has == remote {
			return name, nil
		}
	}
	name := nameOf(remote)
	_, err = b.AddContext(name, Context{Remote: remote}, false, IfNone)
	return name, err
}

// nameOf makes a name for a context of an address: its host, and its port if that is
// said.
func nameOf(remote string) string {
	u, err := url.Parse(remote)
	if err != nil {
		return "remote"
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(u.Host))
	return strings.TrimLeft(name, "-")
}

// KeepTokenFile writes the token of a context into a file beside the configuration,
// which nobody else may read, and has the context name it. It gives the file.
func (b Book) KeepTokenFile(context string, token Secret) (string, error) {
	path := tokenFile(b.Path, context)
	if b.DryRun {
		return path, nil
	}
	err := b.alone(func(Book) error { return replace(path, []byte(string(token)+"\n")) })
	if err != nil {
		return path, err
	}
	_, err = b.Set(slot{context, "token-file"}.String(), path)
	return path, err
}

// ForgetTokenFile has a context name no file for its token any more.
func (b Book) ForgetTokenFile(context string) error {
	_, err := b.Unset(slot{context, "token-file"}.String())
	return err
}
