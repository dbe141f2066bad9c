// Package keyring keeps secrets in the keyring of the operating system: the Keychain,
// the Credential Manager, or what answers on the session bus. None of them is sure to
// be there, and each may wait for a person who is not: nothing takes longer than a
// few seconds.
package keyring

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// service is what our secrets are filed under.
const service = "operator"

// patience is how long the keyring may take.
const patience = 3 * time.Second

// Ring is the keyring of who runs the program.
type Ring struct {
	env      func(string) string
	patience time.Duration
}

// Open gives the keyring. env reads the environment, which says where the session
// bus is.
func Open(env func(string) string) Ring { return Ring{env, patience} }

// Get reads a secret; false if there is none of that name. Where there is no keyring,
// or it does not answer, it fails with Unavailable.
func (r Ring) Get(name string) (operator.Secret, bool, error) {
	var secret string
	err := r.ask(func() (err error) {
		secret, err = keyring.Get(service, name)
		return err
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return "", false, nil
	}
	return operator.Secret(secret), err == nil, failed(err)
}

// Set keeps a secret in the place of one of its name.
func (r Ring) Set(name string, secret operator.Secret) error {
	return failed(r.ask(func() error { return keyring.Set(service, name, string(secret)) }))
}

// Delete forgets a secret. One that is not there is no error.
func (r Ring) Delete(name string) error {
	err := r.ask(func() error { return keyring.Delete(service, name) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return failed(err)
}

var errNone = errors.New("there is no session bus")

var errSlow = errors.New("it does not answer")

// ask does something with the keyring. One that does not answer is left behind: the
// process ends before long.
func (r Ring) ask(do func() error) error {
	if !r.there() {
		return errNone
	}
	done := make(chan error, 1)
	go func() { done <- do() }()
	late := time.NewTimer(r.patience)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
		return errSlow
	}
}

// there says whether there can be a keyring. Without a session bus the library would
// start one, which nobody asked for and which would outlive the program.
func (r Ring) there() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	if r.env("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	folder := r.env("XDG_RUNTIME_DIR")
	if folder == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(folder, "bus"))
	return err == nil
}

// failed says that the keyring cannot be used. What the library says can hold nothing
// of the secret.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return operator.Wrap(operator.Unavailable, err, "the keyring of this system cannot be used").Reason("no_keyring")
}
