package backend

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Held is the embedded store of a server, which has it to itself until it is closed, and
// the service over it.
type Held struct {
	*app.App
	keys  *ownKeys
	log   *slog.Logger
	close func() error
}

// Hold opens the embedded store for a server: others that open it are told to ask at the
// socket. The log gets what fails below, where nobody who asks may hear of it. Nothing of
// the store is changed yet: a server that cannot listen leaves it as it was.
func Hold(ctx context.Context, c config.Config, socket string, log *slog.Logger) (*Held, error) {
	o := storeOptions(c)
	o.Command, o.Socket = "operator serve", socket
	o.Failed = func(err error) { log.Error("the store could not be written", slog.Any("error", err)) }
	s, err := holdUnserved(ctx, o)
	if err != nil {
		return nil, err
	}
	p := parts(c, s)
	keys := &ownKeys{ChainKeys: p.ChainKeys}
	p.ChainKeys = keys
	return &Held{app.New(p), keys, log, s.Close}, nil
}

// OwnKey has the key of the log in a file, and the server goes on with it whatever becomes
// of that. The log says when the file was made. It is done before anything is answered.
func (h *Held) OwnKey(ctx context.Context) error {
	before, err := h.keys.Load()
	if err == nil {
		err = h.App.OwnKey(ctx)
	}
	if err != nil {
		return err
	}
	if before.Empty() {
		h.log.Info("the key of the log is in a file from now on: keep a copy, and not beside the backups", slog.String("path", h.keys.Path()))
	}
	return h.keys.keep()
}

// Close lets go of the store.
func (h *Held) Close() error { return h.close() }

// holdUnserved opens a store to hold it, and names the server that has it already. What
// says who holds a store can be what a server that was killed left there, until who
// came next has written its own: then it is waited for as for any other.
func holdUnserved(ctx context.Context, o boltstore.Options) (*boltstore.Store, error) {
	waiting, stop := context.WithTimeout(ctx, o.Wait)
	defer stop()
	for {
		s, err := boltstore.Hold(ctx, o)
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.Busy {
			return s, err
		}
		if h, held := boltstore.HolderOf(o.Dir); held && answers(ctx, h) {
			return nil, operator.Errorf(operator.Busy, "the store %s is served already, by process %d on %s, which answers at %s", o.Dir, h.PID, h.Host, h.Socket).
				WithHint("commands that name this store ask that server; to start another, end it first: kill %d", h.PID).
				Reason("server_running").With("holder", h)
		}
		if e.Details["reason"] != boltstore.ReasonServed || waiting.Err() != nil {
			return nil, err
		}
	}
}

// answers says whether somebody is at the socket, whatever lies there.
func answers(ctx context.Context, h boltstore.Holder) bool {
	if !h.Answers() {
		return false
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", h.Socket)
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}
