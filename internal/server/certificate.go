package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// certificate is the one in two files, read again when they change.
type certificate struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger // nil for none

	mu     sync.Mutex
	have   *tls.Certificate
	read   time.Time // when the files were looked at
	change time.Time // of the newer of them
	broken bool      // whether the files cannot be used as they are
	unfit  time.Time // the change of which that was said
	warned time.Time // when it was last said that the certificate is of another time
}

// lookEvery is how often the files are looked at.
const lookEvery = 10 * time.Second

// get gives the certificate. Where the files were replaced by something unfit, the one
// before goes on being used.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if c.have != nil && now.Sub(c.read) < lookEvery {
		return c.have, nil
	}
	c.read = now
	defer c.watch(now)
	change := newest(c.cert, c.key)
	if c.have != nil && change.Equal(c.change) {
		return c.have, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	switch {
	case err == nil:
		if c.have != nil {
			c.tell(slog.LevelInfo, "the certificate was read again", "until", pair.Leaf.NotAfter)
		}
		c.have, c.change, c.warned, c.broken = &pair, change, time.Time{}, false
		c.watchKey()
	case c.have == nil:
		return nil, c.unread(err)
	case !c.broken || !change.Equal(c.unfit):
		c.broken, c.unfit = true, change
		c.tell(slog.LevelWarn, "the files of the certificate cannot be used; the one before is", "error", err.Error(), "until", c.have.Leaf.NotAfter)
	}
	return c.have, nil
}

// unread says why there is no certificate to begin with.
func (c *certificate) unread(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return operator.Wrap(operator.NoInput, err, "cannot read the certificate").Reason("no_certificate")
	case errors.Is(err, fs.ErrPermission):
		return operator.Wrap(operator.Denied, err, "cannot read the certificate").
			WithHint("the user that the server runs as must be able to read the certificate and its key").Reason("permission")
	case errors.As(err, &path):
		return operator.Wrap(operator.IO, err, "cannot read the certificate").Reason("read_failed")
	}
	return operator.Errorf(operator.Config, "the certificate %s and the key %s do not fit together, or are not PEM", c.cert, c.key).Reason("bad_certificate")
}

// warnEvery is how often it is said that a certificate has expired.
const warnEvery = 24 * time.Hour

// watch says that nobody will take the certificate, while that is so.
func (c *certificate) watch(now time.Time) {
	if c.have == nil || now.Sub(c.warned) < warnEvery {
		return
	}
	switch of := c.have.Leaf; {
	case now.After(of.NotAfter):
		c.tell(slog.LevelWarn, "the certificate has expired: clients refuse it", "since", of.NotAfter)
	case now.Before(of.NotBefore):
		c.tell(slog.LevelWarn, "the certificate is not valid yet, or the clock is wrong: clients refuse it", "from", of.NotBefore)
	default:
		return
	}
	c.warned = now
}

// watchKey says that everybody on the machine can read the key. A group may, as one that
// services share; on Windows access lists say who can.
func (c *certificate) watchKey() {
	about, err := os.Stat(c.key)
	if err == nil && about.Mode().Perm()&0o004 != 0 && runtime.GOOS != "windows" {
		c.tell(slog.LevelWarn, "everybody on this machine can read the certificate's key: chmod o-r "+c.key)
	}
}

func (c *certificate) tell(level slog.Level, what string, more ...any) {
	if c.log != nil {
		c.log.Log(context.Background(), level, what, more...)
	}
}

func newest(files ...string) (at time.Time) {
	for _, file := range files {
		if about, err := os.Stat(file); err == nil && about.ModTime().After(at) {
			at = about.ModTime()
		}
	}
	return at
}
