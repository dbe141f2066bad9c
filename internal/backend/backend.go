// Package backend makes of a configuration the service that a command talks to.
// It is the one place that puts implementations together.
package backend

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/event/hook/post"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// blobsFolder is where a store keeps files, within its own folder.
const blobsFolder = "blobs"

// watchPause is how long a follower waits between two looks at the log.
const watchPause = 300 * time.Millisecond

// notAtAll is how long a command waits that is told to wait 0 seconds; to the
// store, zero means that nothing was said.
const notAtAll = time.Nanosecond

// Open gives the service that the configuration names, and what lets go of it
// again. It opens nothing yet: the embedded store is open during a transaction
// only. Where a server answers for that store, the server is asked; one that comes
// later makes requests fail with the reason "served": then open again.
func Open(_ context.Context, c config.Config) (operator.Service, func() error, error) {
	if c.Remote != "" {
		return openRemote(c)
	}
	if h, held := boltstore.HolderOf(c.Store); held && h.Answers() {
		return Asks(c, h.Socket)
	}
	s := boltstore.Open(storeOptions(c))
	return &embedded{App: app.New(parts(c, s)), config: c}, s.Close, nil
}

// parts is what the service works with over an embedded store, however that is opened.
func parts(c config.Config, s *boltstore.Store) app.Parts {
	return app.Parts{
		Store: s, Files: fsblob.Open(filepath.Join(c.Store, blobsFolder)), ChainKeys: keysOf(c.Store),
		Now: c.Now, Random: rand.Reader, Sender: post.New(post.Options{Version: c.Version}), Pause: pause, Spool: spoolIn(c.Store),
	}
}

func storeOptions(c config.Config) boltstore.Options {
	return boltstore.Options{Dir: c.Store, Wait: max(c.Timeout, notAtAll), Command: "operator", Now: c.Now}
}

// pause waits a little, or until ctx is done.
func pause(ctx context.Context) error {
	t := time.NewTimer(watchPause)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Init makes an embedded store with a new workspace in it, where the
// configuration says. A dry run makes nothing, and fails as far as can be told
// beforehand.
func Init(ctx context.Context, c config.Config, req operator.InitRequest) (operator.Workspace, error) {
	if c.Remote != "" {
		return operator.Workspace{}, operator.Errorf(operator.Usage, "init makes an embedded store, and cannot make one at %s", c.Remote).
			WithHint("operator init --store DIR").Reason("local_only")
	}
	f, err := app.Found(req, c.Now(), rand.Reader)
	if err != nil {
		return f.Show(), err
	}
	if operator.CallFrom(ctx).DryRun {
		return f.Show(), boltstore.Vacant(storeOptions(c))
	}
	return f.Show(), boltstore.Init(ctx, storeOptions(c), f.Workspace, f.Fill)
}
