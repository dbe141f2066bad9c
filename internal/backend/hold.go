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

// Hold opens the embedded store for a server, which has it to itself until it lets go:
// others that open it are told to ask at the socket. The log gets what fails below, where
// nobody who asks may hear of it.
func Hold(ctx context.Context, c config.Config, socket string, log *slog.Logger) (*app.App, func() error, error) {
	o := storeOptions(c)
	o.Command, o.Socket = "operator serve", socket
	o.Failed = func(err error) { log.Error("the store could not be written", slog.Any("error", err)) }
	s, err := holdUnserved(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	served, err := ownKey(ctx, parts(c, s), log)
	if err != nil {
		_ = s.Close()
		return nil, nil, err
	}
	return served, s.Close, nil
}

// ownKey is the service of a server, which has the key of the log in a file, and goes on
// with it whatever becomes of that. The log says when the file was made.
func ownKey(ctx context.Context, p app.Parts, log *slog.Logger) (*app.App, error) {
	before, err := p.ChainKeys.Load()
	if err == nil {
		err = app.New(p).OwnKey(ctx)
	}
	if err != nil {
		return nil, err
	}
	keys, err := p.ChainKeys.Load()
	if before.Empty() {
		log.Info("the key of the log is in a file from now on: keep a copy, and not beside the backups", slog.String("path", p.ChainKeys.Path()))
	}
	p.ChainKeys = loaded{p.ChainKeys, keys}
	return app.New(p), err
}

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
